"""Addresses of 统计概览 and what is made of it."""

from django.urls import path

from township_safety.desk.dashboard import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("wall/", views.wall, name="wall"),
    path("pdf/", views.dashboard_pdf, name="dashboard_pdf"),
]
