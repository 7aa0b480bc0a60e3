"""Rows to and from .xlsx, .csv and pasted blocks; the only package that knows openpyxl."""

from township_safety.spreadsheets.delimited import PASTED, parse_block, read_any
from township_safety.spreadsheets.grids import Grid
from township_safety.spreadsheets.laid import LaidCell, LaidRow, LaidSheet, Look, write_laid
from township_safety.spreadsheets.paper import PaperSheet, Picture, write_paper
from township_safety.spreadsheets.reading import (
    CHOICES_TITLE,
    ERROR_VALUES,
    HEAD_ROWS,
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_UNZIPPED,
    SheetRows,
    WorkbookProblem,
    read_workbook,
)
from township_safety.spreadsheets.writing import (
    MAX_CELL,
    Linked,
    SheetOut,
    column_letter,
    excel_text,
    safe_title,
    write_workbook,
)

__all__ = [
    "CHOICES_TITLE",
    "ERROR_VALUES",
    "HEAD_ROWS",
    "MAX_BYTES",
    "MAX_CELL",
    "MAX_COLUMNS",
    "MAX_ENTRIES",
    "MAX_RATIO",
    "MAX_ROWS",
    "MAX_SHEETS",
    "MAX_UNZIPPED",
    "PASTED",
    "Grid",
    "LaidCell",
    "LaidRow",
    "LaidSheet",
    "Linked",
    "Look",
    "PaperSheet",
    "Picture",
    "SheetOut",
    "SheetRows",
    "WorkbookProblem",
    "column_letter",
    "excel_text",
    "parse_block",
    "read_any",
    "read_workbook",
    "safe_title",
    "write_laid",
    "write_paper",
    "write_workbook",
]
