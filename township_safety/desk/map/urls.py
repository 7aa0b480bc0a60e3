"""Addresses of 乡镇地图."""

from django.urls import path

from township_safety.desk.map import views

urlpatterns = [
    path("map/", views.page, name="map"),
    path("map/sketch/", views.sketch, name="map_sketch"),
    path("map/<slug:kind>/<int:pk>/", views.place, name="map_place"),
]
