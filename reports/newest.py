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
    for template in ReportTemplate.objects.available_to(office).valid(on=today):
        report = newest.get(template.pk)
        latest = latest_period(template, today=today) if may_compose else None
        if report is not None and latest is not None and report.last_day >= latest.first_day:
            latest = None
        if report is not None or latest is not None:
            found.append(NewestReport(template, report, latest))
    return found


def latest_period(template: ReportTemplate, *, today: date) -> Period | None:
    """The last closed period of the template's kind; a range has none."""
    if template.period_kind == ReportTemplate.PeriodKind.RANGE:
        return None
    return Period.latest_closed(today, kind=cast(Kind, template.period_kind))
