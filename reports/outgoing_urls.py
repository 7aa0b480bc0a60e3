"""Addresses of what goes out and comes back: edited files, sendings, corrections, the inbox."""

from django.urls import path

from reports.views import dispatches, returned

urlpatterns = [
    path("<int:pk>/returned/", returned.returned_texts, name="returned"),
    path("returned/<int:pk>/decide/", returned.returned_decide, name="returned_decide"),
    path("<int:pk>/dispatch/", dispatches.dispatch_new, name="dispatch_new"),
    path("dispatch/<int:pk>/receipt/", dispatches.dispatch_receipt, name="dispatch_receipt"),
    path("dispatch/<int:pk>/void/", dispatches.dispatch_void, name="dispatch_void"),
]
