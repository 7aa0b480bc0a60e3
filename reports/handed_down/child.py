"""Runs in the child process: reading and filling workbooks that a stranger may have made."""

from __future__ import annotations

from typing import Any

from township_safety.jobs import Refused
from township_safety.spreadsheets import WorkbookProblem
from township_safety.spreadsheets.blanks import read_blank
from township_safety.spreadsheets.references import Stretch
from township_safety.spreadsheets.splicing import SheetValues, spliced
from township_safety.spreadsheets.stretching import stretched


def read(content: bytes) -> dict[str, Any]:
    try:
        return read_blank(content).to_json()
    except WorkbookProblem as problem:
        raise Refused(str(problem)) from problem


def fill(
    content: bytes, values: dict[str, SheetValues], stretches: tuple[Stretch, ...] = ()
) -> bytes:
    try:
        return spliced(stretched(content, stretches), values)
    except WorkbookProblem as problem:
        raise Refused(str(problem)) from problem
