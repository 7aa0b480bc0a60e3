"""Registers as workbooks: one declaration per register gives the file, the template, the lists."""

from township_safety.workbook.columns import BoundColumn, Column
from township_safety.workbook.sheets import Sheet, all_sheets, sheet_for

__all__ = ["BoundColumn", "Column", "Sheet", "all_sheets", "sheet_for"]
