"""Signing a report with 20,000 rows behind its figures, and telling what changed since."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta

from django.utils import timezone

from hazards import actions as hazard_actions
from hazards.models import Hazard
from reports import actions, steps
from reports.commissions import template_named
from reports.freezing.changes import changes_of
from reports.freezing.issuing import STEPS, issue
from tests.bench.measurements import line, once
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector
from township_safety.organisation.models import Office, Role
from township_safety.periods import Period

ROWS = 20_000
_BATCH = 500


def signing() -> None:
    office = make_office(name="定稿乡")
    period = Period.latest_closed(timezone.localdate())
    _fill(office, period)
    drafter, reviewer = (make_user(Role.CLERK, office) for _ in range(2))
    template = template_named("monthly", office=office)
    report = actions.open_draft(
        template, office=office, period=period, by=drafter, today=timezone.localdate()
    )
    report = steps.pass_review(steps.submit(report, by=drafter), by=reviewer)
    told: list[tuple[str, float]] = []
    start = time.perf_counter()
    issued = issue(
        report,
        by=make_user(Role.LEADER, office),
        on=timezone.localdate(),
        accept=True,
        tell=lambda what: told.append((what, time.perf_counter())),
    )
    line(f"签发定稿：{issued.rows.count():,} 条明细", time.perf_counter() - start)
    ends = [*(at for _, at in told[1:]), time.perf_counter()]
    for (what, began), ended in zip(told, ends, strict=True):
        line(f"　{what if what in STEPS else what[:12]}", ended - began)
    with once("自签发后的变化"):
        changes_of(issued)


def _fill(office: Office, period: Period) -> None:
    """Copies of one row, all open, over the days of the month."""
    first = hazard_actions.register(
        Hazard(office=office, found_on=period.first_day, description="灭火器过期"),
        by=make_user(Role.CLERK, office),
    )
    villages = [make_village(office=office).pk for _ in range(20)]
    sectors = [make_sector(f"issue{number}", name=f"定稿行业{number}").pk for number in range(12)]
    fields = [f.attname for f in Hazard._meta.concrete_fields if not f.primary_key]
    row = {name: getattr(first, name) for name in fields}
    days = (period.last_day - period.first_day).days + 1
    Hazard.objects.bulk_create(
        (
            Hazard(
                **row
                | {
                    "uid": uuid.uuid4(),
                    "number": f"D-{number}",
                    "found_on": period.first_day + timedelta(days=number % days),
                    "village_id": villages[number % len(villages)],
                    "sector_id": sectors[number % len(sectors)],
                    "due_on": None,
                }
            )
            for number in range(1, ROWS)
        ),
        batch_size=_BATCH,
    )
