"""Tables as they come out of a workbook, and what loading them gives."""

from __future__ import annotations

import io
from typing import Any

from township_safety.spreadsheets import SheetRows, read_workbook
from township_safety.workbook import LoadResult, dump, load


def table(
    title: str, headers: list[Any], *rows: list[Any], first: int = 1, **options: Any
) -> SheetRows:
    """A table whose header stands in row `first`."""
    cells = [headers, *rows]
    return SheetRows(title, [(first + n, list(row)) for n, row in enumerate(cells)], **options)


def loaded(*tables: SheetRows, **options: Any) -> LoadResult:
    options.setdefault("by", None)
    return load(tables, **options)


def dumped(office: Any, **options: Any) -> list[SheetRows]:
    """The office's registers as they read back from a written workbook."""
    target = io.BytesIO()
    dump(target, offices=[office], **options)
    target.seek(0)
    return read_workbook(target)


def said(result: LoadResult) -> list[str]:
    return [str(problem) for problem in result.problems]


def counts(result: LoadResult, key: str) -> tuple[int, int, int, int]:
    """Added, updated, unchanged, rejected."""
    (sheet,) = [sheet for sheet in result.sheets if sheet.key == key]
    return (sheet.added, sheet.updated, sheet.unchanged, sheet.rejected)
