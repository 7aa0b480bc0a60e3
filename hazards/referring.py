"""上报移送: a hazard passed to the body that has the power, and what that body answered."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hazards.models import Hazard, Referral
from hazards.steps import ActionDenied, check_day, locked, write
from hazards.workflow import Action
from township_safety.organisation.models import User
from township_safety.register.models import Agency


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
    hazard = locked(hazard, Action.REFER, by=by, on=on, version=version)
    Referral.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        to_agency=to_agency,
        referred_on=on,
        reason=reason,
        interim_measures=interim_measures,
    )
    return write(hazard, Action.REFER, by=by, on=on, note=str(to_agency))


@transaction.atomic
def record_reply(
    referral: Referral, *, by: User, on: date, reply: str, version: int | None = None
) -> Hazard:
    """登记回复 of the body a hazard was referred to."""
    hazard = locked(referral.hazard, Action.REPLY, by=by, on=on, version=version)
    referral = Referral.objects.select_related("to_agency").get(pk=referral.pk)
    if referral.replied_on is not None:
        raise ActionDenied(f"{referral.to_agency}已于{referral.replied_on}回复")
    check_day(on, not_before=referral.referred_on, what="回复")
    referral.replied_on, referral.reply = on, reply
    referral.save(update_fields=["replied_on", "reply"])
    return write(hazard, Action.REPLY, by=by, on=on, note=f"{referral.to_agency}：{reply}")
