"""Entering a hazard, one after the other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hazards.forms.entry import NewHazardForm
from hazards.forms.sites import NewSiteForm
from hazards.models import Hazard
from hazards.steps import ActionDenied
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def hazard_create(request: UserRequest) -> HttpResponse:
    form = NewHazardForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        office=own_office(request),
        initial=_from_recurring(request),
    )
    if form.is_valid():
        try:
            hazard = form.register()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, f"已登记，编号{hazard.number}")
            return redirect("hazards:create" if "another" in request.POST else hazard)
    site_form = NewSiteForm(user=request.user, office=form.office)
    return render(request, "hazards/create.html", {"form": form, "site_form": site_form})


def _from_recurring(request: UserRequest) -> dict[str, Any]:
    """回头看发现反弹: the new hazard begins with what the old one was."""
    number = request.GET.get("recurs", "")
    old = Hazard.objects.scoped_for(request.user).numbered(number) if number else None
    if old is None:
        return {}
    same = ("village", "site", "place", "description", "sector", "category", "responsible_unit")
    return {"recurs": old, **{name: getattr(old, name) for name in same}}
