"""Addresses of reports and figures."""

from django.urls import include, path

from reports.views import annexes, drafts, figures, layouts, plain, printed, prior, statistics

app_name = "reports"

urlpatterns = [
    path("", include("reports.template_urls")),
    path("", include("reports.asking_urls")),
    path("", include("reports.past_urls")),
    path("", include("reports.review_urls")),
    path("", include("reports.issued_urls")),
    path("", include("reports.handed_urls")),
    path("", include("reports.outgoing_urls")),
    path("", drafts.report_list, name="list"),
    path("new/", drafts.report_create, name="create"),
    path("latest/<slug:code>/", drafts.open_latest, name="open_latest"),
    path("<int:pk>/", drafts.report_detail, name="detail"),
    path("<int:pk>/days/", drafts.report_days, name="days"),
    path("<int:pk>/slots/", drafts.report_slot, name="slot"),
    path("<int:pk>/pdf/", printed.report_pdf, name="pdf"),
    path("<int:pk>/word/", printed.report_word, name="word"),
    path("<int:pk>/text/", plain.report_text, name="text"),
    path("<int:pk>/annex.xlsx", annexes.report_annex, name="annex"),
    path("<int:pk>/layout/", layouts.report_layout, name="layout"),
    path("<int:pk>/layout/number/", layouts.report_number, name="number"),
    path("figures/", figures.figure_list, name="figures"),
    path("figures/<str:key>/", figures.figure_detail, name="figure"),
    path("figures/<str:key>/rows.xlsx", figures.figure_rows, name="figure_rows"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/settings/", statistics.statistics_settings, name="statistics_settings"),
    path("statistics/site/", statistics.statistics_site, name="statistics_site"),
    path("statistics/site/pdf/", statistics.statistics_site_pdf, name="statistics_site_pdf"),
    path("statistics/site/xlsx/", statistics.statistics_site_excel, name="statistics_site_excel"),
    path("statistics/<slug:code>/", statistics.statistics_table, name="statistics_table"),
    path("statistics/<slug:code>/pdf/", statistics.statistics_pdf, name="statistics_pdf"),
    path("statistics/<slug:code>/xlsx/", statistics.statistics_excel, name="statistics_excel"),
    path("prior/", prior.prior_list, name="prior"),
    path("prior/new/", prior.prior_create, name="prior_create"),
    path("prior/month/", prior.prior_month, name="prior_month"),
    path("prior/<int:pk>/edit/", prior.prior_edit, name="prior_edit"),
    path("prior/<int:pk>/void/", prior.prior_void, name="prior_void"),
]
