"""What becomes of every column of somebody's ledger: proposed by us, settled by the person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from township_safety.spreadsheets import column_letter
from township_safety.values import clean_text
from township_safety.workbook.foreign.finding import Found
from township_safety.workbook.foreign.headings import unit_of
from township_safety.workbook.matching import plain_header
from township_safety.workbook.results import RowProblem
from township_safety.workbook.sheets import Sheet

SAMPLES = 4


class Use(StrEnum):
    TARGET = "target"  # becomes a column of ours
    NOTE = "note"  # 并入备注
    SKIP = "skip"  # 不导入
    OPEN = "open"  # 待确定: nothing goes in until somebody decides


class Certainty(StrEnum):
    OWN = "own"  # the heading is our own
    SURE = "sure"  # the heading is one we know
    LIKELY = "likely"  # by part of the heading, or by what the cells hold
    SETTLED = "settled"  # a person said so
    NONE = "none"


@dataclass(frozen=True)
class Choice:
    """``why`` is said to the person; ``others`` are further columns it could be."""

    use: Use
    target: str = ""
    certainty: Certainty = Certainty.NONE
    why: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceColumn:
    """One column of the file; ``position`` counts from 0."""

    position: int
    header: str
    samples: tuple[str, ...]
    filled: int
    is_hidden: bool = False
    unit: str = "元"


@dataclass
class Settlement:
    """All decisions on one ledger; can be kept as JSON and taken up again for the next month's.

    ``constants`` are cells that every row gets where it has none of its own (a ledger of one
    village has no column for it). ``names`` says, by our column, which of our names a word of
    the ledger means; an empty one leaves the cell empty and keeps the word in the remarks.
    ``entered`` are names that go into the register as new rows first. ``left_out`` are numbers
    of rows that shall not go in.
    """

    choices: dict[int, Choice] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    entered: dict[str, list[str]] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)

    def targets(self) -> dict[str, int]:
        """Position by column of ours."""
        return {c.target: p for p, c in self.choices.items() if c.use is Use.TARGET}

    def settle(self, position: int, use: Use, target: str = "") -> None:
        self.choices[position] = Choice(use, target, Certainty.SETTLED)

    def as_data(self, columns: Iterable[SourceColumn]) -> dict[str, Any]:
        """For JSON, by heading: in the next file the columns may stand elsewhere.

        Row numbers stay behind: they belong to this one file.
        """
        return {
            "columns": {
                _heading_key(column): [self.choices[column.position].use.value,
                                       self.choices[column.position].target]
                for column in columns
                if self.choices[column.position].use is not Use.OPEN
            },
            "constants": dict(self.constants),
            "names": {name: dict(words) for name, words in self.names.items()},
        }  # fmt: skip

    def remember(
        self, data: Mapping[str, Any], columns: Iterable[SourceColumn], sheet: Sheet
    ) -> None:
        """Take up what was settled for an earlier ledger with these headings."""
        for column in columns:
            use, target = data.get("columns", {}).get(_heading_key(column), ("", ""))
            if use in set(Use) and (not target or target in sheet.by_name):
                self.choices[column.position] = Choice(
                    Use(use), target, Certainty.SETTLED, "与上次导入时相同"
                )
        self.constants |= {n: v for n, v in data.get("constants", {}).items() if n in sheet.by_name}
        for name, words in data.get("names", {}).items():
            if name in sheet.by_name:
                self.names[name] = {**words, **self.names.get(name, {})}


def source_columns(found: Found) -> list[SourceColumn]:
    """The columns that hold anything or have a heading."""
    columns = []
    for position, header in enumerate(found.headers):
        cells = [clean_text(row[position]) for _, row in found.rows if position < len(row)]
        filled = [text for text in cells if text]
        if header or filled:
            columns.append(
                SourceColumn(
                    position,
                    header,
                    tuple(dict.fromkeys(filled))[:SAMPLES],
                    len(filled),
                    position in found.hidden_columns,
                    unit_of(header, otherwise=found.unit),
                )
            )
    return columns


def fingerprint(columns: Iterable[SourceColumn]) -> str:
    """The same for ledgers with the same headings in any order."""
    headers = sorted(_heading_key(column) for column in columns)
    return hashlib.sha256("\n".join(headers).encode()).hexdigest()


def problems(
    found: Found, columns: Iterable[SourceColumn], settlement: Settlement, sheet: Sheet
) -> list[RowProblem]:
    """What must be settled before any row can go in."""
    reasons: list[tuple[str, str]] = []
    taken: dict[str, str] = {}
    for column in columns:
        choice = settlement.choices.get(column.position, Choice(Use.OPEN))
        name = named(column)
        if choice.use is Use.OPEN:
            reasons.append((name, "不知道这一列是什么，请选择对应的列，或选“并入备注”“不导入”。"))
        elif choice.use is Use.TARGET and choice.target not in sheet.by_name:
            reasons.append((name, "选择的列不存在，请重新选择。"))
        elif choice.use is Use.TARGET:
            first = taken.setdefault(choice.target, name)
            if first != name:
                ours = sheet.by_name[choice.target].header
                reasons.append((name, f"与“{first}”都对应“{ours}”，请只留一列，另一列改作别用。"))
    for bound in sheet.bound:
        if bound.required and bound.name not in taken and not settlement.constants.get(bound.name):
            reason = "台账中没有这一必填内容，请指定是哪一列，或给所有行填同一个值。"
            reasons.append((bound.header, reason))
    return [RowProblem(found.title, found.header_row, name, "", why) for name, why in reasons]


def named(column: SourceColumn) -> str:
    """How a column without a heading is spoken of."""
    return column.header or f"第{column_letter(column.position + 1)}列"


def demoted(choice: Choice, why: str) -> Choice:
    return replace(choice, use=Use.OPEN, target="", certainty=Certainty.NONE, why=why,
                   others=(choice.target, *choice.others))  # fmt: skip


def _heading_key(column: SourceColumn) -> str:
    return plain_header(column.header) or f"#{column.position}"
