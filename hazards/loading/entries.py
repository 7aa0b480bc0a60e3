"""The hazards sheet: rows recognised, completed, and told apart as new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Max
from django.utils import timezone

from hazards.actions import follow_columns
from hazards.loading.changes import change_hazard
from hazards.loading.handlers import take_handler
from hazards.loading.ledger import CHUNK, Ledger, key_of, ledger_of
from hazards.loading.recording import complete_hazards, remember_hazards
from hazards.loading.telling import Contradiction, check_order, refuse, told_by
from hazards.models import Rectification
from hazards.models.classification import RectifyMode
from township_safety.register.models import Site
from township_safety.workbook import Batch, Row, SheetPlan
from township_safety.workbook.references import plain


def prepare_hazards(batch: Batch, rows: Sequence[Row]) -> None:
    """Village and sector come from the site where the row does not say them."""
    sites = {
        pk: {"village": village, "sector": sector}
        for pk, village, sector in Site.objects.for_offices([batch.office]).values_list(
            "pk", "village", "sector"
        )
    }
    for row in rows:
        site = row.values.get("site")
        if site is None:
            continue
        known = sites.get(site) if isinstance(site, int) else _of_new(site)
        for name, value in (known or {}).items():
            if row.values.get(name) is None:
                row.values[name] = value


def _of_new(site: Site) -> dict[str, Any]:
    return {
        "village": site.village_id or site.village,
        "sector": site.sector_id or site.sector,
    }


def load_hazards(batch: Batch) -> SheetPlan:
    ledger, rows = ledger_of(batch), batch.read()
    detailed = batch.mentions("rectifications", "hazard")
    dated = batch.mentions("deadlines", "hazard")
    returned = _last_failures(rows)
    for row in rows:
        if row.is_rejected:
            _quieten(row)
        elif row.instance.found_on > timezone.localdate():
            batch.reject(row, "found_on", "检查日期在今天之后，请核对。")
        elif row.is_new:
            _enter(
                batch, row, ledger, is_detailed=_named(row, detailed), is_dated=_named(row, dated)
            )
        else:
            change_hazard(batch, row, ledger, returned_on=returned.get(row.instance.pk))
    plan = batch.check(rows)
    for row in (*plan.added, *plan.updated):
        ledger.hazards[key_of(row.instance)] = row.instance
    plan.before_write.append(partial(complete_hazards, plan, ledger))
    plan.after_write.append(partial(remember_hazards, plan, ledger, by=batch.by))
    return plan


def _quieten(row: Row) -> None:
    """A row that is wrong already: its status was never worked out, which is no second fault."""
    if row.is_new and row.instance is not None:
        row.instance.rectified_on = row.instance.closed_on = None


def _named(row: Row, names: set[str]) -> bool:
    """Whether another sheet of the file has rows of this hazard."""
    hazard = row.instance
    return bool({plain(name) for name in (hazard.number, hazard.uid) if name} & names)


def _last_failures(rows: Sequence[Row]) -> dict[int, date]:
    """When the latest check of each existing hazard failed."""
    keys = [row.instance.pk for row in rows if not row.is_rejected and not row.is_new]
    found: dict[int, date] = {}
    for start in range(0, len(keys), CHUNK):
        failed = Rectification.objects.of_hazards(keys[start : start + CHUNK]).failed()
        days = failed.order_by().values("hazard").annotate(day=Max("decided_on"))
        found |= dict(days.values_list("hazard", "day"))
    return found


def _enter(batch: Batch, row: Row, ledger: Ledger, *, is_detailed: bool, is_dated: bool) -> None:
    hazard, key = row.instance, key_of(row.instance)
    for name in ("village", "sector"):
        value = row.values.get(name)
        if name not in row.cells and value is not None:
            setattr(hazard, f"{name}_id" if isinstance(value, int) else name, value)
    take_handler(row)
    hazard.is_history = batch.errand.history_until is not None
    hazard.number = hazard.number or ""
    if not hazard.number:
        row.later.add("number")
    on_spot = hazard.rectify_mode == RectifyMode.ON_SPOT and not is_detailed
    try:
        told = told_by(row, on_spot=on_spot)
        check_order(told, not_before=hazard.found_on)
    except Contradiction as wrong:
        hazard.rectified_on = hazard.closed_on = None
        refuse(batch, row, wrong.column, str(wrong))
        return
    ledger.told[key] = told
    if hazard.due_on is not None and hazard.due_on < hazard.found_on:
        batch.reject(row, "due_on", "整改期限早于检查日期，请核对。", value=hazard.due_on)
    if is_dated:
        hazard.due_on = None
    else:
        ledger.redated.add(key)
    if is_detailed:
        hazard.rectified_on = hazard.closed_on = None
    else:
        ledger.moved.add(key)
        hazard.rectified_on, hazard.closed_on = told.claimed_on, told.decided_on
    follow_columns(hazard, by=batch.by)
