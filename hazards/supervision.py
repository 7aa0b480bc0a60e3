"""挂牌督办: a hazard placed on the list of a body above or beside, watched, taken off it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from hazards.models import (
    Hazard,
    Listing,
    ListingAcceptance,
    ListingExtension,
    ListingProgress,
)
from hazards.opinions import agreed
from hazards.steps import ActionDenied, check_day, locked, write
from hazards.workflow import Action
from township_safety.organisation.models import LeaderOpinion, Matter, User
from township_safety.register.working_days import calendar_for

# The notice of a listing (挂牌督办通知书) asks that an extension be applied for so early.
APPLY_BEFORE_WORKING_DAYS = 15
# No 15 working days are longer.
_REACH = timedelta(days=60)


def apply_until(office_id: int, due_on: date) -> date:
    """The last day on which an extension can be applied for as the notice asks."""
    calendar = calendar_for(office_id, first=due_on - _REACH, last=due_on)
    return calendar.add_working_days(due_on, -APPLY_BEFORE_WORKING_DAYS)


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
    leader: str = "",
    opinion: LeaderOpinion | None = None,
    version: int | None = None,
) -> Hazard:
    """挂牌督办."""
    hazard = locked(hazard, Action.LIST, by=by, on=on, version=version)
    if due_on is not None and due_on < on:
        raise ActionDenied(f"督办期限{due_on}早于挂牌日期{on}，请核对")
    opinion = agreed(hazard, Matter.LIST, opinion, by=by, on=on, words="同意挂牌督办")
    Listing.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        body=body,
        level=level,
        number=number,
        leader=leader,
        listed_on=on,
        due_on=due_on,
    )
    note = f"{body} {number}".strip()
    return write(hazard, Action.LIST, by=by, on=on, note=note, opinion=opinion)


@transaction.atomic
def report_progress(
    listing: Listing, *, by: User, on: date, text: str, version: int | None = None
) -> Hazard:
    """报送督办进展 to the body that listed it."""
    hazard = locked(listing.hazard, Action.PROGRESS, by=by, on=on, version=version)
    listing = _standing(listing, on=on, what="报送进展")
    ListingProgress.objects.create(
        office_id=listing.office_id, listing=listing, on=on, text=text, by=by
    )
    return write(hazard, Action.PROGRESS, by=by, on=on, note=f"{listing.body}：{text}")


@transaction.atomic
def extend_listing(
    listing: Listing,
    *,
    by: User,
    on: date,
    applied_on: date,
    due_on: date,
    reason: str,
    approver: str = "",
    is_late_agreed: bool = False,
    version: int | None = None,
) -> Hazard:
    """督办延期, agreed by the body on that day; the past is not rewritten.

    One applied for too late is the body's to refuse, so it is taken down when the person confirms
    that the body agreed nevertheless.
    """
    hazard = locked(listing.hazard, Action.LIST_EXTEND, by=by, on=on, version=version)
    listing = _standing(listing, on=on, what="同意延期")
    check_day(applied_on, not_before=listing.listed_on, what="申请延期")
    check_day(on, not_before=applied_on, what="同意延期")
    present = _deadline(listing)
    if due_on <= present:
        raise ActionDenied(f"延期后的督办期限应晚于现在的期限{present}")
    if due_on < on:
        raise ActionDenied(f"延期后的督办期限{due_on}早于同意延期的日期{on}，请核对")
    last_day = apply_until(listing.office_id, present)
    if applied_on > last_day and not is_late_agreed:
        raise ActionDenied(
            f"挂牌督办通知书要求在期限届满{APPLY_BEFORE_WORKING_DAYS}个工作日前申请延期，"
            f"最迟{last_day}；督办单位仍然同意的，请勾选“督办单位同意逾期申请”"
        )
    ListingExtension.objects.create(
        office_id=listing.office_id,
        listing=listing,
        applied_on=applied_on,
        agreed_on=on,
        due_on=due_on,
        reason=reason,
        approver=approver,
        by=by,
    )
    note = f"{listing.body}：{applied_on}申请，督办期限{present}延至{due_on}。{reason}"
    return write(hazard, Action.LIST_EXTEND, by=by, on=on, note=note)


def _deadline(listing: Listing) -> date:
    """The last one agreed, whatever day is being written about."""
    latest = listing.extensions.last()
    present: date | None = latest.due_on if latest is not None else listing.due_on
    if present is None:
        raise ActionDenied(f"{listing.body}的挂牌没有督办期限，不用延期")
    return present


@transaction.atomic
def accept(
    listing: Listing,
    *,
    by: User,
    on: date,
    people: str,
    outcome: str,
    remark: str = "",
    version: int | None = None,
) -> Hazard:
    """督办验收, after the hazard was reported put right."""
    hazard = locked(listing.hazard, Action.ACCEPT, by=by, on=on, version=version)
    listing = _standing(listing, on=on, what="验收")
    check_day(on, not_before=hazard.rectified_on, what="验收")
    row = ListingAcceptance.objects.create(
        office_id=listing.office_id,
        listing=listing,
        on=on,
        people=people,
        outcome=outcome,
        opinion=remark,
        by=by,
    )
    note = f"{listing.body}：验收{row.get_outcome_display()}（{people}）{remark}"
    return write(hazard, Action.ACCEPT, by=by, on=on, note=note)


@transaction.atomic
def lift_listing(
    listing: Listing,
    *,
    by: User,
    on: date,
    number: str = "",
    lifted_by: str = "",
    note: str = "",
    opinion: LeaderOpinion | None = None,
    version: int | None = None,
) -> Hazard:
    """解除挂牌, after a 验收 that found the hazard put right."""
    hazard = locked(listing.hazard, Action.UNLIST, by=by, on=on, version=version)
    listing = _standing(listing, on=on, what="解除挂牌")
    _demand_acceptance(listing, hazard, on=on)
    opinion = agreed(hazard, Matter.UNLIST, opinion, by=by, on=on, words="同意解除挂牌")
    listing.lifted_on, listing.lifted_number, listing.lifted_by = on, number, lifted_by
    listing.save(update_fields=["lifted_on", "lifted_number", "lifted_by"])
    said = " ".join(filter(None, [listing.body, number, lifted_by, note]))
    return write(hazard, Action.UNLIST, by=by, on=on, note=said, opinion=opinion)


def _demand_acceptance(listing: Listing, hazard: Hazard, *, on: date) -> None:
    accepted_on, rectified_on = listing.accepted_on, hazard.rectified_on
    # A 验收 of an earlier attempt that was sent back since proves nothing.
    if accepted_on is None or (rectified_on is not None and accepted_on < rectified_on):
        raise ActionDenied(f"{listing.body}的挂牌还没有验收合格，请先登记督办验收")
    check_day(on, not_before=accepted_on, what="解除挂牌")


def _standing(listing: Listing, *, on: date, what: str) -> Listing:
    listing = Listing.objects.get(pk=listing.pk)
    if listing.lifted_on is not None:
        raise ActionDenied(f"{listing.body}的挂牌已于{listing.lifted_on}解除")
    check_day(on, not_before=listing.listed_on, what=what)
    return listing
