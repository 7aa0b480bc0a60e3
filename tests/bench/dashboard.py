"""统计概览 at a thousand, a hundred thousand and a million hazards of one office."""

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

SIZES = (1_000, 100_000, 1_000_000)

# Ten days from finding to putting right, five more to closing; each with its dated rows.
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
    "INSERT INTO hazards_deadline (uid, recorded_at, office_id, hazard_id, due_on, agreed_on,"
    " reason, applicant)"
    " SELECT lower(hex(randomblob(16))), recorded_at, office_id, id, due_on, found_on, '', ''"
    " FROM hazards_hazard WHERE due_on IS NOT NULL"
    " AND office_id = %s AND id NOT IN (SELECT hazard_id FROM hazards_deadline)",
)


def dashboard() -> None:
    """The last line has as few rows of its own as the first, beside the million of another."""
    large, small = ledger_of("测速甲乡"), ledger_of("测速乙乡")
    first = 0.0
    for size in SIZES:
        _fill(large, size)
        took = _measured(f"{size:,} 条", large, first)
        first = first or took
    _fill(small, SIZES[0])
    _measured(f"{SIZES[0]:,} 条，别的单位 {SIZES[-1]:,} 条", small, first)


def _fill(ledger: Ledger, size: int) -> None:
    start = time.perf_counter()
    fill(ledger, size)
    with connection.cursor() as cursor:
        for statement in _DATED:
            cursor.execute(statement, [ledger.office.pk])
        cursor.execute("ANALYZE")
    sys.stdout.write(f"统计概览：补足 {size:,} 条用 {time.perf_counter() - start:.0f} s\n")


def _measured(words: str, ledger: Ledger, first: float) -> float:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(make_user(Role.LEADER, ledger.office))
    url = reverse("dashboard")
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url}: {response.status_code}")
    number = len(queries)
    took = seconds(partial(browser.get, url))
    ratio = f"　{took / first:5.2f} 倍" if first else ""
    sys.stdout.write(f"　统计概览 {words}：{took * 1000:.0f} ms　查询 {number}{ratio}\n")
    return took
