"""Marks left over where a clause vanished: one of several stays, none opens a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeGuard

from township_safety.documents.model import Run, TextRun

# The stronger mark stays: a full stop before a semicolon, a comma before 、.
_STRENGTH = "。；：，、"
_MARKS = f"[{_STRENGTH}]"
_SEVERAL = re.compile(f"{_MARKS}{{2,}}")
_AFTER_OPENING = re.compile(f"([（“《]){_MARKS}+")
_BEFORE_CLOSING = re.compile(r"[；：，、]+([）”》])")
_EMPTY = re.compile("（）")


def tidied(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs of one sentence or paragraph with its marks in order; numbers stay as they are."""
    tidy = [replace(run, text=_inside(run.text)) if _is_text(run) else run for run in runs]
    if tidy and _is_text(tidy[0]):
        tidy[0] = replace(tidy[0], text=tidy[0].text.lstrip(_STRENGTH))
    if tidy and _is_text(tidy[-1]):
        tidy[-1] = replace(tidy[-1], text=re.sub("[，、；]$", "。", tidy[-1].text))
    return tuple(run for run in tidy if run.text)


def _is_text(run: Run) -> TypeGuard[TextRun]:
    return isinstance(run, TextRun)


def _inside(text: str) -> str:
    text = _EMPTY.sub("", text)
    text = _BEFORE_CLOSING.sub(r"\1", _AFTER_OPENING.sub(r"\1", text))
    return _SEVERAL.sub(lambda found: min(found[0], key=_STRENGTH.index), text)
