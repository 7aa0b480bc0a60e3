"""Saving a register row together with its lines, so that nobody's change is lost."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.db import models, transaction

from inspections.models import Operation, OperationLine
from township_safety.desk.forms import LedgerForm
from township_safety.desk.register_lines import LineFormSet, line_models
from township_safety.organisation import actions
from township_safety.organisation.models import User
from township_safety.workbook.columns import kind_of

LINE_DROPPED = "修改时去掉这一行"


class ChangedMeanwhile(Exception):
    """Somebody else saved the row after the form was opened; nothing was written."""


def version_of(row: models.Model) -> str:
    """The newest version of the row and of its lines: equal as long as nobody saved anything."""
    newest = [_newest(type(row), {"id": row.pk})]
    newest += [_newest(model, {"operation_id": row.pk}) for model in line_models(type(row))]
    return ".".join(str(key or 0) for key in newest)


def _newest(model: Any, which: dict[str, Any]) -> int | None:
    versions = model.history.model.objects.filter(**which)
    found: int | None = versions.aggregate(newest=models.Max("history_id"))["newest"]
    return found


@transaction.atomic
def add_entry(form: LedgerForm, *, lines: Sequence[LineFormSet], by: User) -> Any:
    row = actions.add_row(form.instance, form=form, by=by)
    _save_lines(row, lines, by=by)
    return row


@transaction.atomic
def change_entry(form: LedgerForm, *, lines: Sequence[LineFormSet], by: User) -> Any:
    """Raises ChangedMeanwhile when the form shows an older state than the ledger."""
    row = form.instance
    type(row)._default_manager.select_for_update().get(pk=row.pk)
    if form.cleaned_data["seen"] != version_of(row):
        raise ChangedMeanwhile
    actions.change_row(row, form=form, by=by)
    _save_lines(row, lines, by=by)
    return row


def last_editor(row: Any) -> str:
    newest = row.history.select_related("history_user").order_by("-history_id").first()
    return str(newest.history_user or "系统") if newest is not None else ""


def conflicts(form: LedgerForm) -> list[tuple[str, str, str]]:
    """Label, the ledger's present value and the typed one, where they differ.

    Afterwards the form stands for the present state: saving it again is a decision.
    """
    now = type(form.instance)._default_manager.get(pk=form.instance.pk)
    data: Any = copy(form.data)
    data[form.add_prefix("seen")] = version_of(now)
    form.data = data
    found = []
    for name, field in form.fields.items():
        if name == "seen":
            continue
        column = now._meta.get_field(name)
        theirs, mine = (
            _shown(column, getattr(now, name)),
            _shown(column, form.cleaned_data.get(name)),
        )
        if theirs != mine:
            found.append((str(field.label), theirs or "（空）", mine or "（空）"))
    return found


def _shown(column: Any, value: Any) -> str:
    if isinstance(column, models.ManyToManyField):
        rows = value.all() if isinstance(value, models.Manager) else (value or [])
        return "、".join(sorted(str(row) for row in rows))
    if column.is_relation:
        return "" if value is None else str(value)
    return kind_of(column, is_fact=False, words={}).text(value)


def _save_lines(row: Any, formsets: Sequence[LineFormSet], *, by: User) -> None:
    """A line belongs to its operation's office; a line taken away is voided, never deleted."""
    for formset in formsets:
        assert isinstance(row, Operation)  # noqa: S101 -- only operations have lines
        for form in formset.forms:
            line = form.instance
            if form in formset.deleted_forms:
                if line.pk:
                    actions.void_row(line, by=by, reason=LINE_DROPPED)
            elif form.has_changed():
                _save_line(line, form, row, by=by)


def _save_line(line: OperationLine, form: LedgerForm, row: Operation, *, by: User) -> None:
    line.operation = row
    line.office_id = row.office_id
    save = actions.change_row if line.pk else actions.add_row
    save(line, form=form, by=by)
