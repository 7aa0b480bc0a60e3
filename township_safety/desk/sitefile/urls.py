"""Addresses of 一企一档 and of its sealing after an accident."""

from django.urls import path

from township_safety.desk.sitefile import frequency_views, seal_views, views

urlpatterns = [
    path("duties/by-risk/", frequency_views.frequencies, name="risk_frequencies"),
    path("sites/<int:pk>/file/", views.page, name="site_file"),
    path("sites/<int:pk>/file/pdf/", views.pdf, name="site_file_pdf"),
    path("accidents/<int:pk>/seal/", seal_views.new, name="seal_new"),
    path("seals/<int:pk>/pdf/", seal_views.pdf, name="seal_pdf"),
    path("seals/<int:pk>/lift/", seal_views.lift_seal, name="seal_lift"),
]
