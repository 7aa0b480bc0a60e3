"""Address of 查数."""

from django.urls import path

from reports.views import asking

urlpatterns = [path("ask/", asking.ask, name="ask")]
