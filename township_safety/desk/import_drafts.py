"""A ledger on its way in: the file, its cells and every decision, kept until it is imported.

One folder per upload under DATA_DIR/imports, of one person only; forgotten after some days.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time as clock
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

from django.conf import settings

from township_safety.organisation.models import Office, User
from township_safety.spreadsheets import Grid
from township_safety.workbook.foreign import Certainty, Choice, Settlement, Use, files

KEPT_SECONDS = 7 * 24 * 60 * 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_STATE, _GRIDS, _FILE, _OUTCOME = "state.json", "grids.json", "file", "outcome.json"


@dataclass
class Draft:
    """What one person has said of one ledger so far. ``settlement`` is as JSON holds it."""

    token: str
    user: int
    office: int
    name: str
    register: str
    is_history: bool = False
    until: str = ""
    year: int | None = None
    table: int = 0
    header_row: int | None = None
    settlement: dict[str, Any] = field(default_factory=dict)
    # Whether the person has settled columns at least once.
    is_settled: bool = False
    # Tables of the file, and which of them have been imported.
    tables: int = 1
    done: list[int] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return _folder() / self.token

    @property
    def file(self) -> Path:
        """The upload as it came; there is none for a pasted block."""
        return self.folder / _FILE

    @property
    def history_until(self) -> date | None:
        return date.fromisoformat(self.until) if self.is_history and self.until else None

    def grids(self) -> list[Grid]:
        return files.from_data(_read(self.folder / _GRIDS))

    def save(self) -> None:
        """What was decided before is as if it had not been checked."""
        _write(self.folder / _STATE, asdict(self))
        (self.folder / _OUTCOME).unlink(missing_ok=True)

    def keep_outcome(self, outcome: Any) -> None:
        _write(self.folder / _OUTCOME, outcome)

    def outcome(self) -> Any:
        """What the last check said; None when something was decided since."""
        try:
            return _read(self.folder / _OUTCOME)
        except FileNotFoundError:
            return None

    def go_on(self) -> int:
        """After an import: to the next table of the file. How many are left."""
        self.done.append(self.table)
        left = [place for place in range(self.tables) if place not in self.done]
        if left:
            self.table, self.header_row = left[0], None
            self.settlement, self.is_settled = {}, False
            self.save()
        return len(left)

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @classmethod
    def keep(
        cls,
        grids: Sequence[Grid],
        *,
        name: str,
        register: str,
        is_history: bool,
        by: User,
        office: Office,
        file: Path | None,
    ) -> Self:
        clear_old()
        draft = cls(
            token=secrets.token_urlsafe(24),
            user=by.pk,
            office=office.pk,
            name=name[:200],
            register=register,
            is_history=is_history,
        )
        draft.folder.mkdir(mode=0o700)
        if file is not None:
            shutil.copyfile(file, draft.file)
        _write(draft.folder / _GRIDS, files.as_data(grids))
        draft.save()
        return draft


def find(token: str, *, by: User, office: Office) -> Draft | None:
    """The person's own draft, if it is still there."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        draft = Draft(**_read(_folder() / token / _STATE))
    except FileNotFoundError:
        return None
    return draft if (draft.user, draft.office) == (by.pk, office.pk) else None


def unfinished(*, by: User, office: Office) -> list[Draft]:
    """The newest first."""
    clear_old()
    paths = sorted(_folder().glob(f"*/{_STATE}"), key=_age)
    drafts = [find(path.parent.name, by=by, office=office) for path in paths]
    return [draft for draft in drafts if draft is not None]


def clear_old() -> None:
    for path in _folder().iterdir():
        state = path / _STATE
        if _age(state if state.exists() else path) > KEPT_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def as_settlement(data: dict[str, Any]) -> Settlement:
    return Settlement(
        choices={
            int(place): Choice(Use(use), target, Certainty(certainty), why, tuple(others))
            for place, (use, target, certainty, why, others) in data["choices"].items()
        },
        constants=dict(data["constants"]),
        names={name: dict(words) for name, words in data["names"].items()},
        entered={name: list(words) for name, words in data["entered"].items()},
        left_out=set(data["left_out"]),
    )


def settlement_data(settlement: Settlement) -> dict[str, Any]:
    return {
        "choices": {
            str(place): [c.use.value, c.target, c.certainty.value, c.why, list(c.others)]
            for place, c in settlement.choices.items()
        },
        "constants": settlement.constants,
        "names": settlement.names,
        "entered": settlement.entered,
        "left_out": sorted(settlement.left_out),
    }


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _age(path: Path) -> float:
    """Seconds; something that went away meanwhile is new."""
    try:
        return clock.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, content: Any) -> None:
    """Whole or not at all: another request may be reading."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)
