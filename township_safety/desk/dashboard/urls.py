"""Addresses of 统计概览 and what is made of it."""

from django.urls import path

from township_safety.desk.dashboard import leader_views, share_views, views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("wall/", views.wall, name="wall"),
    path("pdf/", views.dashboard_pdf, name="dashboard_pdf"),
    path("leaders/", leader_views.leaders, name="leaders"),
    path("leaders/pdf/", leader_views.leaders_pdf, name="leaders_pdf"),
    path("share/<slug:sort>/", share_views.share, name="share"),
]
