"""What a leader said on paper, recorded by the clerk."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.organisation import make_user
from township_safety.organisation import opinions
from township_safety.organisation.models import (
    LeaderOpinion,
    Matter,
    Office,
    OpinionRule,
    Role,
    User,
)


def ask_no_leader(office: Office) -> Office:
    """The office's settings ask for no opinion, in whatever matter."""
    for matter in Matter:
        OpinionRule.objects.create(office=office, matter=matter)
    return office


def make_leader(office: Office, role: Role = Role.DEPUTY, **fields: Any) -> User:
    return make_user(role, office, **fields)


def make_opinion(
    matter: Matter = Matter.EXTEND,
    *,
    office: Office,
    by: User,
    decided_on: date,
    leader: User | None = None,
    **fields: Any,
) -> LeaderOpinion:
    said = {"way": LeaderOpinion.Way.PAPER, "words": "同意", **fields}
    opinion = LeaderOpinion(
        office=office,
        matter=matter,
        leader=leader or make_leader(office),
        decided_on=decided_on,
        **said,
    )
    return opinions.record_opinion(opinion, by=by)
