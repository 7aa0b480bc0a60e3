"""Addresses of 迎检档案."""

from django.urls import path

from township_safety.desk.archive import views

urlpatterns = [
    path("archive/", views.page, name="archive"),
    path("archive/<int:year>/", views.page, name="archive_year"),
    path("archive/<int:year>/begin/", views.begin, name="archive_begin"),
    path("archive/<int:year>/new/", views.section_new, name="archive_section_new"),
    path("archive/<int:year>/missing/", views.missing, name="archive_missing"),
    path("archive/<int:year>/draw/", views.draw, name="archive_draw"),
    path("archive/<int:year>/draw/pdf/", views.draw_pdf, name="archive_draw_pdf"),
    path("archive/<int:year>/build/", views.build, name="archive_build"),
    path("archive/<int:year>/<slug:kind>/download/", views.download, name="archive_download"),
    path("archive/folders/<int:pk>/", views.section, name="archive_section"),
    path("archive/folders/<int:pk>/add/", views.add, name="archive_add"),
]
