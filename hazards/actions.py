"""Every write that moves a hazard. Views, imports, commands and tests come through here.

Each action takes `on`, the day of the fact (not before the previous fact, not after today in
Asia/Shanghai), checks it against the table in hazards/workflow.py under a lock, writes the dated
row and the event in one transaction, and raises ActionDenied with a Chinese sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from hazards.corrections import amend_rectification, correct
from hazards.models import Hazard, Outcome, Rectification
from hazards.models.classification import RectifyMode
from hazards.opinions import agreed
from hazards.referring import record_reply, refer, urge
from hazards.steps import ActionDenied, Stale, check_day, locked, remember, set_deadline, write
from hazards.supervision import (
    accept,
    extend_listing,
    lift_listing,
    place_on_list,
    report_progress,
)
from hazards.workflow import OTHER_ROLES, Action, Status
from township_safety.organisation.models import (
    LeaderOpinion,
    Matter,
    NumberSequence,
    Office,
    User,
)

__all__ = [
    "ActionDenied",
    "Stale",
    "accept",
    "amend_rectification",
    "assign",
    "claim",
    "correct",
    "derived_status",
    "extend",
    "extend_listing",
    "fail_check",
    "lift_listing",
    "next_hazard_number",
    "pass_check",
    "place_on_list",
    "record_reply",
    "refer",
    "register",
    "report_progress",
    "urge",
    "void",
]

NUMBER_KIND = "hazard"


@transaction.atomic
def register(
    hazard: Hazard,
    *,
    by: User,
    due_on: date | None = None,
    tags: Mapping[str, Iterable[models.Model]] | None = None,
) -> Hazard:
    """Enter a new hazard in the ledger: number, event, first deadline, tags (campaigns …).

    A hazard put right on the spot is claimed on the day it was found.
    """
    if not by.roles_in(hazard.office_id) & OTHER_ROLES[Action.REGISTER]:
        raise ActionDenied("您的角色不能登记隐患，请联系安办工作人员")
    check_day(hazard.found_on, not_before=None, what="检查")
    hazard.recorded_by = by
    hazard.due_on = due_on
    hazard.number = hazard.number or next_hazard_number(hazard.office)
    hazard.save(force_insert=True)
    for name, rows in (tags or {}).items():
        getattr(hazard, name).set(rows)
    remember(hazard, Action.REGISTER, by=by, on=hazard.found_on)
    if due_on is not None:
        set_deadline(hazard, due_on=due_on, on=hazard.found_on, by=by, reason="登记时确定")
    if hazard.rectify_mode == RectifyMode.ON_SPOT:
        hazard = claim(hazard, by=by, on=hazard.found_on, measures=hazard.measures or "当场整改")
    return hazard


def next_hazard_number(office: Office) -> str:
    """编号 runs per office and year of registration, whatever the day of the find."""
    year = timezone.localdate().year
    serial = NumberSequence.objects.next_number(office_id=office.pk, kind=NUMBER_KIND, year=year)
    return f"{year}-{serial:04d}"


@transaction.atomic
def assign(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    due_on: date | None,
    responsible_unit: str = "",
    responsible_person: str = "",
    assigned_to: User | None = None,
    to_nobody: bool = False,
    note: str = "",
    version: int | None = None,
) -> Hazard:
    """交办: who puts it right, by when, and who of the office's people sees to it.

    Without a new deadline the one in force stays.
    """
    hazard = locked(hazard, Action.ASSIGN, by=by, on=on, version=version)
    if due_on is None and hazard.due_on is None:
        raise ActionDenied("还没有整改期限，请填写整改期限")
    if assigned_to is not None and not hazard.can_be_seen_to_by(assigned_to):
        raise ActionDenied(f"{assigned_to}不能办理这条隐患，请换一位承办人")
    said = {
        "responsible_unit": responsible_unit,
        "responsible_person": responsible_person,
        "assigned_to": assigned_to,
    }
    changes: dict[str, Any] = {name: value for name, value in said.items() if value}
    if to_nobody and hazard.assigned_to_id is not None:
        changes["assigned_to"] = None
    if due_on is not None:
        set_deadline(hazard, due_on=due_on, on=on, by=by, reason=note or "交办")
        changes["due_on"] = due_on
    return write(hazard, Action.ASSIGN, by=by, on=on, note=note, changes=changes)


@transaction.atomic
def extend(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    due_on: date,
    reason: str,
    applicant: str = "",
    applied_on: date | None = None,
    opinion: LeaderOpinion | None = None,
    version: int | None = None,
) -> Hazard:
    """延期整改: a new deadline from the day it was agreed; the past is not rewritten."""
    hazard = locked(hazard, Action.EXTEND, by=by, on=on, version=version)
    if hazard.due_on is None:
        raise ActionDenied("还没有整改期限，请先交办")
    if due_on <= hazard.due_on:
        raise ActionDenied(f"延期后的期限应晚于现在的期限{hazard.due_on}")
    if applied_on is not None and applied_on > on:
        raise ActionDenied(f"申请日期{applied_on}晚于同意延期的日期{on}，请核对")
    opinion = agreed(hazard, Matter.EXTEND, opinion, by=by, on=on, words=f"同意延期至{due_on}")
    set_deadline(
        hazard,
        due_on=due_on,
        on=on,
        by=by,
        reason=reason,
        applicant=applicant,
        applied_on=applied_on,
        opinion=opinion,
    )
    changes = {"due_on": due_on}
    return write(hazard, Action.EXTEND, by=by, on=on, note=reason, changes=changes, opinion=opinion)


@transaction.atomic
def claim(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    measures: str,
    amount: Decimal | None = None,
    version: int | None = None,
) -> Hazard:
    """报告整改完成: from this day the hazard is no longer 未整改."""
    hazard = locked(hazard, Action.CLAIM, by=by, on=on, version=version)
    returned_on = hazard.rectifications.failed().aggregate(day=Max("decided_on"))["day"]
    check_day(on, not_before=returned_on, what="整改完成")
    Rectification.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        claimed_on=on,
        measures=measures,
        amount=amount,
        claimed_by=by,
    )
    return write(hazard, Action.CLAIM, by=by, on=on, note=measures, changes={"rectified_on": on})


@transaction.atomic
def pass_check(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    verifier: str = "",
    remark: str = "",
    version: int | None = None,
) -> Hazard:
    """复查（验收）通过，销号."""
    hazard = locked(hazard, Action.PASS, by=by, on=on, version=version)
    _decide(hazard, Outcome.PASSED, by=by, on=on, verifier=verifier, remark=remark)
    return write(
        hazard,
        Action.PASS,
        by=by,
        on=on,
        note=remark,
        changes={"closed_on": on, "closed_by": by},
    )


@transaction.atomic
def fail_check(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    due_on: date,
    verifier: str = "",
    remark: str = "",
    version: int | None = None,
) -> Hazard:
    """复查不合格: open again from the day of the decision, with a new deadline."""
    hazard = locked(hazard, Action.FAIL, by=by, on=on, version=version)
    _decide(hazard, Outcome.FAILED, by=by, on=on, verifier=verifier, remark=remark)
    set_deadline(hazard, due_on=due_on, on=on, by=by, reason="复查不合格")
    return write(
        hazard,
        Action.FAIL,
        by=by,
        on=on,
        note=remark,
        changes={"rectified_on": None, "due_on": due_on},
    )


@transaction.atomic
def void(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    reason: str,
    opinion: LeaderOpinion | None = None,
    version: int | None = None,
) -> Hazard:
    """误录作废: out of every total, never out of the history."""
    hazard = locked(hazard, Action.VOID, by=by, on=on, version=version)
    opinion = agreed(hazard, Matter.VOID, opinion, by=by, on=on, words=f"误录作废：{reason}")
    changes = {"voided_at": timezone.now(), "voided_by": by, "void_reason": reason}
    return write(hazard, Action.VOID, by=by, on=on, note=reason, changes=changes, opinion=opinion)


def _decide(
    hazard: Hazard, outcome: Outcome, *, by: User, on: date, verifier: str, remark: str
) -> None:
    claimed = hazard.rectifications.undecided().get()
    check_day(on, not_before=claimed.claimed_on, what="复查")
    if claimed.claimed_by_id == by.pk and not hazard.office.same_person_may_verify:
        raise ActionDenied("整改是您本人报告的，应由另一人复查；确需本人复查的，请在单位设置中打开")
    claimed.decided_on = on
    claimed.outcome = outcome
    claimed.decided_by = by
    claimed.verifier = verifier
    claimed.remark = remark
    claimed.save(update_fields=["decided_on", "outcome", "decided_by", "verifier", "remark"])


def derived_status(hazard: Hazard, rectifications: list[Rectification]) -> Status:
    """What the dated rows say; the status has to agree with it."""
    if hazard.voided_at is not None:
        return Status.VOIDED
    standing = [row for row in rectifications if row.outcome != Outcome.FAILED]
    if not standing:
        return Status.OPEN
    return Status.CLOSED if standing[-1].outcome == Outcome.PASSED else Status.RECTIFIED


def follow_columns(hazard: Hazard, *, by: User | None) -> None:
    """The status that an imported row's own columns give; its dated rows are written to match."""
    hazard.status = Status.OPEN
    if hazard.rectified_on is not None:
        hazard.status = Status.RECTIFIED if hazard.closed_on is None else Status.CLOSED
    if hazard.void_reason:
        hazard.status = Status.VOIDED
        hazard.voided_at, hazard.voided_by = hazard.voided_at or timezone.now(), by
