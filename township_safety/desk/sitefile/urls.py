"""Addresses of 一企一档."""

from django.urls import path

from township_safety.desk.sitefile import views

urlpatterns = [
    path("sites/<int:pk>/file/", views.page, name="site_file"),
    path("sites/<int:pk>/file/pdf/", views.pdf, name="site_file_pdf"),
]
