"""Sheets of dated rows: deadlines, rectifications, listings, referrals, in the order of days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from hazards.loading.ledger import (
    CHUNK,
    Key,
    Ledger,
    derived,
    key_of_parent,
    ledger_of,
    settle,
)
from hazards.models import Deadline, Hazard, Outcome
from hazards.models.classification import RectifyMode
from hazards.referring import reply_due
from township_safety.workbook import Batch, Row, SheetPlan


@dataclass(frozen=True)
class Line:
    """A dated row of one hazard: of the file, or one that the file does not mention."""

    instance: Any
    row: Row | None


@dataclass(frozen=True)
class Chain:
    """All dated rows of one kind that one hazard will have, by day."""

    batch: Batch
    ledger: Ledger
    key: Key
    hazard: Hazard
    lines: Sequence[Line]

    def refuse(self, line: Line, column: str, reason: str) -> None:
        """At the row of the file; what was there before is not judged again."""
        if line.row is not None and not line.row.is_rejected:
            self.batch.reject(line.row, column, reason, value=line.row.cells.get(column))

    @property
    def last_of_file(self) -> Line:
        return [line for line in self.lines if line.row is not None][-1]

    @property
    def brings_new(self) -> bool:
        return any(line.row is not None and line.row.is_new for line in self.lines)


def load_deadlines(batch: Batch) -> SheetPlan:
    moved: list[Deadline] = []
    plan = _load(batch, day="agreed_on", judge=partial(_judge_deadlines, moved=moved))
    plan.before_write.append(partial(_supersede, moved))
    for row in plan.added:
        ledger_of(batch).deadlines[key_of_parent(row.instance)].append(row.instance)
    return plan


def load_rectifications(batch: Batch) -> SheetPlan:
    plan = _load(batch, day="claimed_on", judge=_judge_rectifications)
    for row in plan.added:
        ledger_of(batch).rectifications[key_of_parent(row.instance)].append(row.instance)
    return plan


def load_listings(batch: Batch) -> SheetPlan:
    return _load(
        batch, day="listed_on", judge=partial(_judge_days, days=("listed_on", "lifted_on"))
    )


def load_referrals(batch: Batch) -> SheetPlan:
    return _load(batch, day="referred_on", judge=partial(_judge_referrals, terms={}))


def _load(batch: Batch, *, day: str, judge: Callable[[Chain], None]) -> SheetPlan:
    ledger, rows = ledger_of(batch), batch.read()
    good = [row for row in rows if not row.is_rejected and not _moves(batch, row)]
    members: dict[Key, list[Line]] = defaultdict(list)
    for row in good:
        members[key_of_parent(row.instance)].append(Line(row.instance, row))
        row.later.add("hazard")  # what stands once per hazard is judged by the chain
    ledger.fetch(members)
    others = _unmentioned(batch, good, list(members))
    for key, lines in members.items():
        chain = sorted([*others.get(key, []), *lines], key=lambda line: getattr(line.instance, day))
        judge(Chain(batch, ledger, key, ledger.hazard(key), chain))
    plan = batch.check(rows)
    touched = {
        row.instance.hazard_id
        for row in (*plan.added, *plan.updated)
        if row.instance.hazard_id is not None
    }
    plan.after_write.append(partial(settle, touched, by=batch.by))
    return plan


def _moves(batch: Batch, row: Row) -> bool:
    """A dated row stays with its hazard."""
    if row.is_new or row.instance.hazard_id == (row.before or {})["hazard_id"]:
        return False
    batch.reject(row, "hazard", "这一行属于另一条隐患，不能改到别的隐患名下。")
    return True


def _unmentioned(batch: Batch, rows: Sequence[Row], keys: Sequence[Key]) -> dict[Key, list[Line]]:
    """The rows of the same hazards that the file leaves out."""
    mentioned = {row.instance.pk for row in rows if not row.is_new}
    existing = [key for key in keys if isinstance(key, int)]
    found: dict[Key, list[Line]] = defaultdict(list)
    for start in range(0, len(existing), CHUNK):
        model: Any = batch.sheet.model
        for row in model.objects.of_hazards(existing[start : start + CHUNK]):
            if row.pk not in mentioned:
                found[row.hazard_id].append(Line(row, None))
    return found


# -- what each kind demands ----------------------------------------------------------------


def _judge_days(chain: Chain, *, days: tuple[str, ...]) -> None:
    for line in chain.lines:
        for name in days:
            _check_day(chain, line, name, not_before=chain.hazard.found_on)


def _judge_referrals(chain: Chain, *, terms: dict[tuple[int, date], date]) -> None:
    """`terms` keeps the day an answer is due for each day on which something was referred."""
    _judge_days(chain, days=("referred_on", "replied_on"))
    for referral in [line.instance for line in chain.lines]:
        if referral.reply_due_on is None:
            key = (chain.hazard.office_id, referral.referred_on)
            if key not in terms:
                terms[key] = reply_due(chain.hazard.office, referred_on=referral.referred_on)
            referral.reply_due_on = terms[key]


def _check_day(chain: Chain, line: Line, name: str, *, not_before: date) -> None:
    day = getattr(line.instance, name)
    if day is None:
        return
    if day < not_before:
        chain.refuse(line, name, f"日期早于检查日期或上一步的日期{not_before}，请核对。")
    elif day > timezone.localdate():
        chain.refuse(line, name, "日期在今天之后，请核对。")


def _judge_deadlines(chain: Chain, *, moved: list[Deadline]) -> None:
    """Each deadline ends on the day the next one was agreed."""
    if chain.key in chain.ledger.redated and chain.brings_new and isinstance(chain.key, int):
        chain.refuse(
            chain.last_of_file, "due_on", "“隐患”表中也改了这条隐患的整改期限，请只在一处填。"
        )
    for line, following in zip(chain.lines, [*chain.lines[1:], None], strict=True):
        _check_day(chain, line, "agreed_on", not_before=chain.hazard.found_on)
        if line.instance.due_on < chain.hazard.found_on:
            chain.refuse(line, "due_on", f"整改期限早于检查日期{chain.hazard.found_on}，请核对。")
        ends_on = following.instance.agreed_on if following is not None else None
        if line.instance.superseded_on != ends_on:
            line.instance.superseded_on = ends_on
            if line.instance.pk is not None:
                moved.append(line.instance)


def _supersede(deadlines: Sequence[Deadline]) -> None:
    """First of all, for only one deadline of a hazard may be in force at a time."""
    Deadline.objects.bulk_update(deadlines, ["superseded_on"], batch_size=100)


def _judge_rectifications(chain: Chain) -> None:
    if chain.key in chain.ledger.moved and chain.brings_new:
        chain.refuse(
            chain.last_of_file, "claimed_on", "“隐患”表中也填了这条隐患的整改情况，请只在一处填。"
        )
    not_before, previous = chain.hazard.found_on, None
    for line in chain.lines:
        if previous is not None and previous.outcome != Outcome.FAILED:
            chain.refuse(line, "claimed_on", "上一次整改还没有复查不合格，不能再有一次整改。")
        _check_day(chain, line, "claimed_on", not_before=not_before)
        _check_day(chain, line, "decided_on", not_before=line.instance.claimed_on)
        previous, not_before = line.instance, line.instance.decided_on or line.instance.claimed_on
    _check_on_spot(chain)
    _compare(chain)


def _check_on_spot(chain: Chain) -> None:
    first = chain.lines[0]
    is_same_day = first.instance.claimed_on == chain.hazard.found_on
    if chain.hazard.rectify_mode == RectifyMode.ON_SPOT and not is_same_day:
        chain.refuse(first, "claimed_on", "当场整改的，整改完成日期应是检查当天。")


def _compare(chain: Chain) -> None:
    """A new hazard's own row must not say otherwise than its rectification rows."""
    told = chain.ledger.told.get(chain.key)
    if told is None or told.claimed_on is None:
        return
    columns = derived([], [line.instance for line in chain.lines])
    if (told.claimed_on, told.decided_on) != (columns["rectified_on"], columns["closed_on"]):
        reason = "与“隐患”表中这条隐患的整改完成、销号日期不一致，请改成一致。"
        chain.refuse(chain.last_of_file, "claimed_on", reason)
