"""下发表格: the forms from above, and what each of their cells holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.editing.picker import Picked, lines, picked
from reports.handed_down import actions
from reports.handed_down.forms import (
    FillPeriodForm,
    NameForm,
    NewFormForm,
    TeachForm,
    UploadForm,
)
from reports.handed_down.grid import grid, teaching
from reports.handed_down.layout import Layout, Spot
from reports.handed_down.lists import can_be_listed
from reports.handed_down.rules import FIGURE, KINDS, LIST, TYPED, Rule, read_rules, rule_at
from reports.handed_down.wordlist import written_words
from reports.models import HandedFilling, HandedForm, StatisticsSettings
from reports.views.access import composing_office, demand_compose, may_compose, reading_office
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.periods import Period

_FIRST_FIGURES = "隐患."


def demand_whole_office(request: UserRequest) -> None:
    """Forms hold figures of the whole office: who sees single villages only is refused."""
    if not Office.objects.visible_to(request.user).exists():
        raise PermissionDenied


def form_of(request: UserRequest, pk: int) -> HandedForm:
    demand_whole_office(request)
    rows = HandedForm.objects.scoped_for(request.user).select_related("office", "file")
    return get_object_or_404(rows, pk=pk)


def own_form(request: UserRequest, pk: int) -> HandedForm:
    form = form_of(request, pk)
    demand_compose(request, form.office_id)
    return form


@require_GET
@requires(Permission.VIEW)
def handed_list(request: UserRequest) -> HttpResponse:
    office = reading_office(request)
    context = {
        "office": office,
        "forms": HandedForm.objects.for_offices([office.pk]).listed(),
        "may_compose": may_compose(request, office.pk),
    }
    return render(request, "reports/handed_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def handed_new(request: UserRequest) -> HttpResponse:
    office = composing_office(request)
    form = NewFormForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _keep(request, form, office)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        except ValidationError as problem:
            form.add_error("name", problem.messages)
        else:
            messages.success(request, "空表已收下。请看认出的建议，再点格子指定其余的。")
            return redirect("reports:handed_teach", made.pk)
    context = {"form": form, "cancel_url": reverse("reports:handed")}
    return render(request, "reports/handed_new.html", context)


def _keep(request: UserRequest, form: NewFormForm, office: Office) -> HandedForm:
    file = form.cleaned_data["file"]
    upload = actions.read_upload(file.read(), name=file.name)
    layout = Layout(upload.blank)
    name = form.cleaned_data["name"] or layout.pages[0].title() or file.name
    sender = form.cleaned_data["sender"]
    probe = HandedForm(office=office, name=name[:100], sender=sender)
    probe.validate_constraints()
    return actions.keep_form(upload, name=name[:100], sender=sender, office=office, by=request.user)


@require_GET
@requires(Permission.VIEW)
def handed_form(request: UserRequest, pk: int) -> HttpResponse:
    form = form_of(request, pk)
    rules = read_rules(form.rules)
    context = {
        "form_row": form,
        "fillings": HandedFilling.objects.of_form(form).listed(),
        "period_form": _period_form(form.office, {}),
        "taught": sum(not rule.is_suggested for rule in rules),
        "suggested": sum(rule.is_suggested for rule in rules),
        "lost": read_rules(form.lost),
        "may_compose": may_compose(request, form.office_id),
        "may_export": request.user.may(Permission.EXPORT),
    }
    return render(request, "reports/handed_form.html", context)


def _period_form(office: Office, data: Mapping[str, str]) -> FillPeriodForm:
    return FillPeriodForm(dict(data), settings=StatisticsSettings.objects.of(office))


@require_POST
@requires(Permission.COMPOSE)
def handed_begin(request: UserRequest, pk: int) -> HttpResponse:
    form = own_form(request, pk)
    asked = _period_form(form.office, request.POST.dict())
    if not asked.is_valid():
        for errors in asked.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return redirect(form)
    filling = actions.begin(form, period=asked.cleaned_data["asked"].period, by=request.user)
    return redirect(filling)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def handed_renew(request: UserRequest, pk: int) -> HttpResponse:
    """The sender changed the form."""
    row = own_form(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = actions.read_upload(file.read(), name=file.name)
            found = actions.renew_form(row, upload=upload, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, f"表样已更换，{len(found.rules)} 处设定按表头对上了。")
            if found.lost:
                messages.warning(request, f"{len(found.lost)} 处没有对上，请重新指定。")
            return redirect("reports:handed_teach", row.pk)
    context = {"form": form, "row": row, "cancel_url": row.get_absolute_url()}
    return render(request, "reports/handed_renew.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def handed_rename(request: UserRequest, pk: int) -> HttpResponse:
    row = own_form(request, pk)
    form = NameForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.rename(row, name=said["name"], sender=said["sender"], by=request.user)
        messages.success(request, "表名和下发单位已更改。")
        return redirect("reports:handed_form", row.pk)
    context = {"form": form, "row": row, "cancel_url": row.get_absolute_url()}
    return render(request, "reports/handed_rename.html", context)


@require_POST
@requires(Permission.COMPOSE)
def handed_retire(request: UserRequest, pk: int) -> HttpResponse:
    form = own_form(request, pk)
    actions.retire(form, is_retired=not form.is_retired, by=request.user)
    messages.success(request, "已停用。" if form.is_retired else "已恢复使用。")
    return redirect(form)


# What each cell holds


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def handed_teach(request: UserRequest, pk: int) -> HttpResponse:
    row = own_form(request, pk)
    layout, rules = actions.layout_of(row), read_rules(row.rules)
    spot = _spot(request, layout)
    if request.method == "POST" and (done := _acted(request, row, spot)) is not None:
        return done
    panel: dict[str, Any] = _panel(request, row, layout, rules, spot) if spot else {}
    if request.method == "POST":
        form = panel.get("form")
        if spot is None or form is None:
            raise BadRequest
        if form.is_valid():
            actions.teach(row, rules=[form.rule()], by=request.user)
            messages.success(request, f"{form.rule().where}已设定。")
            return redirect(_at(row, spot, kind=""))
    where = reverse("reports:handed_teach", args=[row.pk])
    context = {
        "row": row,
        "sheets": grid(layout, teaching(rules, spot, lambda at: f"{where}?at={at.key}#cell")),
        "suggested": sum(rule.is_suggested for rule in rules),
        "lost": read_rules(row.lost),
        **panel,
    }
    return render(request, "reports/handed_teach.html", context)


def _spot(request: UserRequest, layout: Layout) -> Spot | None:
    text = request.GET.get("at", "")
    if not text:
        return None
    spot = Spot.read(text)
    if spot is None or layout.cell(spot) is None:
        raise Http404
    return spot


def _at(row: HandedForm, spot: Spot, **more: str) -> str:
    query = {name: text for name, text in more.items() if text}
    where = reverse("reports:handed_teach", args=[row.pk])
    return f"{where}?{urlencode({'at': spot.key, **query})}#cell"


def _acted(request: UserRequest, row: HandedForm, spot: Spot | None) -> HttpResponse | None:
    """The buttons beside the form of the cell."""
    match request.POST.get("do"):
        case "accept_all":
            count = actions.accept_suggestions(row, by=request.user)
            messages.success(request, f"已采用 {count} 处建议。")
        case "drop_all":
            actions.drop_suggestions(row, by=request.user)
            messages.success(request, "建议已全部不用。")
        case "accept" if spot is not None:
            actions.accept_suggestions(row, spot=spot, by=request.user)
            messages.success(request, "建议已采用。")
        case "forget" if spot is not None:
            actions.forget(row, spot=spot, by=request.user)
            messages.success(request, "这一处的设定已取消。")
        case _:
            return None
    return redirect(_at(row, spot) if spot else reverse("reports:handed_teach", args=[row.pk]))


def _panel(
    request: UserRequest, row: HandedForm, layout: Layout, rules: list[Rule], spot: Spot
) -> dict[str, Any]:
    cell, now = layout.cell(spot), rule_at(rules, spot)
    own = now if now is not None and now.covers(spot) else None
    kind = request.GET.get("kind", "") or (own.kind if own else FIGURE)
    if kind not in KINDS:
        raise Http404
    month = Period.latest_closed(timezone.localdate())
    chosen = _picked(request, row.office, kind, own, month)
    page = layout.pages[spot.sheet]
    form = None
    if cell is not None and not cell.formula and (kind not in (FIGURE, LIST) or chosen):
        form = TeachForm(
            request.POST if request.method == "POST" else None,
            page=page,
            spot=spot,
            kind=kind,
            office=row.office,
            words=written_words(row.office, month, today=timezone.localdate()),
            picked=chosen,
            now=own if own and own.kind == kind else None,
        )
    return {
        "spot": spot,
        "cell": cell,
        "heads": [*page.above(spot.row, spot.column), *page.left(spot.row, spot.column)],
        "now": own,
        "kind": kind,
        "is_typed": kind == TYPED,
        "kinds": [(code, name, _at(row, spot, kind=code)) for code, name in KINDS.items()],
        "picked": chosen,
        "again": _at(row, spot, kind=kind, q=_FIRST_FIGURES),
        "query": request.GET.get("q", ""),
        "found": _found(request, row, spot, kind, month) if not chosen else [],
        "month": month,
        "form": form,
    }


def _picked(
    request: UserRequest, office: Office, kind: str, now: Rule | None, month: Period
) -> Picked | None:
    """The figure of the address; without a search, the one that is taught."""
    if kind not in (FIGURE, LIST):
        return None
    key = request.GET.get("key", "")
    filters: dict[str, str] = {}
    if not key and now is not None and now.kind == kind and "q" not in request.GET:
        key, filters = now.key, dict(now.filters)
    if not key or (kind == LIST and not can_be_listed(key)):
        return None
    found = picked(key, filters, form="", office=office, period=month)
    if found is None or kind == LIST:
        return found
    # 村（居）或行业 named on the form come from there.
    return replace(found, narrowings=list(found.narrowings))


def _found(
    request: UserRequest, row: HandedForm, spot: Spot, kind: str, month: Period
) -> list[dict[str, Any]]:
    """The figures that fit the words; before a search, those of the daily work."""
    if kind not in (FIGURE, LIST):
        return []
    query = request.GET.get("q", "") or _FIRST_FIGURES
    found = lines(query, office=row.office, period=month)
    return [
        {"line": line, "url": _at(row, spot, kind=kind, key=line.key)}
        for line in found
        if kind == FIGURE or can_be_listed(line.key)
    ]
