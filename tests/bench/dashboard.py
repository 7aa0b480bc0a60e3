"""统计概览 from a thousand to a million hazards of one office, and beside those of others."""

from __future__ import annotations

import sys
import time
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.bench.ledger import Ledger, fill, ledger_of
from tests.bench.measurements import seconds
from tests.factories.organisation import make_user
from township_safety.organisation.models import Role

# A township with a large ledger has some fifty thousand.
SIZES = (1_000, 50_000, 100_000, 1_000_000)
BESIDE = SIZES[:2]

# Ten days from finding to putting right, five more to closing; each with its dated rows. Every
# twentieth was sent back once, after a week.
_DATED = (
    "UPDATE hazards_hazard SET rectified_on = date(found_on, '+10 days'),"
    " closed_on = CASE status WHEN 'closed' THEN date(found_on, '+15 days') END"
    " WHERE status != 'open' AND office_id = %s",
    "INSERT INTO hazards_rectification (uid, recorded_at, office_id, hazard_id, claimed_on,"
    " is_date_unknown, measures, outcome, verifier, remark)"
    " SELECT lower(hex(randomblob(16))), recorded_at, office_id, id, rectified_on, 0, '', '', '',"
    " ''"
    " FROM hazards_hazard WHERE status != 'open'"
    " AND office_id = %s AND id NOT IN (SELECT hazard_id FROM hazards_rectification)",
    "INSERT INTO hazards_rectification (uid, recorded_at, office_id, hazard_id, claimed_on,"
    " is_date_unknown, measures, outcome, decided_on, verifier, remark)"
    " SELECT lower(hex(randomblob(16))), recorded_at, office_id, id, date(found_on, '+5 days'), 0,"
    " '', 'failed', date(found_on, '+7 days'), '', ''"
    " FROM hazards_hazard WHERE id % 20 = 0 AND found_on < date('now', '-10 days')"
    " AND office_id = %s"
    " AND id NOT IN (SELECT hazard_id FROM hazards_rectification WHERE outcome = 'failed')",
    "INSERT INTO hazards_deadline (uid, recorded_at, office_id, hazard_id, due_on, agreed_on,"
    " reason, applicant)"
    " SELECT lower(hex(randomblob(16))), recorded_at, office_id, id, due_on, found_on, '', ''"
    " FROM hazards_hazard WHERE due_on IS NOT NULL"
    " AND office_id = %s AND id NOT IN (SELECT hazard_id FROM hazards_deadline)",
)


def dashboard() -> None:
    """The last lines have as few rows of their own as the first, beside the million of another."""
    large, small = ledger_of("测速甲乡"), ledger_of("测速乙乡")
    alone: dict[int, float] = {}
    for size in SIZES:
        _fill(large, size)
        alone[size] = _measured(f"{size:,} 条", large, alone.get(SIZES[0], 0.0))
    for size in BESIDE:
        _fill(small, size)
        _measured(f"{size:,} 条，别的单位 {SIZES[-1]:,} 条", small, alone[size])


def _fill(ledger: Ledger, size: int) -> None:
    start = time.perf_counter()
    fill(ledger, size)
    with connection.cursor() as cursor:
        for statement in _DATED:
            cursor.execute(statement, [ledger.office.pk])
        cursor.execute("ANALYZE")
    sys.stdout.write(f"统计概览：补足 {size:,} 条用 {time.perf_counter() - start:.0f} s\n")


def _measured(words: str, ledger: Ledger, other: float) -> float:
    """With its ratio to another measurement, where there is one."""
    browser = Client(headers={"host": "localhost"})
    browser.force_login(make_user(Role.LEADER, ledger.office))
    url = reverse("dashboard")
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url}: {response.status_code}")
    number = len(queries)
    took = seconds(partial(browser.get, url))
    ratio = f"　{took / other:5.2f} 倍" if other else ""
    sys.stdout.write(f"　统计概览 {words}：{took * 1000:.0f} ms　查询 {number}{ratio}\n")
    return took
