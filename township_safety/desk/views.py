"""The start page, the page that offers every kind of entry, and the health answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from township_safety.organisation.http import UserRequest, for_everyone


@for_everyone
def home(request: UserRequest) -> HttpResponse:
    return render(request, "desk/home.html")
