"""One paper without hazards to many addressees: 安全告知书, 提示单, 建议."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hazards.models import Notice
from hazards.notice_actions import draft_notice, issue_notice
from hazards.steps import ActionDenied
from township_safety.organisation.models import LeaderOpinion, User, Village
from township_safety.register.models import Agency, Site

MOST = 300


@dataclass(frozen=True)
class Addressee:
    name: str
    site: Site | None = None
    village: Village | None = None
    agency: Agency | None = None


@transaction.atomic
def send_to_many(
    pattern: Notice,
    *,
    addressees: Sequence[Addressee],
    by: User,
    issued_on: date | None = None,
    opinion: LeaderOpinion | None = None,
) -> list[Notice]:
    """A notice for each, in the words of the pattern; issued at once when the day is given.

    All of them or none.
    """
    if pattern.kind.orders_rectification:
        raise ActionDenied(f"{pattern.kind}要写隐患，请从隐患列表开具")
    if not addressees:
        raise ActionDenied("没有选中任何受文单位")
    if len(addressees) > MOST:
        raise ActionDenied(f"选中了{len(addressees)}家，一次最多{MOST}家，请分几次开")
    made = []
    for addressee in addressees:
        notice = draft_notice(_for(addressee, pattern), hazards=(), by=by)
        if issued_on is not None:
            notice = issue_notice(notice, by=by, on=issued_on, opinion=opinion)
        made.append(notice)
    return made


def _for(addressee: Addressee, pattern: Notice) -> Notice:
    return Notice(
        office=pattern.office,
        kind=pattern.kind,
        content=pattern.content,
        inspector=pattern.inspector,
        second_inspector=pattern.second_inspector,
        note=pattern.note,
        addressee=addressee.name[:100],
        site=addressee.site,
        village=addressee.village,
        agency=addressee.agency,
    )
