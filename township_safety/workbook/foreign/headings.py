"""Which of our columns a heading of somebody's ledger means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from township_safety.workbook.foreign.dialects import SERIALS, dialect_of
from township_safety.workbook.matching import plain_header
from township_safety.workbook.sheets import UID, Sheet

TAIL = re.compile(r"[(\[][^()\[\]]*[)\]]$")
_UNIT = re.compile(r"万元")
# What a lower heading adds to the one above it without changing its sense.
_BARE_PARTS = frozenset({"姓名", "名称", "内容", "情况", "具体情况", "描述"})
JOIN = "/"


@dataclass(frozen=True)
class Meaning:
    """`column` is our column's name, or "" for a heading known to have none."""

    column: str
    is_sure: bool
    is_own: bool = False  # the very heading our own column has
    is_serial: bool = False
    is_extra: bool = False


class Headings:
    """The dictionary of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        dialect = dialect_of(sheet)
        names: dict[str, str] = {}
        for column in sheet.bound:
            names[plain_header(column.header)] = column.name
        for column in sheet.bound:
            for text in (*column.synonyms, *dialect.headings.get(column.name, ())):
                names.setdefault(plain_header(text), column.name)
        for text, name in list(names.items()):
            names.setdefault(TAIL.sub("", text), name)
        names.pop("", None)
        self._names = names
        self._own = {plain_header(column.header) for column in sheet.bound}
        self._patterns = [(re.compile(pattern), name) for pattern, name in dialect.patterns]
        self._extras = {plain_header(text) for text in dialect.extras}

    def meaning(self, heading: str) -> Meaning | None:
        """None for a heading that says nothing to us."""
        for text in _readings(heading):
            if text in SERIALS:
                return Meaning("", is_sure=True, is_serial=True)
            if text in self._names:
                return Meaning(self._names[text], is_sure=True, is_own=text in self._own)
        for text in _readings(heading):
            if text in self._extras:
                return Meaning("", is_sure=True, is_extra=True)
            for pattern, name in self._patterns:
                if pattern.fullmatch(text):
                    return Meaning(name, is_sure=False)
        nearly = (self._nearly(text) for text in _readings(heading))
        return next((meaning for meaning in nearly if meaning is not None), None)

    def _nearly(self, text: str) -> Meaning | None:
        """A heading that lacks, or adds, a sign or two: 从业人员 for 从业人员数."""
        found = {
            name
            for known, name in self._names.items()
            if min(len(text), len(known)) >= 3
            and (text in known or known in text)
            and abs(len(text) - len(known)) <= 2
        }
        return Meaning(found.pop(), is_sure=False) if len(found) == 1 else None

    def knows(self, heading: str) -> bool:
        return self.meaning(heading) is not None


@cache
def headings_of(sheet: Sheet) -> Headings:
    return Headings(sheet)


def unit_of(heading: str, *, otherwise: str = "元") -> str:
    return "万元" if _UNIT.search(plain_header(heading)) else otherwise


def targets_of(sheet: Sheet) -> list[tuple[str, str]]:
    """Name and heading of the columns somebody's column may become."""
    return [(column.name, column.header) for column in sheet.bound if column.name != UID]


def _readings(heading: str) -> Iterable[str]:
    """整改情况/完成时间 whole, as one word, and its lower part; each with and without brackets."""
    plain = plain_header(heading)
    found = [plain, TAIL.sub("", plain)]
    if JOIN in plain:
        top, _, low = plain.partition(JOIN)
        parts = [top + low, low, TAIL.sub("", low)]
        if low in _BARE_PARTS:
            parts = [top + low, top]
        found += parts
    return dict.fromkeys(text for text in found if text)
