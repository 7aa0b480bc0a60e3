"""What people choose and type for reports: the period, its days, passages, figures to look up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.timezone import localdate

from reports.models import Report, ReportTemplate
from reports.newest import latest_period
from reports.part_forms import PartsForm
from reports.subjects import choices_for
from township_safety.organisation.form_fields import DayField, LongTextField, WholeField
from township_safety.organisation.models import Office
from township_safety.periods import FIRST_YEAR, LAST_YEAR, Kind, Period, PeriodProblem

Kinds = ReportTemplate.PeriodKind

MONTHS = [(str(month), f"{month}月") for month in range(1, 13)]
QUARTERS = [("1", "第一季度"), ("2", "第二季度"), ("3", "第三季度"), ("4", "第四季度")]
HALVES = [("1", "上半年"), ("2", "下半年")]
_PARTS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    Kinds.MONTH: ("月份", MONTHS),
    Kinds.QUARTER: ("季度", QUARTERS),
    Kinds.HALF: ("半年", HALVES),
}
_MAKERS: dict[str, Callable[[int, int], Period]] = {
    Kinds.QUARTER: Period.of_quarter,
    Kinds.HALF: Period.of_half,
    Kinds.YEAR: lambda year, _: Period.of_year(year),
}
_FIELDS: dict[str, tuple[str, ...]] = {
    Kinds.DAY: ("day",),
    Kinds.WEEK: ("day", "cut_off"),
    Kinds.MONTH: ("year", "part", "cut_off"),
    Kinds.QUARTER: ("year", "part", "cut_off"),
    Kinds.HALF: ("year", "part", "cut_off"),
    Kinds.YEAR: ("year", "cut_off"),
    Kinds.RANGE: ("first_day", "last_day"),
}
_MONTHS_IN: dict[str, int] = {Kinds.MONTH: 1, Kinds.QUARTER: 3, Kinds.HALF: 6, Kinds.YEAR: 12}


class YearField(WholeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label="年份", min_value=FIRST_YEAR, max_value=LAST_YEAR, **options)


class NewReportForm(forms.Form):
    """The pickers that fit the template's kind of period; empty days have good defaults."""

    about = forms.ChoiceField(label="报告对象")
    day = DayField(label="日期")
    year = YearField()
    part = forms.ChoiceField(label="")
    first_day = DayField(label="从")
    last_day = DayField(label="到")
    cut_off = DayField(
        label="数据截至",
        required=False,
        help_text="这一天的数据也算在内。不填：到统计期最后一天；统计期还没结束的，到今天",
    )
    signed_on = DayField(label="成文日期", required=False, help_text="不填：与数据截至日相同")

    def __init__(self, *args: Any, template: ReportTemplate, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = template.period_kind
        self.cycle_day = office.report_cycle_day
        label, choices = _PARTS.get(self.kind, ("", []))
        self._offer("part", label, choices)
        abouts = choices_for(template, office=office)
        label = template.get_about_display().removeprefix("一个")
        self._offer("about", label, list(abouts.items()))
        wanted = {"about"} if template.about else set()
        for name in list(self.fields):
            if name not in {*_FIELDS[self.kind], *wanted, "signed_on"}:
                del self.fields[name]
        if self.kind == Kinds.WEEK:
            self.fields["day"].label = "周内任一天"
            self.fields["day"].help_text = "周一至周日为一周"
        self.initial = self._latest(latest_period(template, office=office, today=localdate()))

    def _offer(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.label, field.choices = label, choices

    def _latest(self, latest: Period | None) -> dict[str, Any]:
        if latest is None:
            return {}
        if self.kind in {Kinds.DAY, Kinds.WEEK}:
            return {"day": latest.last_day}
        number = latest.last_day.month // _MONTHS_IN[self.kind]
        return {"year": latest.last_day.year, "part": str(number)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                cleaned["period"] = self._period(cleaned)
            except PeriodProblem as problem:
                self.add_error(None, str(problem))
        return cleaned

    def _period(self, cleaned: dict[str, Any]) -> Period:
        match self.kind:
            case Kinds.RANGE:
                return Period.between(cleaned["first_day"], cleaned["last_day"])
            case Kinds.DAY | Kinds.WEEK:
                return Period.containing(cleaned["day"], kind=cast(Kind, self.kind))
            case Kinds.MONTH:
                year, month = cleaned["year"], int(cleaned["part"])
                return Period.of_cycle(year, month, begins_on=self.cycle_day)
            case _:
                return _MAKERS[self.kind](cleaned["year"], int(cleaned.get("part") or 1))


class DaysForm(forms.ModelForm[Report]):
    """The days a draft really covers."""

    first_day = DayField(label="起始日期", help_text="上一期报告截至日的第二天，或统计期第一天")
    last_day = DayField(label="数据截至", help_text="这一天的数据也算在内")
    signed_on = DayField(label="成文日期", required=False)

    class Meta:
        model = Report
        fields = ("first_day", "last_day", "signed_on")

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        whole = Period.parse(self.instance.period_code)
        if last_day > localdate():
            raise forms.ValidationError("数据截至日还没有到，最晚只能是今天。")
        if not whole.contains(last_day):
            raise forms.ValidationError(
                f"数据截至日应在{whole.label}之内（{whole.first_day} 至 {whole.last_day}）。"
            )
        return last_day


class SlotForm(forms.Form):
    """One passage, with the version of it that the person saw."""

    slot = forms.CharField(label="段落", max_length=60)
    text = LongTextField(label="内容", required=False, max_length=20_000)
    version = forms.IntegerField(label="版本", min_value=0)


SPANS = [
    ("", "全年"),
    *(("H" + code, label) for code, label in HALVES),
    *(("Q" + code, label) for code, label in QUARTERS),
    *MONTHS,
]


class FiguresForm(PartsForm):
    """Of which days and which part of the ledger the list of figures is asked."""

    field_order = ("year", "span", "cut_off")

    year = YearField()
    span = forms.ChoiceField(label="统计期", choices=SPANS, required=False)
    cut_off = DayField(label="数据截至", required=False)
    office = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, office: Office) -> None:
        month = Period.containing(localdate())
        asked = data.copy()
        asked.setdefault("year", str(month.last_day.year))
        asked.setdefault("span", str(month.last_day.month))
        super().__init__(asked, office=office)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                cleaned["period"] = self._period(cleaned)
            except PeriodProblem as problem:
                self.add_error("cut_off", str(problem))
        return cleaned

    def _period(self, cleaned: dict[str, Any]) -> Period:
        year, span = cleaned["year"], cleaned["span"]
        code = f"{year}-{span}" if span else str(year)
        period = Period.parse(code)
        return period.cut(cleaned["cut_off"]) if cleaned["cut_off"] else period

    @property
    def filters(self) -> dict[str, str]:
        """The chosen parts as the figures know them."""
        sector, village = self.cleaned_data["sector"], self.cleaned_data["village"]
        found = {
            "sector": sector.code if sector else "",
            "village": str(village.uid) if village else "",
        }
        return {name: code for name, code in found.items() if code}
