"""Registers as workbooks: one declaration per register gives the file, the template, the lists."""

from township_safety.workbook.columns import BoundColumn, Column
from township_safety.workbook.dumping import dump, dump_paper, dump_rows, rows_of, template
from township_safety.workbook.loading import load
from township_safety.workbook.planning import Batch
from township_safety.workbook.results import CellChange, LoadResult, RowProblem, SheetResult
from township_safety.workbook.rows import Row, SheetPlan
from township_safety.workbook.sheets import Sheet, all_sheets, in_order, sheet_for

__all__ = [
    "Batch",
    "BoundColumn",
    "CellChange",
    "Column",
    "LoadResult",
    "Row",
    "RowProblem",
    "Sheet",
    "SheetPlan",
    "SheetResult",
    "all_sheets",
    "dump",
    "dump_paper",
    "dump_rows",
    "in_order",
    "load",
    "rows_of",
    "sheet_for",
    "template",
]
