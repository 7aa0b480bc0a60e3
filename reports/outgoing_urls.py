"""Addresses of what goes out and comes back: edited files, sendings, corrections, the inbox."""

from django.urls import path

from reports.views import corrections, dispatches, receiving, returned

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
    path("<int:pk>/package.json", receiving.report_package, name="package"),
    path("receiving/", receiving.receiving, name="receiving"),
    path("receiving/new/", receiving.demand_new, name="demand_new"),
    path("receiving/import/", receiving.delivery_import, name="delivery_import"),
    path("receiving/<int:pk>/", receiving.demand, name="demand"),
    path("receiving/<int:pk>/enter/", receiving.delivery_enter, name="delivery_enter"),
    path("receiving/deliveries/<int:pk>/", receiving.delivery, name="delivery"),
    path(
        "receiving/deliveries/<int:pk>/decide/", receiving.delivery_decide, name="delivery_decide"
    ),
]
