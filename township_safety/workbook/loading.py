"""Loading a workbook: everything is judged first, then the good is written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction

from township_safety.spreadsheets import MAX_ROWS, SheetRows
from township_safety.workbook.matching import Table, recognise
from township_safety.workbook.planning import Batch, Errand
from township_safety.workbook.references import Resolver
from township_safety.workbook.results import (
    MAX_CHANGES,
    LoadResult,
    RowProblem,
    SheetResult,
    Written,
)
from township_safety.workbook.rows import SheetPlan
from township_safety.workbook.sheets import Sheet, all_sheets, in_order
from township_safety.workbook.writing import write


def load(
    tables: Iterable[SheetRows],
    *,
    office: models.Model,
    by: Any,
    sheets: Sequence[Sheet] | None = None,
    dry_run: bool = False,
    accept_good: bool = False,
    ignore: Collection[str] = (),
    default_year: int | None = None,
    history_until: date | None = None,
    blank_says_nothing: bool = False,
    on_written: Callable[[LoadResult], None] | None = None,
) -> LoadResult:
    """Load the rows into the office's registers and say what came of every one.

    Nothing is written in a dry run, nor when any row is wrong unless ``accept_good``. ``ignore``
    names headings to leave out, ``default_year`` the year of dates typed without one;
    ``history_until`` says that the file is a ledger of the past, up to that day, and
    ``blank_says_nothing`` that its empty cells leave existing rows as they are.
    ``on_written`` runs inside the transaction, for the log.
    """
    plans, result = judge(
        tables,
        office=office,
        by=by,
        sheets=sheets,
        ignore=ignore,
        default_year=default_year,
        history_until=history_until,
        blank_says_nothing=blank_says_nothing,
    )
    if dry_run or not result.good or (result.problems and not accept_good):
        return result
    try:
        with transaction.atomic():
            for plan in plans:
                write(plan, by=by)
                result.written += [
                    Written(plan.sheet.key, row.number, row.instance, row.is_new)
                    for row in (*plan.added, *plan.updated)
                ]
            result.is_loaded = True
            if on_written is not None:
                on_written(result)
    except IntegrityError:
        result.is_loaded = False
        result.written.clear()
        reason = "写入时与刚刚登记的记录冲突，本次没有导入任何内容，请重新检查后再导入。"
        result.problems.append(RowProblem("全部", None, "", "", reason))
    return result


def judge(
    tables: Iterable[SheetRows],
    *,
    office: models.Model,
    by: Any,
    sheets: Sequence[Sheet] | None = None,
    ignore: Collection[str] = (),
    default_year: int | None = None,
    history_until: date | None = None,
    blank_says_nothing: bool = False,
) -> tuple[list[SheetPlan], LoadResult]:
    """Plans for all sheets, and the result they would have. Reads the database, writes nothing."""
    known = list(all_sheets()) if sheets is None else in_order(sheets)
    found, problems = recognise(tables, known, ignore=ignore)
    found.sort(key=lambda table: known.index(table.sheet))
    result = LoadResult(problems=problems, tables=found)
    errand = Errand(
        office,
        by,
        Resolver(office),
        found,
        result.problems,
        default_year,
        history_until,
        blank_says_nothing,
    )
    plans = []
    for table in found:
        plan = _plan(table, errand)
        if plan is not None:
            plans.append(plan)
            result.changes += plan.changes[: MAX_CHANGES - len(result.changes)]
        _count(result, plan.result if plan is not None else _refused(table))
    _in_reading_order(result, found)
    return plans, result


def _plan(table: Table, errand: Errand) -> SheetPlan | None:
    """None when the table as a whole cannot be taken."""
    if len(table.rows) > MAX_ROWS:
        reason = f"超过{MAX_ROWS:,}行，请分成几个文件导入。"
        table.problems.append(RowProblem(table.title, None, "", "", reason))
    errand.problems.extend(table.problems)
    if table.problems and not table.is_legible:
        return None
    batch = Batch(table, errand)
    plan = table.sheet.load(batch) if table.sheet.load is not None else batch.plan()
    if not table.problems:
        return plan
    for row in plan.added:  # what is wrong with the rows has been said; none of them goes in
        batch.discard(row)
    return None


def _refused(table: Table) -> SheetResult:
    rows = sum(1 for _, cells in table.rows if any(cell not in (None, "") for cell in cells))
    return SheetResult(table.sheet.key, table.sheet.title, rejected=rows)


def _count(result: LoadResult, counts: SheetResult) -> None:
    """One line per register, also when the file spreads it over two tables."""
    for known in result.sheets:
        if known.key == counts.key:
            known.added += counts.added
            known.updated += counts.updated
            known.unchanged += counts.unchanged
            known.rejected += counts.rejected
            return
    result.sheets.append(counts)


def _in_reading_order(result: LoadResult, tables: Sequence[Table]) -> None:
    places = {table.title: place for place, table in enumerate(tables)}
    result.problems.sort(key=lambda p: (places.get(p.sheet, -1), p.row or 0))
