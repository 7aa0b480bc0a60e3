"""Which days a report covers, and what is commissioned for them (decision: a series follows on)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from reports.composing import Commission
from reports.models import Report, ReportTemplate, Series
from township_safety.organisation.models import Office
from township_safety.periods import Period, PeriodProblem

# A series follows on from its last issued report when that ended no longer ago than this.
_NEAR: dict[str, timedelta] = {
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "quarter": timedelta(days=31),
    "range": timedelta(days=31),
}


class NotFound(LookupError):
    """No such office or template; the message is Chinese and lists what there is."""


def days_of(
    series: Series,
    period: Period,
    *,
    first_day: date | None = None,
    cut_off: date | None = None,
) -> Period:
    """The period with the days a report really covers, both inclusive.

    A report begins on the day after the last issued one of its series,
    else on the period's first day; half-year and year reports always begin with the calendar.
    It ends on the cut-off. Raises PeriodProblem when no day is left.
    """
    begins = first_day or period.first_day
    if first_day is None and period.kind in _NEAR:
        last_issued = Report.objects.last_issued_day(series, before=period.last_day)
        if last_issued is not None and last_issued >= period.first_day - _NEAR[period.kind]:
            begins = last_issued + timedelta(days=1)
    ends = min(cut_off, period.last_day) if cut_off else period.last_day
    if ends < begins:
        raise PeriodProblem(f"数据截至日{ends}早于起始日期{begins}，请改正")
    return Period(begins, ends, period.label, period.kind)


def commission(
    office: Office,
    template: ReportTemplate,
    period: Period,
    *,
    signed_on: date | None = None,
    slots: Mapping[str, str] | None = None,
    about: str = "",
) -> Commission:
    """A report to be written; signed on its last day unless said otherwise."""
    signed_on = signed_on or period.last_day
    return Commission(office, template, period, signed_on, slots or {}, about=about)


def office_named(name: str | None) -> Office:
    """The office of that name; without a name the only one there is."""
    offices = list(Office.objects.all())
    chosen = [office for office in offices if name in (None, office.name)]
    if len(chosen) == 1:
        return chosen[0]
    names = "、".join(office.name for office in offices) or "还没有建立单位，请先运行 setup"
    raise NotFound(f"请用 --township 写明单位（{names}）")


def template_named(code: str, *, office: Office) -> ReportTemplate:
    templates = ReportTemplate.objects.available_to(office)
    found = templates.with_code(code).first()
    if found is None:
        raise NotFound(f"没有“{code}”模板，现有：" + "、".join(t.code for t in templates))
    return found
