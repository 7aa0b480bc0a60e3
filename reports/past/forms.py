"""Of which day the ledger is asked, and as known on which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from reports.part_forms import PartsForm
from township_safety.organisation.form_fields import DayField
from township_safety.periods import Period

SPANS = [
    ("year", "今年以来"),
    ("half", "半年"),
    ("quarter", "季度"),
    ("month", "当月"),
]
ALL = "all"
STATES = [
    ("open", "未整改"),
    ("overdue", "逾期"),
    ("unclosed", "未销号"),
    ("listed", "挂牌督办"),
    (ALL, "全部隐患"),
]


class DayForm(forms.Form):
    on = DayField(label="截至某日", help_text="按事实日期：这一天发生的也算在内")
    known = DayField(
        label="当日已知",
        required=False,
        help_text="只看这一天以前登记的内容。不填：与截至日相同",
    )
    office = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any) -> None:
        asked = data.copy()
        asked.setdefault("on", str(localdate().replace(day=1) - timedelta(days=1)))
        super().__init__(asked)

    def clean_on(self) -> date:
        return _not_ahead(self.cleaned_data["on"])

    def clean_known(self) -> date | None:
        known = self.cleaned_data["known"]
        return None if known is None else _not_ahead(known)

    @property
    def on_day(self) -> date:
        day: date = self.cleaned_data["on"]
        return day

    @property
    def known_day(self) -> date:
        return self.cleaned_data["known"] or self.on_day


class PastForm(DayForm):
    """All figures of a span that ends on that day."""

    span = forms.ChoiceField(label="统计期", choices=SPANS, required=False)

    @property
    def period(self) -> Period:
        kind: Any = self.cleaned_data["span"] or "year"
        return Period.containing(self.on_day, kind=kind).cut(self.on_day)


def year_until(day: date) -> Period:
    """今年以来."""
    return Period.containing(day, kind="year").cut(day)


class PastListForm(PartsForm, DayForm):
    field_order = ("on", "known", "state")

    state = forms.ChoiceField(label="状态", choices=STATES, required=False)


class KnownForm(forms.Form):
    """As known on which day one figure is compared with today."""

    known = DayField(label="当日已知", required=False)

    def clean_known(self) -> date | None:
        known = self.cleaned_data["known"]
        return None if known is None else _not_ahead(known)


def _not_ahead(day: date) -> date:
    if day > localdate():
        raise forms.ValidationError(f"{day}还没有到，最晚只能是今天。")
    return day
