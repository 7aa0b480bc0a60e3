"""Addresses of 往日台账."""

from django.urls import path

from reports.views import past

urlpatterns = [
    path("past/", past.past_figures, name="past"),
    path("past/figures/<str:key>/", past.past_figure, name="past_figure"),
    path("past/hazards/", past.past_hazards, name="past_hazards"),
    path("past/hazards/<int:pk>/", past.past_hazard_page, name="past_hazard"),
]
