"""Addresses of the outings and their checklists."""

from django.urls import include, path

from inspections.views import checklists, outings, paper

app_name = "inspections"

urlpatterns = [
    path("", outings.outings, name="outings"),
    path("new/", outings.outing_new, name="outing_new"),
    path("<int:pk>/", outings.outing, name="outing"),
    path("<int:pk>/choose/", outings.choose, name="choose"),
    path("<int:pk>/targets/<int:row>/", outings.visit, name="visit"),
    path("papers/<slug:kind>/<int:pk>/", paper.paper, name="paper"),
    path("papers/<slug:kind>/<int:pk>/pdf/", paper.paper_pdf, name="paper_pdf"),
    path("papers/<slug:kind>/<int:pk>/word/", paper.paper_word, name="paper_word"),
    path("clearances/", include("inspections.clearance_urls")),
    path("checklists/", checklists.checklists, name="checklists"),
    path("checklists/new/", checklists.checklist_new, name="checklist_new"),
    path("checklists/<int:pk>/", checklists.checklist, name="checklist"),
    path("checklists/<int:pk>/edit/", checklists.checklist_edit, name="checklist_edit"),
    path("checklists/<int:pk>/items/new/", checklists.item_new, name="item_new"),
    path("checklists/<int:pk>/items/<int:row>/", checklists.item_edit, name="item_edit"),
]
