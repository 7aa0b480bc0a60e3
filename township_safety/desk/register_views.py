"""List, new, detail, edit and void for every plain register."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import (
    Http404,
    HttpResponse,
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hazards.steps import ActionDenied
from inspections.actions import record_finding
from inspections.forms.findings import FindingForm
from inspections.forms.operation import grouped
from inspections.models import Operation
from inspections.record import lines
from township_safety.desk import actions as desk_actions
from township_safety.desk import refusals
from township_safety.desk.forms import LedgerForm, register_form
from township_safety.desk.history import timeline
from township_safety.desk.proofs import proofs_of
from township_safety.desk.register_lines import (
    EMPTY_LINES,
    LineFormSet,
    line_formsets,
    line_models,
    with_more_lines,
    with_usual_values,
)
from township_safety.desk.register_lists import AskForm, shown, table
from township_safety.desk.register_totals import totals
from township_safety.desk.registers import may_add, may_write, registers, write_permission
from township_safety.desk.restating import to_restate
from township_safety.organisation import actions
from township_safety.organisation.forms import VoidForm
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.workbook import Sheet
from township_safety.workbook.sheets import UID

ROWS_PER_PAGE = 50
TAKEN = "与别人刚保存的一条记录重复，没有保存。请核对后再保存。"
# What the next entry of the same kind usually shares with the one just saved.
_CARRIED = ("on", "kind", "item", "purpose", "sector", "village", "category")


@requires(Permission.VIEW)
def rows(request: UserRequest, key: str) -> HttpResponse:
    sheet = sheet_of(key)
    form = AskForm(request.GET or None, sheet=sheet, user=request.user)
    found = form.answer(_in_scope(request, sheet)).select_related("office")
    page = Paginator(found.order_by(*(sheet.model._meta.ordering or ())), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "sheet": sheet,
        "form": form,
        "page": page,
        "table": table(sheet, page.object_list, user=request.user),
        "may_add": may_add(request.user, sheet),
        "is_asked": bool(request.GET),
        "totals": totals(sheet, found),
    }
    return render(request, "registers/list.html", context)


@requires(Permission.VIEW)
def detail(request: UserRequest, key: str, pk: int) -> HttpResponse:
    sheet = sheet_of(key)
    row = row_of(request, sheet, pk)
    private = not request.user.may(Permission.PERSONAL)
    facts = [
        (column.header, shown(column, row, private=private))
        for column in sheet.bound
        if column.name != UID
    ]
    context = {
        "sheet": sheet,
        "row": row,
        "facts": [(label, text) for label, text in facts if text],
        "blank": [label for label, text in facts if not text],
        "events": timeline(row, user=request.user, lines=line_models(sheet.model)),
        "may_write": may_write(request.user, sheet, office=row.office) and not row.is_voided,
        "may_void": _may_void(request, row) and not row.is_voided,
    }
    if isinstance(row, Operation):
        context |= lines(row)
        context["to_refer"] = refusals.to_refer(row, by=request.user)
        context["to_restate"] = to_restate(row, by=request.user)
        if context["may_write"]:
            context["finding_form"] = FindingForm(user=request.user, operation=row)
    context |= proofs_of(row, reader=request.user, may_write=context["may_write"])
    return render(request, "registers/detail.html", context)


@requires(Permission.RECORD)
def new(request: UserRequest, key: str) -> HttpResponse:
    sheet = sheet_of(key)
    if not may_add(request.user, sheet):
        raise PermissionDenied
    office = request.user.office_for(write_permission(sheet))
    form, lines = _forms(request, sheet, sheet.model(), office=office)
    if _is_sent(request) and _all_valid(form, lines):
        try:
            row = desk_actions.add_entry(form, lines=lines, by=request.user)
        except IntegrityError:
            form.add_error(None, TAKEN)
        else:
            messages.success(request, f"已登记：{row}")
            return redirect(_next(request, sheet, row))
    return _form_page(request, sheet, form, lines)


@requires(Permission.RECORD)
def edit(request: UserRequest, key: str, pk: int) -> HttpResponse:
    sheet = sheet_of(key)
    row = row_of(request, sheet, pk)
    if not may_write(request.user, sheet, office=row.office):
        raise PermissionDenied
    if row.is_voided:
        messages.error(request, "这条记录已误录作废，不能再修改。")
        return redirect(_address(sheet, row))
    form, lines = _forms(request, sheet, row, office=row.office)
    conflicts: list[tuple[str, str, str]] | None = None
    if _is_sent(request) and _all_valid(form, lines):
        try:
            desk_actions.change_entry(form, lines=lines, by=request.user)
        except desk_actions.ChangedMeanwhile:
            conflicts = desk_actions.conflicts(form)
        except IntegrityError:
            form.add_error(None, TAKEN)
        else:
            messages.success(request, f"已保存：{row}")
            return redirect(_address(sheet, row))
    return _form_page(request, sheet, form, lines, row=row, conflicts=conflicts)


@requires(Permission.VOID)
def void(request: UserRequest, key: str, pk: int) -> HttpResponse:
    sheet = sheet_of(key)
    row = row_of(request, sheet, pk)
    if not _may_void(request, row):
        raise PermissionDenied
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.void_row(row, by=request.user, reason=form.cleaned_data["reason"])
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已误录作废：{row}")
            return redirect(_address(sheet, row))
    context = {
        "question": f"误录作废：{row}",
        "consequence": "作废后不再计入任何数据，仍可在列表勾选“显示作废”查看。作废不能撤回。",
        "form": form,
        "submit": "误录作废",
        "cancel_url": _address(sheet, row),
        "danger": True,
    }
    return render(request, "components/confirm.html", context)


@require_POST
@requires(Permission.RECORD)
def finding_new(request: UserRequest, pk: int) -> HttpResponse:
    """Tie a hazard or a count that is in the ledger to the outing that found it."""
    sheet = sheet_of("operations")
    operation = row_of(request, sheet, pk)
    if not may_write(request.user, sheet, office=operation.office):
        raise PermissionDenied
    form = FindingForm(request.POST, user=request.user, operation=operation)
    if form.is_valid():
        try:
            record_finding(operation, by=request.user, **form.cleaned_data)
        except ActionDenied as denial:
            messages.error(request, str(denial))
        else:
            messages.success(request, "已登记为这次检查所发现。")
    else:
        messages.error(
            request, "；".join(str(text) for texts in form.errors.values() for text in texts)
        )
    return redirect(_address(sheet, operation))


def sheet_of(key: str) -> Sheet:
    try:
        return registers()[key]
    except KeyError:
        raise Http404 from None


def row_of(request: UserRequest, sheet: Sheet, pk: int) -> Any:
    found = _in_scope(request, sheet).select_related("office", "recorded_by", "voided_by")
    return get_object_or_404(found, pk=pk)


def _in_scope(request: UserRequest, sheet: Sheet) -> Any:
    found: Any = sheet.queryset()
    return found.scoped_for(request.user)


def _may_void(request: UserRequest, row: Any) -> bool:
    return request.user.may(Permission.VOID, office_id=row.office_id)


def _address(sheet: Sheet, row: Any) -> str:
    return reverse("records:detail", args=[sheet.key, row.pk])


def _next(request: UserRequest, sheet: Sheet, row: Any) -> str:
    """After 保存并再登一条 the next form keeps day, kind, sector and village."""
    if "again" not in request.POST:
        return _address(sheet, row)
    return f"{reverse('records:new', args=[sheet.key])}?{urlencode(carried(row))}"


def carried(row: Any) -> dict[str, Any]:
    """What the next entry of the same kind starts with."""
    names = {column.name: column.attname for column in row._meta.concrete_fields}
    return {
        name: getattr(row, names[name])
        for name in _CARRIED
        if name in names and getattr(row, names[name])
    }


def _forms(
    request: UserRequest, sheet: Sheet, row: Any, *, office: Office | None
) -> tuple[LedgerForm, list[LineFormSet]]:
    assert office is not None  # noqa: S101 -- checked by may_add
    data: QueryDict | None = request.POST if request.method == "POST" else None
    if data is not None and _wants_more(request):
        data = with_more_lines(data)
    if data is not None and "longer" in request.POST:
        data = with_usual_values(data, sheet.model)
    initial = {"seen": desk_actions.version_of(row)} if row.pk else request.GET.dict()
    form = register_form(sheet)(
        data, instance=row, initial=initial, user=request.user, office=office
    )
    asked = request.GET.get("lines", "")
    empty = int(asked) if asked.isdecimal() and len(asked) < 4 else EMPTY_LINES
    lines = line_formsets(row, user=request.user, office=office, data=data, empty=empty)
    if _wants_more(request):
        form.hold()
        for formset in lines:
            formset.hold()
    return form, lines


def _wants_more(request: UserRequest) -> bool:
    """再加5行, or from the short form to this long one: shown as typed, nothing saved."""
    return request.method == "POST" and not {"more", "longer"}.isdisjoint(request.POST)


def _is_sent(request: UserRequest) -> bool:
    return request.method == "POST" and not _wants_more(request)


def _all_valid(form: LedgerForm, lines: list[LineFormSet]) -> bool:
    """All are checked, so that every fault is shown at once."""
    return all([form.is_valid(), *(formset.is_valid() for formset in lines)])


def _form_page(
    request: UserRequest,
    sheet: Sheet,
    form: LedgerForm,
    lines: list[LineFormSet],
    *,
    row: Any = None,
    conflicts: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "form": form,
        "lines": lines,
        "row": row,
        "conflicts": conflicts,
        "editor": desk_actions.last_editor(row) if conflicts is not None else "",
        "cancel_url": _address(sheet, row) if row else reverse("records:list", args=[sheet.key]),
    }
    if sheet.model is Operation:
        context["groups"] = list(grouped(form))
        return render(request, "inspections/operation_form.html", context)
    return render(request, "registers/form.html", context)
