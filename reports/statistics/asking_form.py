"""What people choose for a statutory table: the days, and whether to count from January."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from reports.forms import SPANS, YearField
from reports.models import StatisticsSettings
from reports.statistics.asking import Asked, asked, named_period
from township_safety.organisation.form_fields import DayField, field_for
from township_safety.organisation.lookups import LookupField, LookupSelect
from township_safety.organisation.models import Office, User
from township_safety.periods import Period, PeriodProblem
from township_safety.register.models import Site

CUSTOM = "days"
SINCE, ALONE = "since", "alone"


class PeriodForm(forms.Form):
    """A named period or any days; what is empty in the address has a good default."""

    year = YearField()
    span = forms.ChoiceField(
        label="统计期", choices=[*SPANS, (CUSTOM, "自定起止日期")], required=False
    )
    first_day = DayField(label="自定：从", required=False)
    last_day = DayField(label="自定：到", required=False)
    basis = forms.ChoiceField(
        label="统计口径", choices=[(SINCE, "1月1日起累计"), (ALONE, "当期")], required=False
    )
    office = forms.IntegerField(widget=forms.HiddenInput, required=False)

    kind = "month"

    def __init__(
        self, data: Any, *, settings: StatisticsSettings, has_both_times: bool = False
    ) -> None:
        given = data.copy()
        self.begins_on = settings.office.report_cycle_day
        latest = self._latest()
        given.setdefault("year", str(latest.last_day.year))
        given.setdefault("span", latest.code.partition("-")[2].lstrip("0"))
        given.setdefault("basis", SINCE if settings.is_cumulative else ALONE)
        super().__init__(given)
        if has_both_times:
            del self.fields["basis"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                cleaned["asked"] = self._asked(cleaned)
            except PeriodProblem as problem:
                self.add_error("first_day" if cleaned["span"] == CUSTOM else "span", str(problem))
        return cleaned

    def _asked(self, cleaned: dict[str, Any]) -> Asked:
        today = timezone.localdate()
        period = self._period(cleaned)
        if period.first_day > today:
            raise PeriodProblem(f"{period.label}还没有开始，请选今天（{today}）以前的统计期。")
        return asked(period, today=today, is_cumulative=cleaned.get("basis") == SINCE)

    def _latest(self) -> Period:
        """The last one that is over, so that its table can be handed in."""
        today = timezone.localdate()
        if self.kind == "month":
            return Period.latest_cycle(today, begins_on=self.begins_on)
        return Period.latest_closed(today, kind="quarter")

    def _period(self, cleaned: dict[str, Any]) -> Period:
        if cleaned["span"] != CUSTOM:
            code = "-".join(part for part in (str(cleaned["year"]), cleaned["span"]) if part)
            return named_period(code, begins_on=self.begins_on)
        first, last = cleaned["first_day"], cleaned["last_day"]
        if first is None or last is None:
            raise PeriodProblem("统计期选“自定起止日期”的，“从”和“到”都要填。")
        return Period.between(first, last)


class SiteForm(PeriodForm):
    """One enterprise and a quarter."""

    kind = "quarter"

    site = LookupField(
        Site.objects.none(),
        label="监管对象",
        required=False,
        empty_label="请选择",
        widget=LookupSelect("sites"),
    )

    field_order = ("site", "year", "span", "first_day", "last_day", "office")

    def __init__(
        self, data: Any, *, settings: StatisticsSettings, user: User, office: Office
    ) -> None:
        super().__init__(data, settings=settings, has_both_times=True)
        sites: Any = self.fields["site"]
        sites.queryset = Site.objects.scoped_for(user).for_offices([office.pk]).counted()


class SettingsForm(forms.ModelForm[StatisticsSettings]):
    class Meta:
        model = StatisticsSettings
        formfield_callback = field_for
        fields = (
            "columns",
            "is_cumulative",
            "zero",
            "no_rate",
            "rate_decimals",
            "money_decimals",
            "keeps_zeros",
            "head",
            "reviewer",
            "preparer",
            "phone",
        )
