"""Addresses of 督查反馈."""

from django.urls import path

from township_safety.desk import feedback_views

urlpatterns = [
    path("feedback/<int:pk>/", feedback_views.feedback, name="feedback"),
    path("feedback/<int:pk>/paste/", feedback_views.feedback_paste, name="feedback_paste"),
    path(
        "feedback/problems/<int:pk>/hazard/",
        feedback_views.feedback_hazard,
        name="feedback_hazard",
    ),
]
