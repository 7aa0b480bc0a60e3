"""What a draft comes to: the table found, its columns settled, every row judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from township_safety.desk.import_drafts import Draft, as_settlement, settlement_data
from township_safety.desk.ledger_import import terms_for
from township_safety.desk.models import LedgerMapping
from township_safety.desk.staging import digest
from township_safety.organisation.models import Office, User
from township_safety.spreadsheets import Grid
from township_safety.values import clean_text
from township_safety.values.text import is_blank
from township_safety.workbook import RowProblem, Sheet, all_sheets, sheet_for
from township_safety.workbook.foreign import (
    Examination,
    Found,
    OpenName,
    RowOutcome,
    Settlement,
    SourceColumn,
    convert,
    examine,
    fingerprint,
    open_names,
    problems,
    propose,
    source_columns,
    table_below,
    tables_of,
)

SUMMARY = 80


def registers() -> list[Sheet]:
    """Those that take ledgers made elsewhere."""
    return [sheet for sheet in all_sheets() if sheet.editable or sheet.key == "hazards"]


@dataclass
class Work:
    """A draft with its table. Reading one costs seconds for a long file: once per request."""

    draft: Draft
    office: Office
    grids: list[Grid]

    @classmethod
    def of(cls, draft: Draft, office: Office) -> Work:
        return cls(draft, office, draft.grids())

    @cached_property
    def sheet(self) -> Sheet:
        return sheet_for(self.draft.register)

    @cached_property
    def tables(self) -> list[Found]:
        return tables_of(self.grids, self.sheet)

    @cached_property
    def found(self) -> Found:
        chosen = self.tables[min(self.draft.table, len(self.tables) - 1)]
        row = self.draft.header_row
        if row is None or row == chosen.header_row:
            return chosen
        grid = next(grid for grid in self.grids if grid.title == chosen.title)
        return table_below(grid, row) or chosen

    @cached_property
    def columns(self) -> list[SourceColumn]:
        return source_columns(self.found)

    @cached_property
    def settlement(self) -> Settlement:
        """As the person left it; else what was settled last time; else our proposal."""
        if self.draft.settlement:
            return as_settlement(self.draft.settlement)
        settlement = propose(self.found, self.sheet, self.office)
        known = LedgerMapping.objects.known(
            office=self.office, register=self.sheet.key, fingerprint=fingerprint(self.columns)
        )
        if known is not None:
            settlement.remember(known, self.columns, self.sheet)
        return settlement

    @property
    def problems(self) -> list[RowProblem]:
        return problems(self.found, self.columns, self.settlement, self.sheet)

    @cached_property
    def open_names(self) -> list[OpenName]:
        return open_names(self.found, self.sheet, self.settlement, office=self.office)

    @property
    def is_ready(self) -> bool:
        draft = self.draft
        said = not draft.is_history or draft.history_until is not None
        return draft.is_settled and said and not self.problems and not self.open_names

    def keep(self) -> None:
        self.draft.settlement = settlement_data(self.settlement)
        self.draft.save()

    def examined(self, *, by: User) -> Examination:
        draft = self.draft
        terms = terms_for(self.office, year=draft.year, history_until=draft.history_until)
        converted = convert(
            self.found, self.sheet, self.settlement, office=self.office, terms=terms
        )
        return examine(converted, office=self.office, by=by)


@dataclass(frozen=True)
class Line:
    """One row of the file as the preview shows it."""

    number: int
    state: str
    summary: str
    reasons: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    remarks: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Outcome:
    """What a check said, as it is kept between two pages."""

    counts: dict[str, int]
    general: list[str]
    lines: list[Line]
    digest: str

    @property
    def good(self) -> int:
        """Rows that would be written."""
        return sum(self.counts[state] for state in ("新增", "更新", "表内重复", "台账已有"))

    @property
    def wrong(self) -> int:
        return self.counts["有错误"]

    @property
    def repeated(self) -> int:
        return self.counts["表内重复"] + self.counts["台账已有"]

    def in_state(self, state: str) -> Sequence[Line]:
        return [line for line in self.lines if line.state == state] if state else self.lines


def outcome_data(examination: Examination) -> dict[str, Any]:
    summaries = _summaries(examination)
    rows = [
        [
            row.number,
            row.state.value,
            summaries.get(row.number, ""),
            row.reasons,
            [(c.column, c.before, c.after) for c in row.changes],
            [(r.column, r.before, r.after) for r in row.remarks],
        ]
        for row in examination.rows
    ]
    general = [str(problem) for problem in examination.general]
    return {
        "counts": {state.value: number for state, number in examination.counts.items()},
        "general": general,
        "rows": rows,
        "digest": digest(general, rows),
    }


def outcome_of(data: dict[str, Any]) -> Outcome:
    lines = [
        Line(
            number,
            state,
            summary,
            [(column, text) for column, text in reasons],
            [(column, before, after) for column, before, after in changes],
            [(column, before, after) for column, before, after in remarks],
        )
        for number, state, summary, reasons, changes, remarks in data["rows"]
    ]
    return Outcome(data["counts"], data["general"], lines, data["digest"])


def _summaries(examination: Examination) -> dict[int, str]:
    """By which a person knows the row again: what says where and what, as it was understood."""
    converted = examination.converted
    said = {out.number: out.text for out in converted.left_out}
    shown = [c for c in converted.sheet.bound if c.required or c.name == "site"]
    (_, header), *rows = converted.tables[-1].rows
    places = [header.index(column.header) for column in shown if column.header in header]
    for number, cells in rows:
        said[number] = _joined(cells[place] for place in places)
    for number, cells in converted.found.rows:  # those that could not even be read
        if number not in said:
            said[number] = _joined(cells)
    return said


def _joined(cells: Iterable[Any]) -> str:
    return "　".join(clean_text(cell) for cell in cells if not is_blank(cell))[:SUMMARY]


def text_of(row: RowOutcome) -> str:
    """The outcome without the state, which stands in a column of its own."""
    return row.text.removeprefix(row.state.value).removeprefix("。")
