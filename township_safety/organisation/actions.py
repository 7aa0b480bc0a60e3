"""What changes accounts, the office and plain register rows: each act and its line in the log."""

from __future__ import annotations

from django.db import transaction

from township_safety.organisation import audit
from township_safety.organisation.models import User


def note_sign_in(user: User) -> None:
    audit.record("登录", by=user, office=user.office, target=user)


def note_failed_sign_in(username: str) -> None:
    """The name as typed is kept short: people type passwords into the wrong box."""
    audit.record("登录失败", by=None, summary=username[:20])


@transaction.atomic
def note_own_password(user: User) -> None:
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    audit.record("修改密码", by=user, office=user.office, target=user)
