"""What changes accounts, the office and plain rows: each act together with its line in the log."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.db import models, transaction
from django.utils import timezone

from township_safety.organisation import audit
from township_safety.organisation.models import (
    CountedModel,
    Membership,
    NumberSequence,
    Office,
    Role,
    User,
    Village,
)
from township_safety.values import clean_text

M = TypeVar("M", bound=models.Model)
C = TypeVar("C", bound=CountedModel)

# Without 0 O 1 l I: a one-time secret is read from a slip of paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 12
# Telephone numbers stay in the row and its history; auditors have no use for them.
_UNLOGGED = frozenset({"phone", "seen"})


class Refused(Exception):
    """The act is not possible as things stand; the message says why, in Chinese."""


# Plain rows


@transaction.atomic
def add_row(row: M, *, form: forms.BaseModelForm[M], by: User) -> M:
    """Save the form's new row, tags included."""
    if isinstance(row, CountedModel):
        row.recorded_by = by
    _sign(row, by)
    form.save()
    audit.record("登记", by=by, office=_office_of(row), target=row, summary=_summary(row))
    return row


@transaction.atomic
def change_row(row: M, *, form: forms.BaseModelForm[M], by: User) -> M:
    """Save what the form changed; the log keeps the values before and after."""
    _sign(row, by)
    form.save()
    changes = {
        name: [_plain(form.initial.get(name)), _plain(form.cleaned_data[name])]
        for name in form.changed_data
        if name in form.cleaned_data and name not in _UNLOGGED
    }
    audit.record(
        "修改",
        by=by,
        office=_office_of(row),
        target=row,
        summary=_summary(row),
        changes=changes,
    )
    return row


@transaction.atomic
def void_row(row: C, *, by: User, reason: str) -> C:
    """误录作废: out of every figure, never out of the history."""
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if locked.is_voided:
        raise Refused("这条记录已经作废，不用再办。")
    words = clean_text(reason, max_length=200)
    if not words:
        raise Refused("请写明作废原因。")
    locked.voided_at = timezone.now()
    locked.voided_by = by
    locked.void_reason = words
    _sign(locked, by)
    locked.save(update_fields=["voided_at", "voided_by", "void_reason"])
    audit.record(
        "误录作废",
        by=by,
        office=_office_of(locked),
        target=locked,
        summary=_summary(locked),
        changes={"void_reason": ["", words]},
    )
    return locked


def _sign(row: models.Model, by: User) -> None:
    """The version names who acted, also when there is no request (commands, tests)."""
    row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history


def _office_of(row: models.Model) -> int | None:
    return getattr(row, "office_id", None)


def _summary(row: models.Model) -> str:
    return f"{row._meta.verbose_name}：{row}"


