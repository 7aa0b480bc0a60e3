"""Files given back about an import: the outcome of every row, the person's file with comments."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from township_safety.desk.import_work import Work
from township_safety.desk.models import ImportBatch
from township_safety.organisation.models import User
from township_safety.spreadsheets import SheetOut, write_workbook
from township_safety.workbook.dumping import Target
from township_safety.workbook.foreign import files, row_by_row

_HEADERS = ("行号", "导入结果", "内容", "说明", "记录号")
_WIDTHS = (8, 12, 40, 80, 38)


def outcome_file(work: Work, *, by: User, is_marked: bool, name: str) -> tuple[bytes, str]:
    """Content and name. Raises jobs.JobFailed."""
    examination = work.examined(by=by)
    stem = Path(name).stem
    file = work.draft.file
    if is_marked and file.exists() and files.can_annotate(file, examination):
        return files.annotated(file, examination), f"{stem}-批注.xlsx"
    target = io.BytesIO()
    row_by_row(examination, target)
    return target.getvalue(), f"{stem}-导入结果.xlsx"


def rows_file(batch: ImportBatch, target: Target) -> None:
    write_workbook([SheetOut("导入结果", _HEADERS, _lines(batch), widths=_WIDTHS)], target)


def _lines(batch: ImportBatch) -> Iterator[list[Any]]:
    for row in batch.rows.iterator(chunk_size=500):
        uid = str(row.uid) if row.uid else ""
        yield [row.number, row.state, row.summary, row.text, uid]
