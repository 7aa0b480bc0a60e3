"""Entering a hazard, one after the other."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hazards.forms.entry import NewHazardForm
from hazards.forms.sites import NewSiteForm
from hazards.models import Hazard
from hazards.steps import ActionDenied
from hazards.views.left import drop_first, first_left, number_left
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission

# In the session: what this person entered last.
USUAL = "usual_entry"
KEPT = ("sector", "source")
# 回头看发现反弹: what the old hazard was.
RECURRING = ("village", "site", "place", "description", "sector", "category", "responsible_unit")
# The next one of the same check.
FOLLOWING = (
    "found_on",
    "inspectors",
    "village",
    "site",
    "sector",
    "source",
    "responsible_level",
    "responsible_unit",
    "responsible_person",
)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def hazard_create(request: UserRequest) -> HttpResponse:
    form = NewHazardForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        office=own_office(request),
        initial=_beginning(request),
    )
    if form.is_valid():
        try:
            hazard = form.register()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, f"已登记，编号{hazard.number}")
            request.session[USUAL] = {name: getattr(hazard, f"{name}_id") for name in KEPT}
            if "left" in request.GET:
                drop_first(request)
            return _next(request, hazard)
    site_form = NewSiteForm(user=request.user, office=form.office)
    return render(request, "hazards/create.html", {"form": form, "site_form": site_form})


def _next(request: UserRequest, hazard: Hazard) -> HttpResponse:
    if number_left(request) and "left" in request.GET:
        return redirect(f"{reverse('hazards:create')}?left=1")
    if "another" not in request.POST:
        return redirect(hazard)
    return redirect(f"{reverse('hazards:create')}?{urlencode({'after': hazard.number})}")


def _beginning(request: UserRequest) -> dict[str, Any]:
    """Where the form begins: with what was typed elsewhere, the hazard that came back, the one
    before, or the usual."""
    if "left" in request.GET and (typed := first_left(request)):
        return typed
    if old := _named(request, "recurs"):
        return {"recurs": old, **{name: getattr(old, name) for name in RECURRING}}
    if old := _named(request, "after"):
        phone = {"phone"} if request.user.may(Permission.PERSONAL) else set()
        return {name: getattr(old, name) for name in {*FOLLOWING, *phone}}
    return dict(request.session.get(USUAL, {}))


def _named(request: UserRequest, key: str) -> Hazard | None:
    number = request.GET.get(key, "")
    return Hazard.objects.scoped_for(request.user).numbered(number) if number else None
