"""Addresses of 站所报数."""

from django.urls import path

from township_safety.desk import station_views

urlpatterns = [
    path("stations/", station_views.stations, name="stations"),
    path("stations/<int:pk>/", station_views.station_enter, name="station_enter"),
    path("stations/<int:pk>/sheet/", station_views.station_sheet, name="station_sheet"),
    path("stations/<int:pk>/back/", station_views.station_sheet_back, name="station_sheet_back"),
    path("stations/<int:pk>/contacts/", station_views.station_contacts, name="station_contacts"),
    path("station-figures/<int:pk>/", station_views.station_figure, name="station_figure"),
    path(
        "station-figures/<int:pk>/void/",
        station_views.station_figure_void,
        name="station_figure_void",
    ),
]
