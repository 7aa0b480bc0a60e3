"""下发表格填报: one form filled for some days, what was typed, 定稿 and the file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.handed_down import actions
from reports.handed_down.frozen import kept_lists, kept_shown, layout_kept, moved_since
from reports.handed_down.grid import Shown, filled_in, grid
from reports.handed_down.rules import untaught
from reports.models import HandedFilling
from reports.views.access import demand_compose, may_compose
from reports.views.handed_down import demand_whole_office
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_INPUT = "cell-"


def filling_of(request: UserRequest, pk: int) -> HandedFilling:
    demand_whole_office(request)
    rows = HandedFilling.objects.scoped_for(request.user)
    rows = rows.select_related("form__file", "office", "file", "frozen_by", "created_by")
    return get_object_or_404(rows, pk=pk)


def own_filling(request: UserRequest, pk: int) -> HandedFilling:
    filling = filling_of(request, pk)
    demand_compose(request, filling.office_id)
    return filling


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def handed_filling(request: UserRequest, pk: int) -> HttpResponse:
    filling = filling_of(request, pk)
    if request.method == "POST":
        demand_compose(request, filling.office_id)
        if _wrote(request, filling):
            messages.success(request, "已保存。")
        return redirect(filling)
    context: dict[str, Any] = {
        "filling": filling,
        "may_compose": may_compose(request, filling.office_id),
        "may_export": request.user.may(Permission.EXPORT),
    }
    context |= _frozen(filling) if filling.is_frozen else _open(filling, context["may_compose"])
    return render(request, "reports/handed_filling.html", context)


def _open(filling: HandedFilling, may_write: bool) -> dict[str, Any]:
    layout, found = actions.filled(filling)
    cells = {
        spot: Shown(
            cell.text,
            "missing" if cell.is_missing else cell.kind,
            cell.url,
            cell.note,
            input=f"{_INPUT}{layout.key(spot)}" if cell.is_typed and may_write else "",
        )
        for spot, cell in found.cells.items()
    }
    return {
        "sheets": grid(layout, filled_in(cells)),
        "missing": found.missing,
        "untaught": untaught(list(found.rules), layout),
        "problems": found.problems,
        "has_inputs": any(cell.input for cell in cells.values()),
    }


def _frozen(filling: HandedFilling) -> dict[str, Any]:
    return {
        "sheets": grid(layout_kept(filling), filled_in(kept_shown(filling))),
        "problems": filling.kept["problems"],
        "moved": moved_since(filling),
    }


def _wrote(request: UserRequest, filling: HandedFilling) -> bool:
    typed = {
        name.removeprefix(_INPUT): text
        for name, text in request.POST.dict().items()
        if name.startswith(_INPUT)
    }
    version = request.POST.get("version", "")
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else -1
    try:
        actions.write_typed(filling, typed=typed, version=number, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


@require_POST
@requires(Permission.COMPOSE)
def handed_freeze(request: UserRequest, pk: int) -> HttpResponse:
    filling = own_filling(request, pk)
    try:
        actions.freeze(filling, by=request.user, accept=bool(request.POST.get("accept")))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已定稿。数和明细都留存了，以后下载的都是这一份。")
    return redirect(filling)


@require_POST
@requires(Permission.COMPOSE)
def handed_drop(request: UserRequest, pk: int) -> HttpResponse:
    filling = own_filling(request, pk)
    form = filling.form
    try:
        actions.drop(filling, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(filling)
    messages.success(request, "这次填报已撤销。")
    return redirect(form)


@require_GET
@requires(Permission.EXPORT)
def handed_file(request: UserRequest, pk: int) -> HttpResponse:
    """The sender's own file: as frozen, else with what the ledger says now."""
    filling = filling_of(request, pk)
    stem = actions.file_stem(filling)
    if filling.file is not None:
        with filling.file.file.open("rb") as kept:
            content = kept.read()
    else:
        layout, found = actions.filled(filling)
        try:
            content = actions.written_file(filling, layout, found)
        except Refused as refusal:
            messages.error(request, f"没有填成：{refusal}")
            return redirect(filling)
        stem += "未定稿"
    audit.record("下载下发表格", by=request.user, office=filling.office_id, target=filling)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{stem}.xlsx") or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=WORKBOOK, headers=headers)


@require_GET
@requires(Permission.VIEW)
def handed_figure(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """A frozen figure with its rows as they were."""
    filling = filling_of(request, pk)
    figure = get_object_or_404(filling.figures, number=number)
    context = {
        "filling": filling,
        "figure": figure,
        "lists": kept_lists(figure),
        "back": reverse("reports:handed_filling", args=[filling.pk]),
    }
    return render(request, "reports/handed_figure.html", context)
