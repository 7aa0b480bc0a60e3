"""The demonstration's own database: made anew each day, new password at each start.

A file beside the database says that it holds a demonstration and of which day. Without that
file nothing here ever clears or changes a database.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from township_safety.organisation.founding_actions import one_time_secret
from township_safety.organisation.models import Office, User

_UNFINISHED = "unfinished"


class Output(Protocol):
    def write(self, msg: str, /) -> object: ...


def clear_when_outdated(*, today: date, stdout: Output) -> None:
    """Empty the database of an earlier day's demonstration, or of one that was cut short."""
    made_on = _made_on()
    if made_on in {"", today.isoformat()}:
        return
    stdout.write("演示数据不是今天的，重新生成……")
    if connection.vendor == "sqlite":
        connection.close()
        database = Path(str(connection.settings_dict["NAME"]))
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    else:
        call_command("flush", verbosity=0, interactive=False)
    _marker().unlink()


def prepare(*, today: date, stdout: Output) -> None:
    """Load the demonstration township if it is not there, then print how to sign in."""
    if not _made_on() or not Office.objects.exists():
        if Office.objects.exists():
            raise CommandError("这里已有真实单位的数据，不能装入演示数据；请另用一个 DATA_DIR")
        _marker().write_text(_UNFINISHED, encoding="utf-8")
        # Loaded by name: the generator is large and only a demonstration needs it.
        import_module("township_safety.desk.demo").load(today=today, stdout=stdout)
        _marker().write_text(today.isoformat(), encoding="utf-8")
    _print_accounts(stdout)


def _print_accounts(stdout: Output) -> None:
    password = one_time_secret()
    # One slow hash for all of them: everybody at the demonstration has the same password.
    User.objects.update(password=make_password(password), must_change_password=False)
    stdout.write("演示账号（密码每次启动都换）：")
    for user in User.objects.with_access():
        if user.is_disabled:
            continue
        stdout.write(f"  {user.username}　{user.full_name}　{user.role_label}")
    stdout.write(f"密码都是：{password}")


def _marker() -> Path:
    return Path(settings.DATA_DIR) / "demonstration"


def _made_on() -> str:
    """The day as text, "unfinished", or "" where no demonstration is."""
    return _marker().read_text(encoding="utf-8").strip() if _marker().is_file() else ""
