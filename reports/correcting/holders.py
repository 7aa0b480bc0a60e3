"""Who else told this number: issued reports and forms with the same question and days in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from reports.models import HandedFigure, HandedFilling, IssuedFigure, IssuedReport, Report
from township_safety.organisation.models import User


@dataclass(frozen=True)
class Holder:
    """A paper that states the number, with what it says and for which days."""

    title: str
    url: str
    state: str
    label: str
    said: str
    first_day: date
    last_day: date
    # The very same days; else only some in common, so that the number may be another one.
    is_same: bool


def holders_of(figures: Iterable[IssuedFigure], *, user: User) -> list[Holder]:
    """Beside the report itself; what the person may see, the same days first."""
    wanted = list(figures)
    if not wanted:
        return []
    found = [*_reports(wanted, user), *_forms(wanted, user)]
    return sorted(found, key=lambda one: (not one.is_same, one.label, one.title))


def _reports(wanted: list[IssuedFigure], user: User) -> Iterator[Holder]:
    seen = IssuedReport.objects.scoped_for(user).exclude(pk=wanted[0].issued_id)
    rows = (
        IssuedFigure.objects.printed()
        .filter(_same_question(wanted), issued__in=seen)
        .with_report()
        .prefetch_related("issued__report__dispatches")
    )
    newer = _replaced(row.issued.report_id for row in rows)
    for row in rows:
        report = row.issued.report
        for one in wanted:
            if _asks_the_same(row, one) and set(row.offices) & set(one.offices):
                state = "已更正" if report.pk in newer else report.status_label
                yield _holder(row, one, title=str(report), state=state, url=_url(row))


def _replaced(pks: Iterable[int]) -> set[int]:
    rows = Report.objects.issued().filter(corrects__in=set(pks))
    return {pk for pk in rows.values_list("corrects", flat=True) if pk is not None}


def _forms(wanted: list[IssuedFigure], user: User) -> Iterator[Holder]:
    seen = HandedFilling.objects.scoped_for(user).for_offices([wanted[0].issued.office_id])
    rows = HandedFigure.objects.filter(_same_question(wanted), filling__in=seen)
    for row in rows.select_related("filling__form"):
        filling = row.filling
        for one in wanted:
            if _asks_the_same(row, one):
                url = filling.get_absolute_url()
                yield _holder(row, one, title=str(filling), state="已定稿", url=url)


def _same_question(wanted: list[IssuedFigure]) -> Q:
    condition = Q(pk__in=[])
    for one in wanted:
        condition |= Q(
            key=one.key,
            filters=one.filters,
            first_day__lte=one.last_day,
            last_day__gte=one.first_day,
        )
    return condition


def _asks_the_same(row: Any, one: IssuedFigure) -> bool:
    return bool(
        (row.key, row.filters) == (one.key, one.filters)
        and row.first_day <= one.last_day
        and row.last_day >= one.first_day
    )


def _holder(row: Any, one: IssuedFigure, *, title: str, state: str, url: str) -> Holder:
    return Holder(
        title=title,
        url=url,
        state=state,
        label=row.label,
        said=row.said,
        first_day=row.first_day,
        last_day=row.last_day,
        is_same=(row.first_day, row.last_day) == (one.first_day, one.last_day),
    )


def _url(row: IssuedFigure) -> str:
    return reverse("reports:issued_figure", args=[row.issued.report_id, row.number])
