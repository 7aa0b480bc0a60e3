"""往日台账 over the million rows of the list, as known a month and a year ago."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from hazards.models import Hazard
from reports.figures import Request, Scope, evaluate
from reports.past.forms import year_until
from reports.past.knowing import known_on
from reports.past.listing import page_of
from tests.bench.measurements import line
from township_safety.organisation.models import Office

KEYS = ("hazard.found", "hazard.rectified", "hazard.remaining", "hazard.unclosed")


def time_machine() -> None:
    """After ledger.hazard_list, whose rows get the steps that a real ledger has."""
    office = Office.objects.get(name="测速乡")
    _give_history()
    for days in (30, 365):
        day = timezone.localdate() - timedelta(days=days)
        requests = [Request(key, Scope((office.pk,), year_until(day))) for key in KEYS]
        today = _took(partial(evaluate, requests))
        with known_on(day):
            then = _took(partial(evaluate, requests))
        line(
            f"往日台账 {days} 天前：{len(KEYS)} 个数",
            then,
            floor=today,
            of="同样的数，按今天的台账",
        )
        hazards = Hazard.objects.for_offices([office.pk])
        page = partial(page_of, hazards, on=day, known=day, state="open")
        line(f"往日台账 {days} 天前：列表第一页", _took(partial(page, narrow=Q())))


def _took(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _give_history() -> None:
    """Entered on the day of the find, claimed ten and closed twelve days later."""
    with connection.cursor() as cursor:
        for statement in _HISTORY:
            cursor.execute(statement)


_HISTORY = (
    "UPDATE hazards_hazard SET recorded_at = found_on || ' 02:00:00',"
    " rectified_on = CASE status WHEN 'open' THEN NULL ELSE date(found_on, '+10 days') END,"
    " closed_on = CASE status WHEN 'closed' THEN date(found_on, '+12 days') END"
    " WHERE number LIKE 'B-%'",
    "INSERT INTO hazards_rectification (uid, recorded_at, office_id, hazard_id, claimed_on,"
    " is_date_unknown, measures, outcome, decided_on, verifier, remark)"
    " SELECT lower(hex(randomblob(16))), rectified_on || ' 03:00:00', office_id, id, rectified_on,"
    " 0, '', CASE status WHEN 'closed' THEN 'passed' ELSE '' END, closed_on, '', ''"
    " FROM hazards_hazard WHERE number LIKE 'B-%' AND rectified_on IS NOT NULL",
    'INSERT INTO hazards_hazardevent (uid, recorded_at, office_id, hazard_id, action, "on", note,'
    " changes, request_id) SELECT lower(hex(randomblob(16))), claimed_on || ' 03:00:00', office_id,"
    " hazard_id, 'claim', claimed_on, '',"
    ' \'{"status": ["open", "rectified"], "rectified_on": [null, "\' || claimed_on || \'"]}\', \'\''
    " FROM hazards_rectification",
    'INSERT INTO hazards_hazardevent (uid, recorded_at, office_id, hazard_id, action, "on", note,'
    " changes, request_id) SELECT lower(hex(randomblob(16))), decided_on || ' 03:00:00', office_id,"
    " hazard_id, 'pass', decided_on, '',"
    ' \'{"status": ["rectified", "closed"], "closed_on": [null, "\' || decided_on || \'"]}\', \'\''
    " FROM hazards_rectification WHERE decided_on IS NOT NULL",
)
