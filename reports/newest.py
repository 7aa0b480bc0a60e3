"""For the start page: the newest report of each template, or the period to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from reports.models import Report, ReportTemplate
from township_safety.organisation.models import Office, User
from township_safety.organisation.permissions import Permission
from township_safety.periods import Kind, Period


@dataclass(frozen=True)
class NewestReport:
    """`latest` is the last closed period, when the person may compose and nobody has yet."""

    template: ReportTemplate
    report: Report | None
    latest: Period | None


def newest_reports(user: User, *, today: date) -> list[NewestReport]:
    """Of the person's office; nothing for someone who sees single villages only."""
    office = user.office
    if office is None or not Office.objects.visible_to(user).filter(pk=office.pk).exists():
        return []
    may_compose = user.may(Permission.COMPOSE, office_id=office.pk)
    newest = Report.objects.for_offices([office.pk]).newest_of_each_template()
    found = []
    templates = list(ReportTemplate.objects.available_to(office).valid(on=today))
    usual = _usual(templates)
    for template in templates:
        report = newest.get(template.pk)
        proposes = may_compose and (report is not None or template.pk in usual)
        latest = _proposed(template, office, today=today) if proposes else None
        if report is not None and latest is not None and report.last_day >= latest.first_day:
            latest = None
        if report is not None or latest is not None:
            found.append(NewestReport(template, report, latest))
    return found


# Of these an office writes reports or it does not; nobody is reminded to begin with them.
_ONLY_IF_USED = {ReportTemplate.PeriodKind.DAY, ReportTemplate.PeriodKind.WEEK}


def _usual(templates: list[ReportTemplate]) -> set[int]:
    """The first template of each kind of period, proposed even if it was never used."""
    first: dict[str, int] = {}
    for template in templates:
        if template.period_kind not in _ONLY_IF_USED and not template.covers_below:
            first.setdefault(template.period_kind, template.pk)
    return set(first.values())


def _proposed(template: ReportTemplate, office: Office, *, today: date) -> Period | None:
    """Nothing where first has to be said what the report is about."""
    return None if template.about else latest_period(template, office=office, today=today)


def latest_period(template: ReportTemplate, *, office: Office, today: date) -> Period | None:
    """The last closed period of the template's kind, of a day today; a range has none.

    A monthly report follows the office's 报送周期: the cycle that ended last before today.
    """
    kind = template.period_kind
    if kind == ReportTemplate.PeriodKind.RANGE:
        return None
    if kind == ReportTemplate.PeriodKind.DAY:
        return Period.of_day(today)
    if kind == ReportTemplate.PeriodKind.MONTH:
        return Period.latest_cycle(today, begins_on=office.report_cycle_day)
    return Period.latest_closed(today, kind=cast(Kind, kind))
