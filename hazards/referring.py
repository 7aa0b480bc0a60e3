"""上报移送: a hazard passed to the body that has the power, and what that body answered."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hazards.models import Hazard, Referral, ReferralUrge
from hazards.steps import ActionDenied, check_day, locked, write
from hazards.workflow import Action
from township_safety.organisation.models import Office, User
from township_safety.register.models import Agency
from township_safety.register.working_days import calendar_for


def reply_due(office: Office, *, referred_on: date) -> date:
    """Within 10 working days (抄告单 asks for it), or as many as the office has set."""
    calendar = calendar_for(office, first=referred_on)
    return calendar.add_working_days(referred_on, office.reply_within)


@transaction.atomic
def refer(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    to_agency: Agency,
    reason: str,
    kind: str = Referral.Kind.REPORT,
    number: str = "",
    reply_due_on: date | None = None,
    interim_measures: str = "",
    version: int | None = None,
) -> Hazard:
    """上报移送 to the body that has the power; the hazard stays among the remaining."""
    hazard = locked(hazard, Action.REFER, by=by, on=on, version=version)
    if hazard.is_open and not interim_measures:
        raise ActionDenied("隐患还没有整改，请写明处置前的管控措施")
    reply_due_on = reply_due_on or reply_due(hazard.office, referred_on=on)
    if reply_due_on < on:
        raise ActionDenied(f"回复期限{reply_due_on}早于上报日期{on}，请核对")
    referral = Referral.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        kind=kind,
        to_agency=to_agency,
        number=number,
        referred_on=on,
        reply_due_on=reply_due_on,
        reason=reason,
        interim_measures=interim_measures,
    )
    note = f"{referral.get_kind_display()}{to_agency} {number}".strip()
    note = f"{note}：{referral.get_reason_display()}，{reply_due_on}前回复"
    return write(hazard, Action.REFER, by=by, on=on, note=note)


@transaction.atomic
def urge(
    referral: Referral,
    *,
    by: User,
    on: date,
    way: str,
    words: str = "",
    version: int | None = None,
) -> Hazard:
    """催办 of a body that has not answered."""
    hazard = locked(referral.hazard, Action.URGE, by=by, on=on, version=version)
    referral = _unanswered(referral, on=on, what="催办")
    row = ReferralUrge.objects.create(
        office_id=referral.office_id, referral=referral, on=on, way=way, words=words, by=by
    )
    note = f"{referral.to_agency}（{row.get_way_display()}）{words}"
    return write(hazard, Action.URGE, by=by, on=on, note=note)


@transaction.atomic
def record_reply(
    referral: Referral,
    *,
    by: User,
    on: date,
    reply: str,
    result: str = "",
    follow_up: str = "",
    version: int | None = None,
) -> Hazard:
    """登记回复 of the body a hazard was referred to; from that day its own deadline binds again."""
    hazard = locked(referral.hazard, Action.REPLY, by=by, on=on, version=version)
    referral = _unanswered(referral, on=on, what="回复")
    referral.replied_on, referral.reply = on, reply
    referral.result, referral.follow_up = result, follow_up
    referral.save(update_fields=["replied_on", "reply", "result", "follow_up"])
    said = "。".join(filter(None, [referral.get_result_display(), reply, follow_up]))
    return write(hazard, Action.REPLY, by=by, on=on, note=f"{referral.to_agency}：{said}")


def _unanswered(referral: Referral, *, on: date, what: str) -> Referral:
    referral = Referral.objects.select_related("to_agency").get(pk=referral.pk)
    if referral.replied_on is not None:
        raise ActionDenied(f"{referral.to_agency}已于{referral.replied_on}回复")
    check_day(on, not_before=referral.referred_on, what=what)
    return referral
