"""工作交接 as one act: work moves, roles are taken over, the account ends, the list is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from hazards import handing_over
from township_safety.activities import handing_over as work_in_hand
from township_safety.desk.handover import Names, inventory, paper_of
from township_safety.documents.model import to_json
from township_safety.organisation import audit
from township_safety.organisation.actions import (
    Refused,
    disable_account_from,
    take_over_roles,
)
from township_safety.organisation.models import Handover, Office, User


@dataclass(frozen=True)
class Agreed:
    """What the leader decides on the form."""

    leaver: User
    successor: User
    supervisor: str
    on: date
    ends_account: bool = True
    takes_roles: bool = False
    takes_unassigned: bool = True


@transaction.atomic
def carry_out(agreed: Agreed, *, office: Office, by: User) -> Handover:
    """Refused or ActionDenied leaves everything as it was."""
    leaver = User.objects.select_for_update().get(pk=agreed.leaver.pk)
    _check(agreed, leaver=leaver, by=by)
    names = Names(leaver, agreed.successor, agreed.supervisor, agreed.on)
    sections = inventory(leaver, office=office, today=timezone.localdate())
    document = paper_of(sections, names, office=office)
    if agreed.takes_roles:
        take_over_roles(leaver, agreed.successor, office=office, by=by)
    moved = handing_over.hand_over(
        leaver,
        to=agreed.successor,
        office=office,
        by=by,
        with_unassigned=agreed.takes_unassigned,
    )
    also = work_in_hand.hand_over(leaver, to=agreed.successor, office=office, by=by)
    ends_account = agreed.ends_account and not leaver.is_disabled
    if ends_account:
        disable_account_from(leaver, on=agreed.on, office=office, by=by)
    handover = Handover.objects.create(
        office=office,
        leaver=leaver,
        successor=agreed.successor,
        on=agreed.on,
        supervisor=agreed.supervisor,
        moved=moved,
        is_account_ended=ends_account,
        counts=[[section.title, section.sum] for section in sections],
        document=to_json(document),
        by=by,
    )
    facts = {
        "moved": moved,
        "tasks": also.tasks,
        "informants": also.informants,
        "account_ends": agreed.on.isoformat() if ends_account else "",
    }
    audit.record("工作交接", by=by, office=office, target=handover, changes=facts)
    return handover


def _check(agreed: Agreed, *, leaver: User, by: User) -> None:
    if leaver == agreed.successor:
        raise Refused("移交人和接交人不能是同一个人。")
    if leaver == by:
        raise Refused("本人的工作交接请由另一位领导办理；清单可以先自己打印。")
    if agreed.on < timezone.localdate():
        raise Refused("交接日期不能早于今天。")
    if leaver.disabled_on is not None:
        raise Refused(f"{leaver}的工作交接已经办过，账号从{leaver.disabled_on}起停用。")
    if Handover.objects.between(leaver, agreed.successor, on=agreed.on).exists():
        raise Refused(f"{leaver}和{agreed.successor}这一天的交接已经办过，没有重复办理。")
