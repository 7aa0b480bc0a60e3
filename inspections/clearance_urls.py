"""Addresses of 月末销号例检例查."""

from django.urls import path

from inspections.views import clearance_paper, clearances

urlpatterns = [
    path("", clearances.clearances, name="clearances"),
    path("new/", clearances.clearance_new, name="clearance_new"),
    path("<int:pk>/", clearances.clearance, name="clearance"),
    path("<int:pk>/add/", clearances.clearance_add, name="clearance_add"),
    path("<int:pk>/drop/<int:line>/", clearances.clearance_drop, name="clearance_drop"),
    path("<int:pk>/hold/", clearances.clearance_hold, name="clearance_hold"),
    path("<int:pk>/edit/", clearances.clearance_edit, name="clearance_edit"),
    path("<int:pk>/void/", clearances.clearance_void, name="clearance_void"),
    path("papers/<slug:kind>/<int:pk>/", clearance_paper.paper, name="clearance_paper"),
    path("papers/<slug:kind>/<int:pk>/pdf/", clearance_paper.paper_pdf, name="clearance_paper_pdf"),
    path(
        "papers/<slug:kind>/<int:pk>/word/", clearance_paper.paper_word, name="clearance_paper_word"
    ),
]
