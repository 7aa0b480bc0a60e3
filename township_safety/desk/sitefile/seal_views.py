"""封存, the 履职档案 kept with it, 解除封存."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from township_safety.activities.models import Accident
from township_safety.desk.models import SiteSeal
from township_safety.desk.register_views import row_of, sheet_of
from township_safety.desk.sitefile.sealing import lift, moment_of, seal
from township_safety.desk.sitefile.views import printed
from township_safety.documents.model import Form, from_json
from township_safety.organisation.actions import Refused
from township_safety.organisation.form_fields import TextField
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


class LiftForm(forms.Form):
    reason = TextField(label="解除原因", max_length=200, help_text="如：事故认定为非生产安全事故")


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def new(request: UserRequest, pk: int) -> HttpResponse:
    accident: Accident = row_of(request, sheet_of("accidents"), pk)
    if not request.user.records_whole_office(accident.office_id):
        raise PermissionDenied
    back = reverse("records:detail", args=["accidents", pk])
    if request.method == "POST":
        try:
            made = seal(accident, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        messages.success(request, f"已封存：{made.site}的档案")
        return redirect("site_file", made.site_id)
    moment = timezone.localtime(moment_of(accident))
    context = {
        "question": f"封存{accident.site or '发生单位'}的档案",
        "consequence": (
            f"事故时间{moment:%Y-%m-%d %H:%M}以后登记的，都标明“事故后登记”“事故后补录”，"
            "并按事故前1小时的台账编成履职档案，存下来不再改变。日常登记不受影响。"
        ),
        "submit": "封存",
        "cancel_url": back,
    }
    return render(request, "components/confirm.html", context)


@require_GET
@requires(Permission.VIEW)
def pdf(request: UserRequest, pk: int) -> HttpResponse:
    sealed = _seal(request, pk)
    form: Any = from_json(sealed.document)
    if not isinstance(form, Form):
        raise TypeError
    return printed(request, form, site=sealed.site, action="打印履职档案")


@require_http_methods(["GET", "POST"])
@requires(Permission.VOID)
def lift_seal(request: UserRequest, pk: int) -> HttpResponse:
    sealed = _seal(request, pk)
    if not request.user.may(Permission.VOID, office_id=sealed.office_id):
        raise PermissionDenied
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lift(sealed, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已解除封存：{sealed.site}")
            return redirect("site_file", sealed.site_id)
    context = {
        "question": f"解除封存：{sealed.site}",
        "consequence": "解除后不再标明哪些是事故后登记的；存下的履职档案和这次封存的记录保留。",
        "form": form,
        "submit": "解除封存",
        "cancel_url": reverse("site_file", args=[sealed.site_id]),
        "danger": True,
    }
    return render(request, "components/confirm.html", context)


def _seal(request: UserRequest, pk: int) -> SiteSeal:
    seals = SiteSeal.objects.scoped_for(request.user).select_related("site__office")
    return get_object_or_404(seals, pk=pk)
