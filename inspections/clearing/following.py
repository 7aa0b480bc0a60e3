"""上次决定落实情况: what became of each decision, read from the ledger as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from hazards.models import Hazard
from hazards.related import Related
from hazards.workflow import Status
from inspections.models import Clearance, ClearanceItem
from inspections.models.clearances import Decision
from township_safety.organisation.models import User

DONE, WAITING, LATE = "done", "waiting", "late"


@dataclass(frozen=True, slots=True)
class Followed:
    item: ClearanceItem
    text: str
    # done, waiting, late
    state: str

    @property
    def badge(self) -> str:
        return {DONE: "closed", WAITING: "waiting", LATE: "warn"}[self.state]

    @property
    def label(self) -> str:
        return {DONE: "已落实", WAITING: "正在落实", LATE: "未落实"}[self.state]


def followed(clearance: Clearance, *, today: date) -> list[Followed]:
    """Three queries, however many lines."""
    rows = clearance.rows.prefetch_related("hazard__referrals", "hazard__listings")
    return [_followed(item, clearance, today=today) for item in rows]


def _followed(item: ClearanceItem, clearance: Clearance, *, today: date) -> Followed:
    hazard = item.hazard
    if hazard.status == Status.VOIDED:
        return Followed(item, "误录作废", DONE)
    if hazard.status == Status.CLOSED:
        return Followed(item, f"{hazard.closed_on}销号", DONE)
    if not item.decision:
        return Followed(item, "会上没有决定", LATE)
    if item.decision == Decision.REFER:
        return _referred(item, clearance, today=today)
    if hazard.status == Status.RECTIFIED:
        return Followed(item, f"{hazard.rectified_on}整改完成，待复查", WAITING)
    if item.decision == Decision.LIST:
        return _listed(item, clearance, today=today)
    return _open(item, hazard, today=today)


def _referred(item: ClearanceItem, clearance: Clearance, *, today: date) -> Followed:
    mine = (row for row in item.hazard.referrals.all() if row.referred_on == clearance.held_on)
    referral = next(mine, None)
    if referral is None:
        return Followed(item, "没有找到上报记录", LATE)
    if referral.replied_on is not None:
        result = referral.get_result_display() or referral.reply[:20]
        return Followed(item, f"{referral.replied_on}回复：{result}", DONE)
    due_on = referral.reply_due_on
    if due_on is not None and due_on < today:
        return Followed(item, f"{due_on}前应回复，已超{(today - due_on).days}天", LATE)
    return Followed(item, "尚未回复", WAITING)


def _listed(item: ClearanceItem, clearance: Clearance, *, today: date) -> Followed:
    mine = [row for row in item.hazard.listings.all() if row.listed_on == clearance.held_on]
    lifted = next((row.lifted_on for row in mine if row.lifted_on), None)
    if lifted is not None:
        return Followed(item, f"{lifted}解除挂牌", DONE)
    return _open(item, item.hazard, today=today, told="督办中，未整改")


def _open(item: ClearanceItem, hazard: Hazard, *, today: date, told: str = "未整改") -> Followed:
    """A later extension counts: it was agreed in its own way."""
    days = [day for day in (item.due_on, hazard.due_on) if day is not None]
    due_on = max(days, default=None) if item.decision != Decision.LIST else item.due_on
    if due_on is not None and due_on < today:
        return Followed(item, f"{told}，超过时限{(today - due_on).days}天", LATE)
    return Followed(item, f"{told}，时限{due_on}" if due_on else told, WAITING)


def sessions_of(hazard: Hazard, reader: User) -> Iterator[Related]:
    """The sessions that took the hazard, for its own page."""
    sessions = Clearance.objects.scoped_for(reader).counted()
    items = ClearanceItem.objects.of_hazards([hazard.pk]).select_related("clearance")
    for item in items.filter(clearance__in=sessions):
        session = item.clearance
        on, text = timezone.localdate(session.recorded_at), "已列入清单，待召开"
        if session.held_on is not None:
            decision = item.get_decision_display() or "会上没有决定"
            on, text = session.held_on, f"{decision}（主持人{session.chair}）"
        yield Related("月末销号例检例查", on, text, session.get_absolute_url())
