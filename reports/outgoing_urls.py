"""Addresses of what goes out and comes back: edited files, sendings, corrections, the inbox."""

from django.urls import path

from reports.views import returned

urlpatterns = [
    path("<int:pk>/returned/", returned.returned_texts, name="returned"),
    path("returned/<int:pk>/decide/", returned.returned_decide, name="returned_decide"),
]