def _plain(value: Any) -> Any:
    """As JSON: dates and amounts as text, rows by key."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.QuerySet | list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | None) else str(value)


# Signing in


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


# Accounts


@transaction.atomic
def create_account(
    user: User, *, office: Office, roles: Collection[str], villages: Collection[Village], by: User
) -> str:
    """Save the new account and return its one-time secret, which is kept nowhere."""
    secret = _give_secret(user)
    user.save()
    _set_roles(user, office=office, roles=roles, villages=villages)
    audit.record(
        "新增账号", by=by, office=office, target=user, changes={"roles": ["", sorted(roles)]}
    )
    return secret


@transaction.atomic
def change_account(
    user: User, *, office: Office, roles: Collection[str], villages: Collection[Village], by: User
) -> None:
    before = sorted(m.role for m in user.memberships.filter(office=office))
    if Role.ADMIN in before and Role.ADMIN not in roles:
        _keep_an_admin(user, office=office)
    user.save(update_fields=["full_name", "phone"])
    _set_roles(user, office=office, roles=roles, villages=villages)
    audit.record(
        "修改账号", by=by, office=office, target=user, changes={"roles": [before, sorted(roles)]}
    )


@transaction.atomic
def reset_password(user: User, *, office: Office, by: User) -> str:
    """A new one-time secret; every session of the account ends with the old password."""
    secret = _give_secret(user)
    user.save(update_fields=["password", "must_change_password"])
    audit.record("重设密码", by=by, office=office, target=user)
    return secret


@transaction.atomic
def disable_account(user: User, *, office: Office, by: User) -> None:
    """The account stays for the sake of its old entries; it cannot sign in any more."""
    if user == by:
        raise Refused("不能停用自己的账号。")
    _keep_an_admin(user, office=office)
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record("停用账号", by=by, office=office, target=user)


@transaction.atomic
def disable_account_from(user: User, *, on: date, office: Office, by: User) -> None:
    """The account ends with the day before; sign-in and sessions ask for the day themselves."""
    if user == by:
        raise Refused("不能停用自己的账号。")
    if user.memberships.exclude(office=office).exists():
        raise Refused(f"{user}还在别的单位任职，账号请由上级单位的系统管理员停用。")
    _keep_an_admin(user, office=office)
    user.disabled_on = on
    user.save(update_fields=["disabled_on"])
    changes = {"disabled_on": ["", on.isoformat()]}
    audit.record("停用账号", by=by, office=office, target=user, changes=changes)


@transaction.atomic
def take_over_roles(leaver: User, successor: User, *, office: Office, by: User) -> None:
    """The successor gets the roles and villages of the leaver beside the own ones."""
    before = sorted(m.role for m in successor.memberships.filter(office=office))
    for held in leaver.memberships.filter(office=office):
        membership, _ = Membership.objects.get_or_create(
            user=successor, office=office, role=held.role
        )
        membership.villages.add(*held.villages.all())
    after = sorted(m.role for m in successor.memberships.filter(office=office))
    audit.record(
        "修改账号", by=by, office=office, target=successor, changes={"roles": [before, after]}
    )


@transaction.atomic
def enable_account(user: User, *, office: Office, by: User) -> None:
    user.is_active = True
    user.disabled_on = None
    user.save(update_fields=["is_active", "disabled_on"])
    audit.record("启用账号", by=by, office=office, target=user)


def _give_secret(user: User) -> str:
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    user.set_password(secret)
    user.must_change_password = True
    return secret


def _set_roles(
    user: User, *, office: Office, roles: Collection[str], villages: Collection[Village]
) -> None:
    held = {m.role: m for m in user.memberships.filter(office=office)}
    for role, membership in held.items():
        if role not in roles:
            membership.delete()
    for role in roles:
        membership = held.get(role) or Membership.objects.create(
            user=user, office=office, role=role
        )
        membership.villages.set(villages if role == Role.VILLAGE else [])


def _keep_an_admin(user: User, *, office: Office) -> None:
    """An office without an administrator could never let anybody in again."""
    others = Membership.objects.select_for_update().filter(
        office=office,
        role=Role.ADMIN,
        user__is_active=True,
        user__disabled_on__isnull=True,
    )
    held = [membership.user_id for membership in others]
    if held == [user.pk]:
        raise Refused("这是本单位唯一的系统管理员，请先指定另一位系统管理员。")


# The office


@transaction.atomic
def change_office(office: Office, *, changes: Mapping[str, Any], by: User) -> None:
    """`changes` is {field: [before, after]}; the office carries the new values already."""
    office.save()
    audit.record(
        "修改单位设置",
        by=by,
        office=office,
        target=office,
        changes={name: [_plain(old), _plain(new)] for name, (old, new) in changes.items()},
    )


@transaction.atomic
def start_numbers_after(office: Office, *, kind: str, year: int, last: int, by: User) -> None:
    """启用前已用到的号: the next number given is the one after it. It only moves on."""
    given = NumberSequence.objects.for_office(office.pk).filter(kind=kind, year=year)
    before = given.values_list("last", flat=True).first() or 0
    if last < before:
        raise Refused(f"已经用到第{before}号，起始号不能再往回调。")
    NumberSequence.objects.move_past(last, office_id=office.pk, kind=kind, year=year)
    audit.record(
        "设置起始号",
        by=by,
        office=office,
        summary=f"{kind} {year}年",
        changes={"last": [before, last]},
    )
