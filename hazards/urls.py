"""Addresses; filled as pages are added."""

from typing import Any

app_name = "hazards"
urlpatterns: list[Any] = []
