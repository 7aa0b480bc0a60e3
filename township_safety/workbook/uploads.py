"""What happens to an uploaded workbook: read in the child, and given back with its faults."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from township_safety import jobs
from township_safety.spreadsheets import (
    SheetOut,
    SheetRows,
    WorkbookProblem,
    read_workbook,
    write_workbook,
)
from township_safety.workbook.dumping import Target
from township_safety.workbook.matching import PROBLEM_HEADER, Table
from township_safety.workbook.results import RowProblem

SECONDS = 60.0
MEGABYTES = 768
_PLACE = f"{__name__}:read"


def read_upload(path: str) -> list[SheetRows]:
    """The sheets of a file that a stranger may have made. Raises jobs.JobFailed."""
    sheets: list[SheetRows] = jobs.run(_PLACE, path, timeout=SECONDS, memory_mb=MEGABYTES)
    return sheets


def read(path: str) -> list[SheetRows]:
    """Runs in the child."""
    try:
        return read_workbook(path)
    except WorkbookProblem as problem:
        raise jobs.Refused(str(problem)) from problem


def rejected_rows(
    target: Target, *, tables: Sequence[Table], problems: Sequence[RowProblem]
) -> None:
    """The wrong rows with their reasons, to be corrected and uploaded again."""
    reasons: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for problem in problems:
        place = f"{problem.column}：" if problem.column else ""
        reasons[problem.sheet, problem.row].append(f"{place}{problem.reason}")
    write_workbook([_of_table(table, reasons) for table in tables], target)


def _of_table(table: Table, reasons: dict[tuple[str, int | None], list[str]]) -> SheetOut:
    width = max([len(cells) for _, cells in table.rows] + [len(table.header)])
    whole = reasons.get((table.title, table.header_row), []) + reasons.get((table.title, None), [])
    rows = []
    for number, cells in table.rows:
        said = whole + reasons.get((table.title, number), [])
        if said:
            rows.append([*cells, *[None] * (width - len(cells)), "；".join(said)])
    headers = [*table.header, *[""] * (width - len(table.header)), PROBLEM_HEADER]
    return SheetOut(table.title, headers, rows, widths=[*[None] * width, 60])
