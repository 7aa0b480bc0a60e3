"""The only place that knows all apps."""

from django.urls import include, path

urlpatterns = [
    path("", include("township_safety.desk.urls")),
    path("hazards/", include("hazards.urls")),
    path("outings/", include("inspections.urls")),
    path("reports/", include("reports.urls")),
]

handler400 = "township_safety.desk.error_views.bad_request"
handler403 = "township_safety.desk.error_views.permission_denied"
handler404 = "township_safety.desk.error_views.page_not_found"
handler500 = "township_safety.desk.error_views.server_error"
