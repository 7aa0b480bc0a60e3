"""Offices, people, villages."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.numbers import fresh
from township_safety.organisation.models import Level, Membership, Office, Role, User, Village

PASSWORD = "correct-horse-7"


def make_office(
    *, name: str = "", level: Level = Level.XIANG, parent: Office | None = None, **fields: Any
) -> Office:
    return Office.objects.create(
        name=name or f"测试乡{fresh()}", level=level, parent=parent, **fields
    )


def make_user(
    role: Role | None = Role.CLERK,
    office: Office | None = None,
    *,
    username: str = "",
    villages: list[Village] | None = None,
    **fields: Any,
) -> User:
    """Someone with one membership, or with none when `role` is None."""
    number = fresh()
    fields.setdefault("full_name", f"某甲{number}")
    user = User.objects.create_user(
        username=username or f"user{number}", password=PASSWORD, **fields
    )
    if role is not None:
        make_membership(user=user, role=role, office=office, villages=villages)
    return user


def make_membership(
    *,
    user: User,
    role: Role = Role.CLERK,
    office: Office | None = None,
    villages: list[Village] | None = None,
) -> Membership:
    membership = Membership.objects.create(user=user, role=role, office=office or make_office())
    membership.villages.set(villages or [])
    return membership


def make_village(
    *,
    office: Office | None = None,
    name: str = "",
    active_from: date | None = None,
    active_to: date | None = None,
    **fields: Any,
) -> Village:
    return Village.objects.create(
        office=office or make_office(),
        name=name or f"测试村{fresh()}",
        active_from=active_from,
        active_to=active_to,
        **fields,
    )
