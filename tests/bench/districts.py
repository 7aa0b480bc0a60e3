"""The half-year report over a million hazards: of one township, and of a district with many."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.commissions import commission, template_named
from reports.composing import Composition, compose
from reports.models import ReportTemplate
from tests.factories.organisation import make_office
from township_safety.organisation.models import Level, Office
from township_safety.periods import Period

TOWNSHIPS = (20, 200)
# As many sums as the hazard figures of the report have terms, in one bare statement.
_BARE = """
SELECT count(*), sum(found_on BETWEEN %(first)s AND %(last)s),
 sum(rectified_on BETWEEN %(first)s AND %(last)s), sum(closed_on BETWEEN %(first)s AND %(last)s),
 sum(found_on < %(first)s AND (rectified_on IS NULL OR rectified_on >= %(first)s)),
 sum(found_on <= %(last)s AND (rectified_on IS NULL OR rectified_on > %(last)s)),
 sum(grade = 'major' AND found_on BETWEEN %(first)s AND %(last)s)
 FROM hazards_hazard WHERE voided_at IS NULL AND office_id IN ({offices})
"""


def half_year() -> None:
    """After ledger.hazard_list, whose rows are divided among the townships here."""
    period = Period.latest_closed(timezone.localdate(), kind="half")
    for number in TOWNSHIPS:
        district = make_office(name=f"测速{number}区", level=Level.COUNTY)
        below = [make_office(name=f"测速{number}区{n}乡", parent=district) for n in range(number)]
        _divide(below)
        _measure(f"{number} 个乡镇中的一个", below[0], [below[0]], period)
        _measure(f"{number} 个乡镇的区", district, below, period)


def _divide(offices: Sequence[Office]) -> None:
    keys = [office.pk for office in offices]
    if keys != list(range(keys[0], keys[0] + len(keys))):
        raise RuntimeError("the townships were not founded one after the other")
    with _indexes_of_offices_later() as cursor:
        cursor.execute(
            "UPDATE hazards_hazard SET office_id = %s + id %% %s WHERE number LIKE 'B-%%'",
            [keys[0], len(keys)],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE hazards_hazard")


@contextmanager
def _indexes_of_offices_later() -> Iterator[CursorWrapper]:
    """A million rows changed in half a dozen indexes one by one take half an hour."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index'"
            " AND tbl_name = 'hazards_hazard' AND sql LIKE '%office_id%'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield cursor
        for _, statement in indexes:
            cursor.execute(statement)


def _measure(name: str, office: Office, counted: Sequence[Office], period: Period) -> None:
    template = template_named("half_year", office=office)
    if len(counted) > 1:
        template = _over_all(template, office)

    def composed() -> Composition:
        return compose(commission(office, template, period))

    with CaptureQueriesContext(connection) as queries:
        composition = composed()
    took = _took(composed)
    bare = _took(lambda: _bare(counted, period.first_day, period.last_day))
    sys.stdout.write(
        f"半年总结，{name}：{len(composition.values)} 个数，查询 {len(queries)} 次，"
        f"{took:.2f} s；一条裸 SQL 合计 {bare:.2f} s，{took / bare:.1f} 倍\n"
    )


def _over_all(template: ReportTemplate, office: Office) -> ReportTemplate:
    """The same report with the sums of the offices below."""
    template.pk, template.office, template.code = None, office, f"half_{office.pk}"
    template.covers_below = True
    template.save()
    return template


def _bare(offices: Sequence[Office], first: date, last: date) -> None:
    marks = ", ".join(str(office.pk) for office in offices)
    with connection.cursor() as cursor:
        cursor.execute(_BARE.format(offices=marks), {"first": first, "last": last})
        cursor.fetchall()


def _took(work: Callable[[], object]) -> float:
    """The best of three, in processor time."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)
