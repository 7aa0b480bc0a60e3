"""Entering several hazards of one check at once."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from hazards.forms.several import SeveralForm
from hazards.forms.sites import NewSiteForm
from hazards.models import Hazard
from hazards.steps import ActionDenied
from hazards.views.access import may
from hazards.views.entry import KEPT, USUAL
from hazards.views.left import keep, number_left
from hazards.workflow import Action
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def several_create(request: UserRequest) -> HttpResponse:
    office = own_office(request)
    form = SeveralForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        office=office,
        initial=dict(request.session.get(USUAL, {})),
    )
    if form.is_valid():
        try:
            hazards = form.register()
        except ActionDenied:
            pass  # said at its row
        else:
            return _told(request, form, hazards)
    site_form = NewSiteForm(user=request.user, office=office)
    return render(request, "hazards/several.html", {"form": form, "site_form": site_form})


def _told(request: UserRequest, form: SeveralForm, hazards: list[Hazard]) -> HttpResponse:
    keep(request, [row.typed() for row in form.majors])
    if not hazards:
        messages.info(request, "重大隐患请在这里逐条写明治理方案，填过的都在下面")
        return redirect(f"{reverse('hazards:create')}?left=1")
    numbers = "、".join(hazard.number for hazard in hazards)
    messages.success(request, f"已登记{len(hazards)}条，编号{numbers}")
    request.session[USUAL] = {name: getattr(hazards[0], f"{name}_id") for name in KEPT}
    keys = urlencode({"hazards": ",".join(str(hazard.pk) for hazard in hazards)})
    return redirect(f"{reverse('hazards:several_done')}?{keys}")


@require_GET
@requires(Permission.RECORD)
def several_done(request: UserRequest) -> HttpResponse:
    keys = request.GET.get("hazards", "").split(",")
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
        raise Http404
    rows = Hazard.objects.scoped_for(request.user).with_names()
    hazards = list(rows.with_keys([int(key) for key in keys]).order_by("pk"))
    if not hazards:
        raise Http404
    office = own_office(request)
    context = {
        "hazards": hazards,
        "left": number_left(request),
        "to_order": [hazard for hazard in hazards if hazard.is_open],
        "may_notice": may(request, Action.NOTICE, office.pk),
    }
    return render(request, "hazards/several_done.html", context)
