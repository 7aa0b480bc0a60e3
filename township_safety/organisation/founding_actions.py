"""Founding an office and handing out the first way in; each leaves a line in the log."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction

from township_safety.organisation import audit
from township_safety.organisation.models import Level, Membership, Office, User
from township_safety.organisation.roles import Role

# Without letters and digits that are taken for one another on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_secret() -> str:
    """Twelve characters in three groups: about 59 bits, and still typed without a slip."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def found_office(name: str, *, level: Level, started_on: date, by: User | None) -> Office:
    office = Office.objects.create(name=name, level=level, started_on=started_on)
    audit.record("建立单位", by=by, office=office, target=office)
    return office


@transaction.atomic
def appoint_administrator(
    office: Office, *, username: str, full_name: str, by: User | None
) -> tuple[User, str]:
    """The account and its one-time secret, which is told once and kept only as a hash."""
    secret = one_time_secret()
    user = User.objects.create_user(
        username=username, password=secret, full_name=full_name, must_change_password=True
    )
    Membership.objects.create(user=user, office=office, role=Role.ADMIN)
    audit.record("任命管理员", by=by, office=office, target=user)
    return user, secret


@transaction.atomic
def renew_secret(user: User, *, by: User | None) -> str:
    """A new one-time secret for someone who lost the password; ends the person's sessions."""
    secret = one_time_secret()
    user.set_password(secret)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    audit.record("重置密码", by=by, office=user.office, target=user)
    return secret
