"""Addresses of the hazard ledger."""

from django.urls import path

from hazards.views import (
    bulk,
    counts,
    entry,
    export,
    ledger,
    listing,
    notices,
    photos,
    rechecking,
    saved,
    several,
)

app_name = "hazards"

urlpatterns = [
    path("", listing.hazard_list, name="list"),
    path("export/", export.hazard_export, name="export"),
    path("views/", saved.view_save, name="view_save"),
    path("views/<int:pk>/drop/", saved.view_drop, name="view_drop"),
    path("columns/", saved.choose_columns, name="columns"),
    path("bulk/<slug:action>/", bulk.hazard_bulk, name="bulk"),
    path("new/", entry.hazard_create, name="create"),
    path("new/several/", several.several_create, name="several"),
    path("new/several/done/", several.several_done, name="several_done"),
    path("<int:pk>/", ledger.hazard_detail, name="detail"),
    path("<int:pk>/edit/", ledger.hazard_edit, name="edit"),
    path("<int:pk>/rectifications/<int:row>/edit/", ledger.rectification_edit, name="amend"),
    path("<int:pk>/act/<slug:action>/", ledger.hazard_act, name="act"),
    path("<int:pk>/photos/add/", photos.photo_add, name="photo_add"),
    path("<int:pk>/photos/<int:row>/withdraw/", photos.photo_withdraw, name="photo_withdraw"),
    path("rechecks/", rechecking.recheck_list, name="rechecks"),
    path("rechecks/<int:pk>/", rechecking.recheck_detail, name="recheck"),
    path("rechecks/<int:pk>/again/", rechecking.recheck_again, name="recheck_again"),
    path("sites/<int:pk>/recheck/", rechecking.site_recheck, name="site_recheck"),
    path("counts/", counts.count_list, name="counts"),
    path("counts/new/", counts.count_create, name="count_create"),
    path("counts/<int:pk>/", counts.count_detail, name="count"),
    path("counts/<int:pk>/edit/", counts.count_edit, name="count_edit"),
    path("counts/<int:pk>/follow/", counts.count_follow, name="count_follow"),
    path("counts/<int:pk>/void/", counts.count_void, name="count_void"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/new/", notices.notice_create, name="notice_create"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice"),
    path("notices/<int:pk>/edit/", notices.notice_edit, name="notice_edit"),
    path("notices/<int:pk>/void/", notices.notice_void, name="notice_void"),
    path("notices/<int:pk>/recheck/", rechecking.notice_recheck, name="notice_recheck"),
    path("notices/<int:pk>/<slug:step>/", notices.notice_step, name="notice_step"),
]
