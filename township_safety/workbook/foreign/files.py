"""Files and pasted blocks of strangers, read and written in the limited child process."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from township_safety import jobs
from township_safety.spreadsheets import Grid, WorkbookProblem, parse_block, read_any
from township_safety.spreadsheets.annotating import annotate
from township_safety.workbook.foreign.outcomes import RESULT_HEADER, Examination, Marks, marks_of

SECONDS = 60.0
MEGABYTES = 768


def read_file(path: str | Path) -> list[Grid]:
    """The sheets of an .xlsx or .csv. Raises jobs.JobFailed with a sentence for the person."""
    grids: list[Grid] = _run("read_job", str(path))
    return grids


def read_pasted(text: str) -> list[Grid]:
    """A block copied from Excel. Raises jobs.JobFailed."""
    grids: list[Grid] = _run("paste_job", text)
    return grids


def can_annotate(path: str | Path, examination: Examination) -> bool:
    """Whether the file is a workbook whose rows stand below a header."""
    return is_workbook(path) and examination.converted.found.header_row > 0


def annotated(path: str | Path, examination: Examination) -> bytes:
    """The person's .xlsx with comments in the wrong cells and a column 导入结果.

    Raises jobs.JobFailed. Where can_annotate says no, use outcomes.row_by_row.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "result.xlsx"
        _run("annotate_job", str(path), str(target), marks_of(examination))
        return target.read_bytes()


def is_workbook(path: str | Path) -> bool:
    with Path(path).open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _run(job: str, *args: Any) -> Any:
    return jobs.run(f"{__name__}:{job}", *args, timeout=SECONDS, memory_mb=MEGABYTES)


# -- in the child ----------------------------------------------------------------------------------


def read_job(path: str) -> list[Grid]:
    try:
        return read_any(path)
    except WorkbookProblem as problem:
        raise jobs.Refused(str(problem)) from problem


def paste_job(text: str) -> list[Grid]:
    try:
        return [parse_block(text)]
    except WorkbookProblem as problem:
        raise jobs.Refused(str(problem)) from problem


def annotate_job(source: str, target: str, marks: Marks) -> None:
    try:
        annotate(
            source,
            target,
            sheet=marks.sheet,
            header_row=marks.header_row,
            heading=RESULT_HEADER,
            column=marks.result_column,
            results=marks.results,
            comments=marks.comments,
        )
    except WorkbookProblem as problem:
        raise jobs.Refused(str(problem)) from problem


# -- put aside between two pages -------------------------------------------------------------------


def as_data(grids: Sequence[Grid]) -> list[dict[str, Any]]:
    """For JSON; from_data gives the same grids back."""
    return [
        {
            "title": grid.title,
            "rows": [[number, [_coded(cell) for cell in cells]] for number, cells in grid.rows],
            "filled": sorted(grid.filled),
            "merged": list(grid.merged),
            "hidden_rows": sorted(grid.hidden_rows),
            "hidden_columns": sorted(grid.hidden_columns),
            "uncached": sorted(grid.uncached),
            "is_hidden": grid.is_hidden,
            "date_1904": grid.date_1904,
        }
        for grid in grids
    ]


def from_data(data: Sequence[dict[str, Any]]) -> list[Grid]:
    return [
        Grid(
            title=item["title"],
            rows=[(number, [_decoded(cell) for cell in cells]) for number, cells in item["rows"]],
            filled=frozenset((row, column) for row, column in item["filled"]),
            merged=tuple((a, b, c, d) for a, b, c, d in item["merged"]),
            hidden_rows=frozenset(item["hidden_rows"]),
            hidden_columns=frozenset(item["hidden_columns"]),
            uncached=frozenset((row, column) for row, column in item["uncached"]),
            is_hidden=item["is_hidden"],
            date_1904=item["date_1904"],
        )
        for item in data
    ]


_KINDS: tuple[tuple[str, Any], ...] = (("moment", datetime), ("day", date), ("time", time))


def _coded(cell: Any) -> Any:
    if cell is None or isinstance(cell, str | int | float):
        return cell
    for name, kind in _KINDS:
        if isinstance(cell, kind):
            return {name: cell.isoformat()}
    return str(cell)


def _decoded(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    name, text = next(iter(cell.items()))
    return dict(_KINDS)[name].fromisoformat(text)
