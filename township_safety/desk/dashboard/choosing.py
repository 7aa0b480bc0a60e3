"""The period switch: which days are asked for, and the neighbours one can go on to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from township_safety.organisation.form_fields import DayField
from township_safety.organisation.models import Office
from township_safety.periods import FIRST_YEAR, LAST_YEAR, Kind, Period, PeriodProblem

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("month", "本月"),
    ("quarter", "本季度"),
    ("half", "本半年"),
    ("year", "本年"),
)


class RangeForm(forms.Form):
    """Any run of days that has begun."""

    first_day = DayField(label="从")
    last_day = DayField(label="到")
    office = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                cleaned["period"] = Period.between(cleaned["first_day"], cleaned["last_day"])
            except PeriodProblem as problem:
                self.add_error(None, str(problem))
            for name in ("first_day", "last_day"):
                if not FIRST_YEAR <= cleaned[name].year <= LAST_YEAR:
                    self.add_error(name, f"年份应在 {FIRST_YEAR}—{LAST_YEAR} 之内")
        return cleaned


@dataclass(frozen=True)
class Choice:
    """`period` falls back to the present month where nothing sensible was asked for."""

    period: Period
    form: RangeForm
    problem: str = ""


def choice_of(asked: Mapping[str, str], *, today: date) -> Choice:
    """`?period=2026-11`, or `?first_day=…&last_day=…`."""
    month = Period.containing(today)
    if asked.get("first_day") or asked.get("last_day"):
        form = RangeForm(asked)
        return Choice(form.cleaned_data["period"] if form.is_valid() else month, form)
    code = asked.get("period", "")
    try:
        period = Period.parse(code) if code else month
    except PeriodProblem as problem:
        return Choice(month, _form_for(month, today=today), str(problem))
    return Choice(period, _form_for(period, today=today))


def _form_for(period: Period, *, today: date) -> RangeForm:
    last = min(period.last_day, today)
    return RangeForm(
        initial={"first_day": period.first_day, "last_day": max(period.first_day, last)}
    )


def question(period: Period, office: Office) -> str:
    """The query that asks for this period again."""
    asked: dict[str, object] = {"office": office.pk}
    if period.kind == "range":
        asked |= {"first_day": period.first_day, "last_day": period.last_day}
    else:
        asked["period"] = period.code
    return urlencode(asked)


def tabs(period: Period, office: Office, *, today: date) -> list[dict[str, Any]]:
    """The kinds of periods, each the present one; a range has no tab, it has the two days."""
    found = []
    for kind, label in _KINDS:
        present = Period.containing(today, kind=kind)
        is_here = period.kind == kind
        shown = period.whole if is_here else present
        label = shown.label if is_here and shown != present else label
        found.append({"label": label, "url": f"?{question(present, office)}", "current": is_here})
    return found


def neighbours(period: Period, office: Office, *, today: date) -> dict[str, Any]:
    """The period before and the one after, as far as they have begun."""
    before = period.previous()
    found = {"before": before, "before_url": f"?{question(before, office)}"}
    whole = period.whole
    if period.kind != "range" and whole.day_after <= today:
        after = Period.containing(whole.day_after, kind=period.kind)
        found |= {"after": after, "after_url": f"?{question(after, office)}"}
    return found
