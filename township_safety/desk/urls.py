"""Addresses of the desk: start page, sign-in, registers, settings, help."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, PasswordChangeDoneView
from django.urls import include, path

from township_safety.desk import (
    attachment_views,
    campaign_views,
    duty_views,
    handover_views,
    help_views,
    holiday_views,
    lookup_views,
    number_views,
    office_views,
    opinion_views,
    reference_views,
    register_views,
    scan_views,
    views,
    workbook_views,
)
from township_safety.organisation import file_views
from township_safety.organisation import views as organisation_views
from township_safety.organisation.http import for_everyone

_registers = [
    path("<slug:key>/", register_views.rows, name="list"),
    path("<slug:key>/new/", register_views.new, name="new"),
    path("<slug:key>/<int:pk>/", register_views.detail, name="detail"),
    path("<slug:key>/<int:pk>/edit/", register_views.edit, name="edit"),
    path("<slug:key>/<int:pk>/void/", register_views.void, name="void"),
    path("<slug:key>/<int:pk>/attachments/new/", attachment_views.attach, name="attach"),
]

_password_done = PasswordChangeDoneView.as_view()

urlpatterns = [
    path("", views.home, name="home"),
    path("record/", views.record_work, name="record_work"),
    path("registers/", include((_registers, "records"))),
    path("", include("township_safety.desk.proof_urls")),
    path("attachments/<int:pk>/withdraw/", attachment_views.withdraw, name="attachment_withdraw"),
    path("operations/<int:pk>/findings/", register_views.finding_new, name="finding_new"),
    path("campaigns/<int:pk>/", campaign_views.campaign, name="campaign"),
    path("key-periods/<int:pk>/", campaign_views.key_period, name="key_period"),
    path("duties/", duty_views.duties, name="duties"),
    path("duties/<int:pk>/", duty_views.duty, name="duty"),
    path("duties/<int:pk>/rows/", duty_views.duty_rows, name="duty_rows"),
    path("reference/", reference_views.index, name="reference"),
    path("reference/holidays/", holiday_views.days, name="holidays"),
    path("reference/holidays/new/", holiday_views.new, name="holiday_new"),
    path("reference/holidays/<int:pk>/", holiday_views.edit, name="holiday_edit"),
    path("reference/<slug:key>/", reference_views.entries, name="reference_list"),
    path("reference/<slug:key>/new/", reference_views.new, name="reference_new"),
    path("reference/<slug:key>/<int:pk>/", reference_views.edit, name="reference_edit"),
    path("lookups/sites/new/", lookup_views.site_new, name="lookup_site_new"),
    path("lookups/<slug:key>/", lookup_views.lookup, name="lookup"),
    path("workbook/", workbook_views.workbook, name="workbook"),
    path("workbook/template/", workbook_views.workbook_template, name="workbook_template"),
    path("workbook/export/", workbook_views.workbook_export, name="workbook_export"),
    path("workbook/upload/", workbook_views.workbook_upload, name="workbook_upload"),
    path("workbook/<str:token>/", workbook_views.workbook_preview, name="workbook_preview"),
    path("workbook/<str:token>/confirm/", workbook_views.workbook_confirm, name="workbook_confirm"),
    path(
        "workbook/<str:token>/rejected/", workbook_views.workbook_rejected, name="workbook_rejected"
    ),
    path("opinions/", opinion_views.opinion_list, name="opinions"),
    path("opinions/<int:pk>/", opinion_views.opinion_detail, name="opinion"),
    path("opinions/<int:pk>/scan/", opinion_views.opinion_scan, name="opinion_scan"),
    path("opinions/<int:pk>/confirm/", opinion_views.opinion_confirm, name="opinion_confirm"),
    path("opinions/<int:pk>/dispute/", opinion_views.opinion_dispute, name="opinion_dispute"),
    path("opinions/<int:pk>/settle/", opinion_views.opinion_settle, name="opinion_settle"),
    path("papers/", scan_views.paper_list, name="papers"),
    path("papers/scans/", scan_views.scans, name="scans"),
    path("papers/scans/<int:pk>/match/", scan_views.scan_match, name="scan_match"),
    path("papers/scans/<int:pk>/unmatch/", scan_views.scan_unmatch, name="scan_unmatch"),
    path("papers/scans/<int:pk>/drop/", scan_views.scan_drop, name="scan_drop"),
    path("papers/<slug:code>/", scan_views.printed_form, name="printed_form"),
    path("papers/<slug:code>/excuse/", scan_views.printed_form_excuse, name="printed_form_excuse"),
    path("numbers/", number_views.number_blocks, name="number_blocks"),
    path("numbers/new/", number_views.number_block_new, name="number_block_new"),
    path("numbers/<int:pk>/", number_views.number_block, name="number_block"),
    path("numbers/of/<int:pk>/cancel/", number_views.number_cancel, name="number_cancel"),
    path("settings/opinions/", opinion_views.opinion_rules, name="opinion_rules"),
    path("settings/office/", office_views.office, name="office"),
    path("settings/numbers/", office_views.number_start, name="number_start"),
    path("settings/accounts/", organisation_views.accounts, name="accounts"),
    path("settings/accounts/new/", organisation_views.account_new, name="account_new"),
    path("settings/accounts/<int:pk>/", organisation_views.account_edit, name="account_edit"),
    path(
        "settings/accounts/<int:pk>/reset/", organisation_views.account_reset, name="account_reset"
    ),
    path(
        "settings/accounts/<int:pk>/disable/",
        organisation_views.account_disable,
        name="account_disable",
    ),
    path(
        "settings/accounts/<int:pk>/enable/",
        organisation_views.account_enable,
        name="account_enable",
    ),
    path("handovers/", handover_views.handovers, name="handovers"),
    path("handovers/new/", handover_views.handover_new, name="handover_new"),
    path("handovers/draft/", handover_views.handover_draft, name="handover_draft"),
    path("handovers/<int:pk>/", handover_views.handover, name="handover"),
    path("handovers/<int:pk>/pdf/", handover_views.handover_pdf, name="handover_pdf"),
    path("settings/log/", organisation_views.log, name="log"),
    path("files/upload/", file_views.file_upload, name="file_upload"),
    path("files/<uuid:uid>/", file_views.file, name="file"),
    path("files/<uuid:uid>/thumbnail/", file_views.file_thumbnail, name="file_thumbnail"),
    path("login/", organisation_views.SignInView.as_view(), name="login"),
    path("logout/", login_not_required(LogoutView.as_view()), name="logout"),
    path(
        "password/",
        for_everyone(organisation_views.OwnPasswordView.as_view()),
        name="password_change",
    ),
    path("password/done/", for_everyone(_password_done), name="password_change_done"),
    path("help/", for_everyone(help_views.help_page), name="help"),
    path("help/<slug:slug>/", for_everyone(help_views.help_page), name="help_page"),
    path("healthz", views.healthz, name="health"),
]
