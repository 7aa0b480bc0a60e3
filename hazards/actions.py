"""Every write that moves a hazard. Views, imports, commands and tests come through here.

Each action takes `on`, the day of the fact (not before the previous fact, not after today in
Asia/Shanghai), checks it against the table in hazards/workflow.py under a lock, writes the dated
row and the event in one transaction, and raises ActionDenied with a Chinese sentence.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from hazards.models import (
    Deadline,
    Hazard,
    HazardEvent,
    Listing,
    Outcome,
    Rectification,
    Referral,
)
from hazards.models.classification import RectifyMode
from hazards.workflow import TRANSITIONS, Action, Status
from township_safety.organisation import trace
from township_safety.organisation.models import NumberSequence, Office, User
from township_safety.register.models import Agency

NUMBER_KIND = "hazard"


class ActionDenied(Exception):
    """The hazard's status, the person's role or the day does not allow this action."""


def check_day(on: date, *, not_before: date | None, what: str) -> None:
    """A fact lies neither in the future nor before the fact it follows."""
    if on > timezone.localdate():
        raise ActionDenied(f"{what}日期{on}在今天之后，请核对")
    if not_before is not None and on < not_before:
        raise ActionDenied(f"{what}日期{on}早于上一步的日期{not_before}，请核对")


def remember(
    hazard: Hazard,
    action: Action,
    *,
    by: User | None,
    on: date,
    note: str = "",
    changes: dict[str, Any] | None = None,
) -> HazardEvent:
    return HazardEvent.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        action=action,
        on=on,
        by=by,
        note=note,
        changes=changes or {},
        request_id=trace.current.get(trace.OUTSIDE).request_id,
    )


@transaction.atomic
def register(hazard: Hazard, *, by: User, due_on: date | None = None) -> Hazard:
    """Enter a new hazard in the ledger: number, event, first deadline.

    A hazard put right on the spot is claimed on the day it was found.
    """
    check_day(hazard.found_on, not_before=None, what="检查")
    hazard.recorded_by = by
    hazard.number = hazard.number or next_hazard_number(hazard.office)
    hazard.save(force_insert=True)
    remember(hazard, Action.REGISTER, by=by, on=hazard.found_on)
    if due_on is not None:
        set_deadline(hazard, due_on=due_on, on=hazard.found_on, by=by, reason="登记时确定")
    if hazard.rectify_mode == RectifyMode.ON_SPOT:
        hazard = claim(hazard, by=by, on=hazard.found_on, measures="当场整改")
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
    due_on: date,
    responsible_unit: str = "",
    responsible_person: str = "",
    note: str = "",
    version: int | None = None,
) -> Hazard:
    """交办: who puts it right, by when."""
    hazard = _locked(hazard, Action.ASSIGN, by=by, on=on, version=version)
    said = {"responsible_unit": responsible_unit, "responsible_person": responsible_person}
    changes = {name: value for name, value in said.items() if value}
    set_deadline(hazard, due_on=due_on, on=on, by=by, reason=note or "交办")
    return _write(
        hazard, Action.ASSIGN, by=by, on=on, note=note, changes={**changes, "due_on": due_on}
    )


@transaction.atomic
def extend(
    hazard: Hazard, *, by: User, on: date, due_on: date, reason: str, version: int | None = None
) -> Hazard:
    """延期整改: a new deadline from the day it was agreed; the past is not rewritten."""
    hazard = _locked(hazard, Action.EXTEND, by=by, on=on, version=version)
    if hazard.due_on is None:
        raise ActionDenied("还没有整改期限，请先交办")
    if due_on <= hazard.due_on:
        raise ActionDenied(f"延期后的期限应晚于现在的期限{hazard.due_on}")
    set_deadline(hazard, due_on=due_on, on=on, by=by, reason=reason)
    return _write(hazard, Action.EXTEND, by=by, on=on, note=reason, changes={"due_on": due_on})


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
    hazard = _locked(hazard, Action.CLAIM, by=by, on=on, version=version)
    Rectification.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        claimed_on=on,
        measures=measures,
        amount=amount,
        claimed_by=by,
    )
    return _write(hazard, Action.CLAIM, by=by, on=on, note=measures, changes={"rectified_on": on})


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
    hazard = _locked(hazard, Action.PASS, by=by, on=on, version=version)
    _decide(hazard, Outcome.PASSED, by=by, on=on, verifier=verifier, remark=remark)
    return _write(
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
    hazard = _locked(hazard, Action.FAIL, by=by, on=on, version=version)
    _decide(hazard, Outcome.FAILED, by=by, on=on, verifier=verifier, remark=remark)
    set_deadline(hazard, due_on=due_on, on=on, by=by, reason="复查不合格")
    return _write(
        hazard,
        Action.FAIL,
        by=by,
        on=on,
        note=remark,
        changes={"rectified_on": None, "due_on": due_on},
    )


@transaction.atomic
def void(hazard: Hazard, *, by: User, on: date, reason: str, version: int | None = None) -> Hazard:
    """误录作废: out of every total, never out of the history."""
    hazard = _locked(hazard, Action.VOID, by=by, on=on, version=version)
    changes = {"voided_at": timezone.now(), "voided_by": by, "void_reason": reason}
    return _write(hazard, Action.VOID, by=by, on=on, note=reason, changes=changes)


@transaction.atomic
def correct(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    reason: str,
    values: dict[str, Any],
    version: int | None = None,
) -> Hazard:
    """更正: a column was entered wrongly. Timeless: it holds for past days, too."""
    hazard = _locked(hazard, Action.CORRECT, by=by, on=on, version=version)
    changed = {name: value for name, value in values.items() if getattr(hazard, name) != value}
    if not changed:
        return hazard
    first_claim = hazard.rectifications.order_by("claimed_on").first()
    if "found_on" in changed and first_claim and changed["found_on"] > first_claim.claimed_on:
        raise ActionDenied(f"检查日期不能晚于整改完成日期{first_claim.claimed_on}")
    before = {name: getattr(hazard, name) for name in changed}
    return _write(hazard, Action.CORRECT, by=by, on=on, note=reason, changes=changed, before=before)


@transaction.atomic
def place_on_list(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    body: str,
    level: str,
    due_on: date | None = None,
    number: str = "",
    version: int | None = None,
) -> Hazard:
    """挂牌督办."""
    hazard = _locked(hazard, Action.LIST, by=by, on=on, version=version)
    Listing.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        body=body,
        level=level,
        number=number,
        listed_on=on,
        due_on=due_on,
    )
    return _write(hazard, Action.LIST, by=by, on=on, note=f"{body} {number}".strip())


@transaction.atomic
def lift_listing(listing: Listing, *, by: User, on: date, note: str = "") -> Hazard:
    """解除挂牌."""
    hazard = _locked(listing.hazard, Action.UNLIST, by=by, on=on)
    check_day(on, not_before=listing.listed_on, what="解除挂牌")
    Listing.objects.filter(pk=listing.pk, lifted_on__isnull=True).update(lifted_on=on)
    return _write(hazard, Action.UNLIST, by=by, on=on, note=note or listing.body)


@transaction.atomic
def refer(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    to_agency: Agency,
    reason: str,
    interim_measures: str = "",
    version: int | None = None,
) -> Hazard:
    """上报移送 to the body that has the power; the hazard stays among the remaining."""
    hazard = _locked(hazard, Action.REFER, by=by, on=on, version=version)
    Referral.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        to_agency=to_agency,
        referred_on=on,
        reason=reason,
        interim_measures=interim_measures,
    )
    return _write(hazard, Action.REFER, by=by, on=on, note=str(to_agency))


@transaction.atomic
def record_reply(referral: Referral, *, by: User, on: date, reply: str) -> Hazard:
    """登记回复 of the body a hazard was referred to."""
    hazard = _locked(referral.hazard, Action.REPLY, by=by, on=on)
    check_day(on, not_before=referral.referred_on, what="回复")
    Referral.objects.filter(pk=referral.pk).update(replied_on=on, reply=reply)
    return _write(hazard, Action.REPLY, by=by, on=on, note=reply)


def set_deadline(
    hazard: Hazard, *, due_on: date, on: date, by: User | None, reason: str
) -> Deadline:
    """A new dated deadline; the one before ends on the day this one was agreed."""
    if due_on < hazard.found_on:
        raise ActionDenied(f"整改期限{due_on}早于检查日期{hazard.found_on}，请核对")
    current = hazard.deadlines.filter(superseded_on__isnull=True).first()
    if current is not None:
        check_day(on, not_before=current.agreed_on, what="确定期限的")
        current.superseded_on = on
        current.save(update_fields=["superseded_on"])
    deadline = Deadline.objects.create(
        office_id=hazard.office_id, hazard=hazard, due_on=due_on, agreed_on=on, by=by, reason=reason
    )
    Hazard.objects.filter(pk=hazard.pk).update(due_on=due_on)
    hazard.due_on = due_on
    return deadline


def _decide(
    hazard: Hazard, outcome: Outcome, *, by: User, on: date, verifier: str, remark: str
) -> None:
    claimed = hazard.rectifications.filter(outcome="").get()
    check_day(on, not_before=claimed.claimed_on, what="复查")
    if claimed.claimed_by_id == by.pk and not hazard.office.same_person_may_verify:
        raise ActionDenied("整改是您本人报告的，应由另一人复查；确需本人复查的，请在单位设置中打开")
    claimed.decided_on = on
    claimed.outcome = outcome
    claimed.decided_by = by
    claimed.verifier = verifier
    claimed.remark = remark
    claimed.save(update_fields=["decided_on", "outcome", "decided_by", "verifier", "remark"])


def _locked(
    hazard: Hazard, action: Action, *, by: User, on: date, version: int | None = None
) -> Hazard:
    """The row, locked and checked: status, role, version, day."""
    hazard = Hazard.objects.select_for_update().get(pk=hazard.pk)
    step = TRANSITIONS[action]
    if hazard.status not in step.sources:
        raise ActionDenied(f"这条隐患现在是“{hazard.get_status_display()}”，不能{action.label}")
    if not by.roles_in(hazard.office_id) & step.roles:
        raise ActionDenied(f"您的角色不能{action.label}，请联系安办工作人员")
    if version is not None and version != hazard.version:
        latest = hazard.events.select_related("by").latest("pk")
        raise ActionDenied(f"{latest.by}刚修改过这条隐患，请核对后再办理")
    check_day(on, not_before=hazard.found_on, what=action.label)
    return hazard


def _write(
    hazard: Hazard,
    action: Action,
    *,
    by: User,
    on: date,
    note: str,
    changes: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
) -> Hazard:
    """Change the row to what its dated rows now say, and remember."""
    changes = dict(changes or {})
    target = TRANSITIONS[action].target
    if target is not None:
        changes["status"] = target
    old = before or {name: getattr(hazard, name) for name in changes}
    for name, value in changes.items():
        setattr(hazard, name, value)
    hazard.version += 1
    hazard.save(update_fields=[*changes, "version"])
    facts = {name: [_fact(old.get(name)), _fact(value)] for name, value in changes.items()}
    remember(hazard, action, by=by, on=on, note=note[:500], changes=facts)
    return hazard


def _fact(value: Any) -> Any:
    """A value as the event keeps it."""
    return value if value is None or isinstance(value, bool | int) else str(value)


def derived_status(hazard: Hazard, rectifications: list[Rectification]) -> Status:
    """What the dated rows say; used by imports and compared by check_ledger."""
    if hazard.voided_at is not None:
        return Status.VOIDED
    standing = [row for row in rectifications if row.outcome != Outcome.FAILED]
    if not standing:
        return Status.OPEN
    return Status.CLOSED if standing[-1].outcome == Outcome.PASSED else Status.RECTIFIED
