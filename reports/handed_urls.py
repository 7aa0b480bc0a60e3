"""Addresses of forms handed down by other departments."""

from django.urls import path

from reports.views import handed_down, handed_fillings

urlpatterns = [
    path("handed/", handed_down.handed_list, name="handed"),
    path("handed/new/", handed_down.handed_new, name="handed_new"),
    path("handed/<int:pk>/", handed_down.handed_form, name="handed_form"),
    path("handed/<int:pk>/teach/", handed_down.handed_teach, name="handed_teach"),
    path("handed/<int:pk>/renew/", handed_down.handed_renew, name="handed_renew"),
    path("handed/<int:pk>/rename/", handed_down.handed_rename, name="handed_rename"),
    path("handed/<int:pk>/retire/", handed_down.handed_retire, name="handed_retire"),
    path("handed/<int:pk>/fill/", handed_down.handed_begin, name="handed_begin"),
    path("handed/filled/<int:pk>/", handed_fillings.handed_filling, name="handed_filling"),
    path("handed/filled/<int:pk>/freeze/", handed_fillings.handed_freeze, name="handed_freeze"),
    path("handed/filled/<int:pk>/drop/", handed_fillings.handed_drop, name="handed_drop"),
    path("handed/filled/<int:pk>/xlsx/", handed_fillings.handed_file, name="handed_file"),
    path(
        "handed/filled/<int:pk>/figures/<int:number>/",
        handed_fillings.handed_figure,
        name="handed_figure",
    ),
]
