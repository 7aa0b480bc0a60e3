"""The list of hazards at a thousand and at a million rows of one office: time and queries."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hazards import actions
from hazards.models import Hazard
from hazards.workflow import Status
from tests.bench.measurements import seconds
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_hazard_source, make_sector
from township_safety.organisation.models import Office, Role

FEW, MANY = 1_000, 1_000_000
# Ten years of finds, a fifth of the last ones still open.
DAYS = 3_650


@dataclass(frozen=True)
class Ledger:
    office: Office
    villages: list[int]
    sectors: list[int]
    sources: list[int]
    first: Hazard


def hazard_list() -> None:
    ledger = _office()
    browser = Client(headers={"host": "localhost"})
    browser.force_login(make_user(Role.CLERK, ledger.office))
    _fill(ledger, FEW)
    few = dict(_measured(browser, ledger))
    start = time.perf_counter()
    _fill(ledger, MANY)
    sys.stdout.write(f"隐患列表：补足 {MANY:,} 条用 {time.perf_counter() - start:.0f} s\n")
    for name, (took, queries) in _measured(browser, ledger):
        before, queries_before = few[name]
        sys.stdout.write(
            f"　{name:<16}{FEW:,} 条 {before * 1000:6.1f} ms　{MANY:,} 条 {took * 1000:6.1f} ms"
            f"　{took / before:5.2f} 倍　查询 {queries_before} → {queries}\n"
        )


def _measured(browser: Client, ledger: Ledger) -> Iterator[tuple[str, tuple[float, int]]]:
    url = reverse("hazards:list")
    middle = timezone.localdate() - timedelta(days=DAYS // 2)
    questions = {
        "第一页": "",
        "中间一页": f"after={middle}~1",
        "末页": "before=end",
        "未整改": "state=open",
        "逾期": "state=overdue",
        "已销号的末页": "state=closed&before=end",
        "一个村、今年": f"village={ledger.villages[3]}&period=this_year",
        "一个行业、重大": f"sector={ledger.sectors[2]}&grade=major",
        "文字“燃气”": "text=燃气",
        "没有这样的文字": "text=没有这样",
    }
    for name, question in questions.items():
        address = f"{url}?{question}"
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")
        number = len(queries)
        yield name, (seconds(partial(browser.get, address)), number)


def _office() -> Ledger:
    office = make_office(name="测速乡")
    clerk = make_user(Role.CLERK, office)
    hazard = Hazard(office=office, found_on=timezone.localdate(), description="灭火器过期")
    return Ledger(
        office=office,
        villages=[make_village(office=office, name=f"第{number}村").pk for number in range(20)],
        sectors=[make_sector(f"bench{number}", name=f"行业{number}").pk for number in range(12)],
        sources=[
            make_hazard_source(f"bench{number}", name=f"来源{number}").pk for number in range(6)
        ],
        first=actions.register(hazard, by=clerk),
    )


def _fill(ledger: Ledger, wanted: int) -> None:
    """Copies of one row, varied in every column that a list can ask for, in one statement."""
    present = Hazard.objects.for_offices([ledger.office]).count()
    varied = {
        "uid": "lower(hex(randomblob(16)))",
        "number": "'B-' || n",
        "found_on": f"date('now', '-' || ((n * 7919) % {DAYS}) || ' days')",
        "due_on": f"date('now', '-' || ((n * 7919) % {DAYS} - 15) || ' days')",
        "status": _BY_AGE.format(
            open=Status.OPEN, rectified=Status.RECTIFIED, closed=Status.CLOSED
        ),
        "village_id": f"{ledger.villages[0]} + n % {len(ledger.villages)}",
        "sector_id": f"{ledger.sectors[0]} + n % {len(ledger.sectors)}",
        "source_id": f"{ledger.sources[0]} + n % {len(ledger.sources)}",
        "grade": "CASE WHEN n % 40 = 0 THEN 'major' ELSE 'general' END",
        "description": "CASE n % 97 WHEN 0 THEN '燃气软管老化' ELSE '配电箱无盖，线路私拉乱接' END",
    }
    varied["rectified_on"] = f"CASE {varied['status']} WHEN 'open' THEN NULL ELSE date('now') END"
    varied["closed_on"] = f"CASE {varied['status']} WHEN 'closed' THEN date('now') END"
    fields = [field for field in Hazard._meta.concrete_fields if not field.primary_key]
    columns = [str(field.column) for field in fields]
    values = [varied.get(column, f'"{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    statement = (
        "WITH RECURSIVE numbers(n) AS "  # noqa: S608 -- every part is written above
        "(SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < %s) "
        f"INSERT INTO hazards_hazard ({names}) SELECT {', '.join(values)} "
        "FROM numbers CROSS JOIN hazards_hazard WHERE hazards_hazard.id = %s"
    )
    with _indexes_later() as cursor:
        cursor.execute(statement, [present, wanted, ledger.first.pk])


@contextmanager
def _indexes_later() -> Iterator[CursorWrapper]:
    """Building an index over a million rows at once is far quicker than row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = 'hazards_hazard' AND sql IS NOT NULL"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield cursor
        for _, statement in indexes:
            cursor.execute(statement)


# The newest fifth is open or waits to be verified; all that is older is closed.
_BY_AGE = (
    "CASE WHEN (n * 7919) % 3650 > 730 THEN '{closed}' "
    "WHEN n % 3 = 0 THEN '{open}' WHEN n % 3 = 1 THEN '{rectified}' ELSE '{closed}' END"
)
