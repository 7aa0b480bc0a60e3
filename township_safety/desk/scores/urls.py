"""Addresses of the scores."""

from django.urls import path

from township_safety.desk.scores import views

urlpatterns = [
    path("scores/", views.scores, name="scores"),
    path("scores/print/", views.score_pdf, name="score_pdf"),
    path("scores/export/", views.score_excel, name="score_excel"),
    path("scores/publish/", views.score_publish, name="score_publish"),
    path("scores/weights/", views.score_weights, name="score_weights"),
    path("scores/rows/<int:key>/<slug:part>/", views.score_rows, name="score_rows"),
    path("scores/<int:pk>/", views.score_sheet_page, name="score_sheet"),
    path(
        "scores/<int:pk>/rows/<int:key>/<slug:part>/",
        views.score_sheet_rows,
        name="score_sheet_rows",
    ),
    path("scores/<int:pk>/withdraw/", views.score_withdraw, name="score_withdraw"),
]
