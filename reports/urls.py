"""Addresses; filled as pages are added."""

from typing import Any

app_name = "reports"
urlpatterns: list[Any] = []
