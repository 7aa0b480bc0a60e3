"""Uploaded workbooks between preview and confirmation: the read cells, kept for a day."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time as clock
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings

from township_safety.organisation.models import Office, User
from township_safety.spreadsheets import SheetRows

KEPT_SECONDS = 24 * 60 * 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True)
class Staged:
    """One uploaded file of one person, waiting for a decision."""

    token: str
    name: str
    tables: list[SheetRows]


def keep(tables: Sequence[SheetRows], *, name: str, by: User, office: Office) -> str:
    """Put the cells aside; the token that leads back to them cannot be guessed."""
    clear_old()
    token = secrets.token_urlsafe(24)
    content = {
        "user": by.pk,
        "office": office.pk,
        "name": name,
        "tables": [[t.title, t.date_1904, [[n, _coded(c)] for n, c in t.rows]] for t in tables],
    }
    path = _folder() / f"{token}.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(content), encoding="utf-8")
    return token


def find(token: str, *, by: User, office: Office) -> Staged | None:
    """The upload, if it is this person's and still there."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        content = json.loads((_folder() / f"{token}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if (content["user"], content["office"]) != (by.pk, office.pk):
        return None
    tables = [
        SheetRows(title, [(number, _decoded(cells)) for number, cells in rows], date_1904)
        for title, date_1904, rows in content["tables"]
    ]
    return Staged(token, content["name"], tables)


def names(*, by: User, office: Office) -> list[str]:
    """The uploads on which this person has not decided yet."""
    clear_old()
    found = []
    for path in sorted(_folder().glob("*.json"), key=lambda path: path.stat().st_mtime):
        content = json.loads(path.read_text(encoding="utf-8"))
        if (content["user"], content["office"]) == (by.pk, office.pk):
            found.append(str(content["name"]))
    return found


def drop(token: str) -> None:
    (_folder() / f"{token}.json").unlink(missing_ok=True)


def clear_old() -> None:
    """Forget what nobody decided on within a day."""
    oldest = clock.time() - KEPT_SECONDS
    for path in _folder().glob("*.json"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def digest(*parts: Any) -> str:
    """What was shown, in short: what is confirmed must be the same."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _coded(cells: list[Any]) -> list[Any]:
    """JSON knows no days: they are written as {"day": …}."""
    return [_CODERS[type(c)](c) if type(c) in _CODERS else _plain(c) for c in cells]


def _plain(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


_CODERS: dict[type, Any] = {
    datetime: lambda cell: {"moment": cell.isoformat()},
    date: lambda cell: {"day": cell.isoformat()},
    time: lambda cell: {"time": cell.isoformat()},
}
_DECODERS = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
}


def _decoded(cells: list[Any]) -> list[Any]:
    return [
        _DECODERS[next(iter(cell))](next(iter(cell.values()))) if isinstance(cell, dict) else cell
        for cell in cells
    ]
