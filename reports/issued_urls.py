"""Addresses of the way of a report: its steps, and what was kept when it was issued."""

from django.urls import path

from reports.views import approval, issued, steps

urlpatterns = [
    path("settings/", steps.report_settings, name="settings"),
    path("<int:pk>/step/<slug:step>/", steps.report_step, name="step"),
    path("<int:pk>/issuing/", steps.report_issuing, name="issuing"),
    path("<int:pk>/approval/pdf/", approval.approval_pdf, name="approval_pdf"),
    path("<int:pk>/approval/word/", approval.approval_word, name="approval_word"),
    path("<int:pk>/figures/<int:number>/", issued.issued_figure, name="issued_figure"),
    path(
        "<int:pk>/figures/<int:number>/rows.xlsx",
        issued.issued_figure_rows,
        name="issued_figure_rows",
    ),
    path("<int:pk>/changes/", issued.report_changes, name="changes"),
    path("<int:pk>/versions/", issued.report_versions, name="versions"),
    path("<int:pk>/bridge/", issued.report_bridge, name="bridge"),
    path("<int:pk>/reconciliation/", issued.reconciliation, name="reconciliation"),
    path("<int:pk>/reconciliation.xlsx", issued.reconciliation_excel, name="reconciliation_excel"),
]
