"""登记工作: one page on which a clerk enters whatever was done, one thing after the other."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from township_safety.desk import record_work_actions
from township_safety.desk.forms import LedgerForm
from township_safety.desk.record_work import SHORT, choices, entered_today
from township_safety.desk.record_work_forms import ProofForm, made_quick, short_form
from township_safety.desk.register_lines import LineFormSet, line_formsets
from township_safety.desk.register_views import TAKEN, carried, sheet_of
from township_safety.desk.registers import may_add, write_permission
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.workbook import Sheet

SAVED_BESIDE = "前面填的没有保存，请重新选择附件后再保存。"


@requires(Permission.RECORD)
def record_work(request: UserRequest) -> HttpResponse:
    return _page(request)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def record_short(request: UserRequest, key: str) -> HttpResponse:
    sheet = sheet_of(key)
    if key not in SHORT:
        raise Http404
    if not may_add(request.user, sheet):
        raise PermissionDenied
    form, lines, proof = _forms(request, sheet)
    if request.method == "POST" and _all_valid(form, lines, proof):
        try:
            row = record_work_actions.enter(form, lines=lines, proof=proof, by=request.user)
        except IntegrityError:
            form.add_error(None, TAKEN)
        except Refused as refusal:
            proof.add_error("attached", f"{refusal}。{SAVED_BESIDE}")
        else:
            messages.success(request, f"已登记{sheet.title}：{row}")
            url = reverse("record_short", args=[key])
            return redirect(f"{url}?{urlencode(carried(row))}")
    return _page(request, sheet=sheet, form=form, lines=lines, proof=proof)


def _forms(request: UserRequest, sheet: Sheet) -> tuple[LedgerForm, list[LineFormSet], ProofForm]:
    office = request.user.office_for(write_permission(sheet))
    assert isinstance(office, Office)  # noqa: S101 -- checked by may_add
    data = request.POST if request.method == "POST" else None
    row = sheet.model()
    form = short_form(sheet)(
        data, instance=row, initial=request.GET.dict(), user=request.user, office=office
    )
    lines = line_formsets(row, user=request.user, office=office, data=data, empty=1)
    proof = ProofForm(data, request.FILES or None, prefix="file")
    return made_quick(form), lines, proof


def _all_valid(form: LedgerForm, lines: list[LineFormSet], proof: ProofForm) -> bool:
    """All are checked, so that every fault is shown at once."""
    return all([form.is_valid(), *(formset.is_valid() for formset in lines), proof.is_valid()])


def _page(request: UserRequest, **context: Any) -> HttpResponse:
    sheet = context.get("sheet")
    context |= {
        "choices": choices(request.user, current=sheet.key if sheet else ""),
        "entered": entered_today(request.user),
        "may_import": request.user.may(Permission.IMPORT),
    }
    return render(request, "desk/record_work.html", context)
