"""What came of every row: shown before anything is written, and given back in the same file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models, transaction

from township_safety.spreadsheets import MAX_CELL, SheetOut, write_workbook
from township_safety.workbook.dumping import Target
from township_safety.workbook.foreign.converting import Converted
from township_safety.workbook.foreign.dialects import dialect_of
from township_safety.workbook.foreign.drafts import Remark
from township_safety.workbook.loading import judge, load
from township_safety.workbook.results import CellChange, LoadResult, RowProblem
from township_safety.workbook.rows import SheetPlan

RESULT_HEADER = "导入结果"


class State(StrEnum):
    """How a row comes out; the values are words on the screen."""

    ADDED = "新增"
    CHANGED = "更新"
    UNCHANGED = "未变"
    DOUBLE = "表内重复"
    TWIN = "台账已有"
    WRONG = "有错误"
    LEFT_OUT = "不导入"


# Rows that are written when the person confirms. A double or a twin goes in like a new row
# unless the person leaves it out: two equal finds may be two finds.
WRITTEN = frozenset({State.ADDED, State.CHANGED, State.DOUBLE, State.TWIN})


@dataclass
class RowOutcome:
    number: int
    state: State
    # Column as the file calls it (or "" for the row), and what is wrong or worth knowing.
    reasons: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole outcome in one cell."""
        parts = [f"{column}：{reason}" if column else reason for column, reason in self.reasons]
        parts += [f"{c.column}：{c.before or '空'} → {c.after or '空'}" for c in self.changes]
        parts += [f"{r.column}：{r.before} → {r.after}" for r in self.remarks]
        return f"{self.state.value}。{'；'.join(parts)}".rstrip("。") if parts else self.state.value


@dataclass
class Examination:
    """All rows of the file in their order, and what is wrong with the file as a whole."""

    converted: Converted
    result: LoadResult
    rows: list[RowOutcome]
    general: list[RowProblem] = field(default_factory=list)

    @property
    def counts(self) -> dict[State, int]:
        found = Counter(row.state for row in self.rows)
        return {state: found[state] for state in State}

    @property
    def is_clean(self) -> bool:
        return not self.general and not any(row.state is State.WRONG for row in self.rows)

    def numbers(self, *states: State) -> set[int]:
        return {row.number for row in self.rows if row.state in states}


def examine(converted: Converted, *, office: models.Model, by: Any) -> Examination:
    """What importing would do, row by row. Reads the ledger, writes nothing."""
    plans, result = judge(
        converted.tables,
        office=office,
        by=by,
        default_year=converted.terms.year,
        history_until=converted.terms.history_until,
        blank_says_nothing=True,
    )
    plan = next((plan for plan in plans if plan.sheet is converted.sheet), None)
    rows = {number: RowOutcome(number, State.UNCHANGED) for number in _numbers(converted)}
    examination = Examination(converted, result, [])
    _mark_plan(rows, plan, converted, office)
    _mark_problems(rows, examination)
    for remark in converted.remarks:
        if remark.row in rows:
            rows[remark.row].remarks.append(remark)
    for out in converted.left_out:
        rows[out.number] = RowOutcome(out.number, State.LEFT_OUT, [("", out.reason)])
    examination.rows = [rows[number] for number in sorted(rows)]
    return examination


def bring_in(
    examination: Examination,
    *,
    office: models.Model,
    by: Any,
    accept_good: bool = False,
    on_written: Callable[[LoadResult], None] | None = None,
) -> LoadResult:
    """Write what was examined: everything, or with ``accept_good`` the rows without faults."""
    converted = examination.converted
    if converted.faults and not accept_good:
        return examination.result
    return load(
        converted.tables,
        office=office,
        by=by,
        accept_good=accept_good,
        default_year=converted.terms.year,
        history_until=converted.terms.history_until,
        blank_says_nothing=True,
        on_written=on_written,
    )


def bring_in_all(
    examinations: Sequence[Examination],
    *,
    office: models.Model,
    by: Any,
    accept_good: bool = False,
    on_written: Callable[[Sequence[LoadResult]], None] | None = None,
) -> list[LoadResult]:
    """Several tables of one file (a sheet for each month): all of them or none.

    Results say ``is_loaded`` only when everything was written.
    """
    results: list[LoadResult] = []
    with transaction.atomic():
        for examination in examinations:
            result = bring_in(examination, office=office, by=by, accept_good=accept_good)
            results.append(result)
            if not result.is_loaded and not (examination.is_clean or accept_good):
                transaction.set_rollback(True)
                for written in results:
                    written.is_loaded = False
                return results
        if on_written is not None:
            on_written(results)
    return results


