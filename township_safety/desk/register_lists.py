"""Which rows of a register a person asks for, and how they stand in a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.forms.models import ModelChoiceField
from django.urls import reverse

from township_safety.organisation.form_fields import DayField, TextField
from township_safety.organisation.models import Office, User, Village
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Campaign, KeyPeriod, Sector, Site
from township_safety.values import mask_phone
from township_safety.workbook import BoundColumn, Sheet

PERSONAL = frozenset({"phone"})


class AskForm(forms.Form):
    """The question to a list; what the register has no column for is not asked."""

    first_day = DayField(label="日期从", required=False)
    last_day = DayField(label="到", required=False)
    village = forms.ModelChoiceField(
        Village.objects.none(), label="村（居）", required=False, empty_label="全部"
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label="行业领域", required=False, empty_label="全部"
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label="专项行动", required=False, empty_label="全部"
    )
    key_period = forms.ModelChoiceField(
        KeyPeriod.objects.none(), label="重要时段", required=False, empty_label="全部"
    )
    risk = forms.ChoiceField(
        label="风险等级", required=False, choices=[("", "全部"), *Site.RiskLevel.choices]
    )
    words = TextField(label="文字", required=False, max_length=50)
    voided = forms.BooleanField(label="显示作废", required=False)

    def __init__(self, *args: Any, sheet: Sheet, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        names = {column.name for column in sheet.model._meta.fields}
        asked_for = {
            "first_day": sheet.fact_field is not None,
            "last_day": sheet.fact_field is not None,
            "village": "village" in names,
            "sector": "sector" in names,
            "campaign": bool(self._tag("campaign")),
            "key_period": bool(self._tag("key_period")),
            "risk": "risk_level" in names,
        }
        for name, is_asked in asked_for.items():
            if not is_asked:
                del self.fields[name]
        self._offer("village", Village.objects.scoped_for(user))
        self._offer("sector", Sector.objects.available_to(user.office or 0))
        self._offer("campaign", Campaign.objects.scoped_for(user).counted())
        self._offer("key_period", KeyPeriod.objects.scoped_for(user).counted())

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = asked.get("first_day"), asked.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", "结束日期早于开始日期，请核对")
        return asked

    def _tag(self, name: str) -> str:
        """The column by which rows carry the tag: one, or several; empty where they carry none."""
        meta = self.sheet.model._meta
        known = {column.name for column in (*meta.fields, *meta.many_to_many)}
        return next((column for column in (name, f"{name}s") if column in known), "")

    def _offer(self, name: str, rows: models.QuerySet[Any]) -> None:
        choice = self.fields.get(name)
        if isinstance(choice, ModelChoiceField):
            choice.queryset = rows

    def answer(self, rows: Any) -> Any:
        """The rows asked for; a condition that cannot be read is marked and left out."""
        asked = self.cleaned_data if self.is_bound and (self.is_valid() or True) else {}
        if not asked.get("voided"):
            rows = rows.filter(voided_at__isnull=True)
        day = self.sheet.fact_field
        for name, lookup in (("first_day", f"{day}__gte"), ("last_day", f"{day}__lte")):
            if asked.get(name):
                rows = rows.filter(**{lookup: asked[name]})
        columns = {"village": "village", "sector": "sector", "risk": "risk_level"}
        columns |= {name: self._tag(name) for name in ("campaign", "key_period")}
        rows = rows.filter(
            **{column: asked[name] for name, column in columns.items() if asked.get(name)}
        )
        if asked.get("words"):
            rows = rows.mentioning(asked["words"])
        return rows


@dataclass(frozen=True)
class Heading:
    label: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """Cells are text, kind and the name of the column, which a phone shows beside the text."""

    url: str
    cells: list[tuple[str, str, str]]
    voided: bool


@dataclass(frozen=True)
class Table:
    columns: list[Heading]
    rows: list[Line] = field(default_factory=list)


def table(sheet: Sheet, rows: Iterable[Any], *, user: User) -> Table:
    """Finished texts: formatting fifty rows in a template takes longer than the query."""
    columns = sheet.listed
    headings = [Heading(column.header, _kind(column)) for column in columns]
    shows_office = Office.objects.visible_to(user).count() > 1
    if shows_office:
        headings.append(Heading("单位"))
    private = not user.may(Permission.PERSONAL)
    lines = []
    for row in rows:
        texts = [shown(column, row, private=private) for column in columns]
        if shows_office:
            texts.append(str(row.office))
        cells = [(text, head.kind, head.label) for text, head in zip(texts, headings, strict=True)]
        lines.append(Line(address(sheet, row), cells, row.is_voided))
    return Table(headings, lines)


def address(sheet: Sheet, row: Any) -> str:
    """The row's own page, where its kind has one, else the generic one."""
    if hasattr(row, "get_absolute_url"):
        return str(row.get_absolute_url())
    return reverse("records:detail", args=[sheet.key, row.pk])


def shown(column: BoundColumn, row: Any, *, private: bool) -> str:
    text = column.text(row)
    return mask_phone(text) if private and column.name in PERSONAL else text


def _kind(column: BoundColumn) -> str:
    if column.kind.align:
        return "number"
    return "date" if isinstance(column.field, models.DateField) else ""
