"""The page on which one paper without hazards goes to many."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hazards.forms.notice_batch import NoticeBatchForm
from hazards.steps import ActionDenied
from hazards.views.access import demand_role
from hazards.workflow import Action
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def notice_batch(request: UserRequest) -> HttpResponse:
    office = own_office(request)
    demand_role(request, Action.NOTICE, office.pk)
    form = NoticeBatchForm(request.POST or None, user=request.user, office=office)
    if form.is_valid():
        try:
            made = form.send()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            issued = made[0].issued_on is not None
            done = f"已签发，文号{made[0].number}至{made[-1].number}" if issued else "已存为草稿"
            messages.success(request, f"开给{len(made)}家，{done}")
            state = "unserved" if issued else "draft"
            return redirect(f"{reverse('hazards:notices')}?state={state}&kind={made[0].kind_id}")
    return render(request, "hazards/notice_batch.html", {"form": form})
