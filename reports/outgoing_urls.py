"""Addresses of what goes out and comes back: edited files, sendings, corrections, the inbox."""

from django.urls import path

from reports.views import corrections, dispatches, returned

urlpatterns = [
    path("<int:pk>/returned/", returned.returned_texts, name="returned"),
    path("returned/<int:pk>/decide/", returned.returned_decide, name="returned_decide"),
    path("<int:pk>/dispatch/", dispatches.dispatch_new, name="dispatch_new"),
    path("dispatch/<int:pk>/receipt/", dispatches.dispatch_receipt, name="dispatch_receipt"),
    path("dispatch/<int:pk>/void/", dispatches.dispatch_void, name="dispatch_void"),
    path("<int:pk>/corrections/", corrections.correction_new, name="correction_new"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path("corrections/<int:pk>/issue/", corrections.correction_issue, name="correction_issue"),
    path("corrections/<int:pk>/drop/", corrections.correction_drop, name="correction_drop"),
    path("corrections/<int:pk>/pdf/", corrections.correction_pdf, name="correction_pdf"),
    path("corrections/<int:pk>/word/", corrections.correction_word, name="correction_word"),
]
