"""Forms of 启用前数据: one number, or a whole month at once."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reports.figures import REGISTRY
from reports.figures.measures import Total
from reports.figures.prior import filters_text
from reports.models import PriorValue
from reports.overview import place_of
from reports.prior_entry import (
    PriorQuestion,
    open_months,
    prior_questions,
    question,
    rows_of_month,
    shown,
    version_of,
)
from reports.questions import accepts
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import MEGABYTE, SCAN_BYTES, claim, store_file
from township_safety.organisation.form_fields import DecimalField, TextField
from township_safety.organisation.models import Office, StoredFile, User
from township_safety.periods import Period, PeriodProblem
from township_safety.register.models import Sector

_SCAN_MB = SCAN_BYTES // MEGABYTE
_SOURCE_HELP = "如：2024年3月月报"
_CHANGED = (
    "这个月的数刚被别人修改过，没有保存。您填的都还在下面，“现有数”一列是现在保存着的数；"
    "核对后再保存，就以您填的为准。"
)
_CHECKED = frozenset({"office", "figure", "filters", "first_day", "last_day", "voided_at"})


def month_choices(office: Office, *more: Period) -> list[tuple[str, str]]:
    months = {month.code: month_label(month, office) for month in (*open_months(office), *more)}
    return sorted(months.items(), reverse=True)


def month_label(month: Period, office: Office) -> str:
    """The month of the start counts up to the eve only."""
    start = office.started_on
    if start is None or not month.first_day < start <= month.last_day:
        return month.label
    return f"{month.label}（1日至{start.day - 1}日）"


def grouped(questions: Iterable[PriorQuestion]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in questions:
        label = f"{one.label}（{one.unit}）" if one.unit else one.label
        groups.setdefault(one.subject, []).append((one.code, label))
    return list(groups.items())


class PriorForm(forms.ModelForm[PriorValue]):
    """One number of one month, for the whole office or one sector."""

    question = forms.ChoiceField(label="数据项")
    month = forms.ChoiceField(label="月份")
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label="行业",
        required=False,
        empty_label="全部",
        help_text="只填某一个行业的数时才选",
        to_field_name="code",
    )
    value = DecimalField(label="数值", max_digits=16, decimal_places=2, min_value=Decimal(0))
    source = TextField(label="来源文件", max_length=200, help_text=_SOURCE_HELP)
    scan = forms.FileField(
        label="扫描件", required=False, help_text=f"PDF、JPG 或 PNG，最多 {_SCAN_MB} MB，可不传"
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = PriorValue
        fields = ("value", "source")

    field_order = ("question", "month", "sector", "value", "source", "scan")

    def __init__(self, *args: Any, office: Office, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = self.instance.office = office
        self.by = by
        row = self.instance
        held = [question(f"{row.figure}?{row.filters}", office=office)] if row.pk else []
        months = [Period.of_month(row.first_day.year, row.first_day.month)] if row.pk else []
        choices: dict[str, Any] = {
            "question": grouped({q.code: q for q in (*held, *prior_questions(office))}.values()),
            "month": month_choices(office, *months),
        }
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered
        sector: Any = self.fields["sector"]
        sector.queryset = Sector.objects.available_to(office)
        if row.pk:
            now = {"question": held[0].code, "month": months[0].code, "seen": version_of([row])}
            self.initial = {**self.initial, **now}

    def _get_validation_exclusions(self) -> set[str]:
        """The columns set here: the rules that name them are checked like all others."""
        base: Any = super()  # the method is missing in the stubs
        excluded: set[str] = base._get_validation_exclusions()  # noqa: SLF001 -- Django's hook
        return excluded if self.errors else excluded - _CHECKED

    def clean_scan(self) -> StoredFile | None:
        """Stored at once: whatever else is wrong, it is only claimed with the number."""
        scan = self.cleaned_data["scan"]
        if scan is None:
            return None
        try:
            return store_file(scan, office=self.office, by=self.by)
        except Refused as refusal:
            raise ValidationError(f"扫描件{refusal}") from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"question", "month"} <= cleaned.keys():
            self._set_question(cleaned)
            month = Period.parse(cleaned["month"])
            self.instance.first_day, self.instance.last_day = month.first_day, month.last_day
            if "value" in cleaned:
                _check_whole(self, "value", self.instance.figure, cleaned["value"])
        return cleaned

    def _set_question(self, cleaned: dict[str, Any]) -> None:
        asked = question(cleaned["question"], office=self.office)
        filters, sector = dict(asked.filters), cleaned.get("sector")
        if sector is not None:
            if "sector" in filters or not accepts(REGISTRY.get(asked.key), "sector"):
                self.add_error("sector", "这个数据项不能再按行业分，请选“全部”。")
            filters["sector"] = (sector.code,)
        self.instance.figure = asked.key
        self.instance.filters = filters_text(tuple(sorted(filters.items())))

    def claim_scan(self) -> None:
        """Inside the transaction that saves the number."""
        scan = self.cleaned_data["scan"]
        if scan is not None:
            self.instance.file = claim([scan], office_id=self.office.pk, by=self.by)[0]


def _check_whole(form: forms.BaseForm, name: str, key: str, number: Decimal | None) -> None:
    """Rows are counted in whole numbers."""
    counts = any(not isinstance(term.measure, Total) for term in REGISTRY.total(key).terms)
    if number is not None and counts and number != number.to_integral_value():
        form.add_error(name, "这个数据项是个数，请填整数。")


class MonthChoiceForm(forms.Form):
    """Which month is to be filled in."""

    month = forms.ChoiceField(label="月份", widget=forms.Select(attrs={"data-submits": ""}))

    def __init__(self, data: Any, *, office: Office) -> None:
        choices = month_choices(office)
        asked = data.copy()
        if choices:
            asked.setdefault("month", choices[0][0])
        super().__init__(asked)
        field: Any = self.fields["month"]
        field.choices = choices

    def chosen(self) -> Period | None:
        try:
            return Period.parse(self.cleaned_data["month"]) if self.is_valid() else None
        except PeriodProblem:
            return None


class MonthForm(forms.Form):
    """The numbers of one month, one field for each question."""

    source = TextField(
        label="来源文件",
        required=False,
        max_length=200,
        help_text=f"{_SOURCE_HELP}。改动过的数都记这个来源",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, office: Office, month: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows_of_month(office, month)
        self.initial["seen"] = version_of(self.rows.values())
        asked = {one.code: one for one in prior_questions(office)}
        for code in self.rows.keys() - asked.keys():
            asked[code] = question(code, office=office)
        self.questions = sorted(asked.values(), key=lambda one: place_of(one.subject))
        for one in self.questions:
            label = f"{one.subject}：{one.label}"
            self.fields[one.code] = DecimalField(
                label=label,
                required=False,
                max_digits=16,
                decimal_places=2,
                min_value=Decimal(0),
                initial=self.rows[one.code].value if one.code in self.rows else None,
            )

    def after_conflict(self, *, office: Office, month: Period) -> MonthForm:
        """What was typed, beside what is there now; saving again overwrites knowingly."""
        fresh = type(self)(office=office, month=month)
        data = dict(self.data.items())
        data["seen"] = fresh.initial["seen"]
        form = type(self)(data, office=office, month=month)
        form.add_error(None, _CHANGED)
        return form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for one in self.questions:
            _check_whole(self, one.code, one.key, cleaned.get(one.code))
        if self.changed_numbers() and not cleaned.get("source"):
            self.add_error("source", "请写明这些数出自哪份材料。")
        return cleaned

    def changed_numbers(self) -> list[str]:
        return [one.code for one in self.questions if one.code in self.changed_data]

    def numbers(self) -> dict[str, Decimal | None]:
        return {one.code: self.cleaned_data[one.code] for one in self.questions}

    def table(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """By subject: the question, its field, the present number and its source."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for one in self.questions:
            row = self.rows.get(one.code)
            line = {
                "question": one,
                "field": self[one.code],
                "number": shown(row.value) if row else "",
                "source": row.source if row else "",
            }
            groups.setdefault(one.subject, []).append(line)
        return list(groups.items())