def _numbers(converted: Converted) -> list[int]:
    left_out = {out.number for out in converted.left_out}
    return [number for number, _ in converted.found.rows if number not in left_out]


def _mark_plan(
    rows: dict[int, RowOutcome], plan: SheetPlan | None, converted: Converted, office: models.Model
) -> None:
    if plan is None:  # what is wrong with the table as a whole is said above the rows
        for outcome in rows.values():
            outcome.state = State.WRONG
        return
    for state, planned in ((State.ADDED, plan.added), (State.CHANGED, plan.updated)):
        for row in planned:
            rows[row.number].state = state
    for change in plan.changes:
        rows[change.row].changes.append(change)
    _mark_repeats(rows, plan, converted, office)


def _mark_repeats(
    rows: dict[int, RowOutcome], plan: SheetPlan, converted: Converted, office: models.Model
) -> None:
    """New rows that say what the ledger, or an earlier row of the file, says already."""
    find = dialect_of(converted.sheet).twins
    twins = find(plan.added, office) if find is not None else {}
    for row in plan.added:
        outcome = rows[row.number]
        if row.number in twins:
            outcome.state = State.TWIN
            outcome.reasons.append(("", twins[row.number]))
        if row.number in converted.doubles:
            outcome.state = State.DOUBLE
            outcome.reasons.append(("", f"与第{converted.doubles[row.number]}行相同"))


def _mark_problems(rows: dict[int, RowOutcome], examination: Examination) -> None:
    converted = examination.converted
    headings = _headings(converted)
    for problem in examination.result.problems:
        row = rows.get(problem.row or 0)
        if row is None:
            examination.general.append(problem)
            continue
        row.state = State.WRONG
        reason = (
            f"{problem.reason}（填的是：{problem.value}）"
            if _is_unsaid(problem)
            else problem.reason
        )
        said = (headings.get(problem.column, problem.column), reason)
        if said not in row.reasons:  # a name may be missing in two registers at once
            row.reasons.append(said)
    for number, faults in converted.faults.items():
        rows[number].state = State.WRONG
        rows[number].reasons += faults


def _is_unsaid(problem: RowProblem) -> bool:
    return bool(problem.value) and problem.value not in problem.reason


def _headings(converted: Converted) -> dict[str, str]:
    """The file's heading by ours."""
    typed = {column.position: column.header for column in converted.columns}
    return {
        converted.sheet.by_name[target].header: typed[position] or ""
        for target, position in converted.settlement.targets().items()
        if target in converted.sheet.by_name and typed.get(position)
    }


# -- given back ------------------------------------------------------------------------------------


def row_by_row(examination: Examination, target: Target) -> None:
    """Every row of the file as it came, what came of it, and why."""
    found = examination.converted.found
    cells = dict(found.rows)
    width = len(found.headers)
    said = {out.number: out.text for out in examination.converted.left_out}
    rows = []
    for row in examination.rows:
        line = cells.get(row.number) or [said.get(row.number)]
        padded = [*line[:width], *[None] * (width - len(line))]
        rows.append([row.number, *padded, row.state.value, _rest(row)])
    headers = ["行号", *found.headers, RESULT_HEADER, "说明"]
    widths = [6, *[None] * width, 10, 60]
    write_workbook([SheetOut(found.title, headers, rows, widths=widths)], target)


def _rest(row: RowOutcome) -> str:
    return row.text.removeprefix(row.state.value).removeprefix("。")[:MAX_CELL]


@dataclass(frozen=True)
class Marks:
    """What is written into the person's own file; rows and columns count from 1."""

    sheet: str
    header_row: int
    result_column: int
    results: dict[int, str]
    comments: list[tuple[int, int, str]]


def marks_of(examination: Examination) -> Marks:
    """Comments for the wrong cells, and a column with the outcome of every row."""
    converted = examination.converted
    comments: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row in examination.rows:
        if row.state is not State.WRONG:
            continue
        for column, reason in row.reasons:
            position = _position(converted, column)
            comments[row.number, (position or 0) + 1].append(
                reason if position is not None or not column else f"{column}：{reason}"
            )
    return Marks(
        sheet=converted.found.title,
        header_row=converted.found.header_row,
        result_column=len(converted.found.headers) + 1,
        results={row.number: row.text for row in examination.rows},
        comments=[(r, c, "\n".join(dict.fromkeys(said))) for (r, c), said in comments.items()],
    )


def _position(converted: Converted, header: str) -> int | None:
    position = converted.position_of(header) if header else None
    return position if position is not None and position < len(converted.found.headers) else None
