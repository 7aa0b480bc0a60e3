"""Blank forms as other departments send them: merged heads, formulas, a line for the seal."""

from __future__ import annotations

import io
from typing import Any

from openpyxl.formatting.rule import CellIsRule
from openpyxl.reader.excel import load_workbook
from openpyxl.styles.alignment import Alignment
from openpyxl.styles.borders import Border, Side
from openpyxl.styles.fonts import Font
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

_GAP = " " * 12
_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def by_village(*names: str, extra_column: bool = False, extra_row: bool = False) -> bytes:
    """附件2: a line for each village, a sum under each column, the rate as a formula."""
    book = Workbook()
    page: Any = book.active
    page.title = "附件2"
    heads = ["排查数", *(["其中重大隐患"] if extra_column else []), "已整改数", "未整改数"]
    last = 2 + len(heads) + 2
    top = 1
    if extra_row:
        page["A1"] = "（请于每月5日前报送）"
        top = 2
    _merged(page, top, 1, top, last, "安全隐患排查整治情况统计表", bold=True)
    _merged(
        page, top + 1, 1, top + 1, last, "填报单位（盖章）：            填报日期：    年  月  日"
    )
    _merged(page, top + 2, 1, top + 3, 1, "序号")
    _merged(page, top + 2, 2, top + 3, 2, "村（社区）")
    _merged(page, top + 2, 3, top + 2, 2 + len(heads), "排查整治隐患（处）")
    for offset, head in enumerate(heads):
        page.cell(top + 3, 3 + offset, head)
    _merged(page, top + 2, last - 1, top + 3, last - 1, "整改率（%）")
    _merged(page, top + 2, last, top + 3, last, "备注")
    first = top + 4
    for number, name in enumerate(names):
        page.cell(first + number, 1, number + 1)
        page.cell(first + number, 2, name)
    total = first + len(names)
    page.cell(total, 2, "合计")
    for column in range(3, 3 + len(heads)):
        letter = page.cell(total, column).column_letter
        page.cell(total, column, f"=SUM({letter}{first}:{letter}{total - 1})")
    for row in page.iter_rows(min_row=top + 2, max_row=total, max_col=last):
        for cell in row:
            cell.border = _FRAME
    page.cell(total + 1, 1, f"填表人：{_GAP}审核人：{_GAP}单位负责人（签章）：")
    page.merge_cells(start_row=total + 1, start_column=1, end_row=total + 1, end_column=last)
    page.column_dimensions["B"].width = 22
    page.page_setup.orientation = "landscape"
    page.print_area = f"A1:{page.cell(total + 1, last).coordinate}"
    choices = DataValidation(type="list", formula1='"是,否"')
    choices.add(page.cell(first, last).coordinate)
    page.add_data_validation(choices)
    return saved(book)


def list_of_hazards(lines: int = 3) -> bytes:
    """附件3: one line for each hazard."""
    book = Workbook()
    page: Any = book.active
    page.title = "清单"
    _merged(page, 1, 1, 1, 5, "隐患清单", bold=True)
    for column, head in enumerate(("序号", "隐患内容", "整改时限", "是否完成", "备注"), 1):
        page.cell(2, column, head)
    for row in page.iter_rows(min_row=2, max_row=2 + lines, max_col=5):
        for cell in row:
            cell.border = _FRAME
    page.cell(3 + lines, 1, "单位负责人：")
    return saved(book)


def list_with_sum(lines: int = 3) -> bytes:
    """附件4: numbered lines of two merged cells, a formula in each, a sum and a seal line below.

    On a second sheet the sum is asked for again.
    """
    book = Workbook()
    page: Any = book.active
    page.title = "清单"
    _merged(page, 1, 1, 1, 6, "隐患清单", bold=True)
    for column, head in ((1, "序号"), (2, "隐患内容"), (4, "排查日期"), (5, "天数"), (6, "备注")):
        page.cell(2, column, head)
    last = 2 + lines
    for number, row in enumerate(range(3, last + 1), 1):
        page.cell(row, 1, number)
        page.merge_cells(start_row=row, start_column=2, end_row=row, end_column=3)
        page.cell(row, 5, f"=LEN(D{row})+E$2")
        page.row_dimensions[row].height = 30
    page.cell(last + 1, 1, "合计")
    page.cell(last + 1, 5, f"=SUM(E3:E{last})")
    for row in page.iter_rows(min_row=2, max_row=last + 1, max_col=6):
        for cell in row:
            cell.border = _FRAME
    _merged(page, last + 2, 1, last + 3, 6, f"填表人：{_GAP}单位（盖章）：")
    page.print_area = f"A1:F{last + 3}"
    page.freeze_panes = "A3"
    choices = DataValidation(type="list", formula1=f"$A$3:$A${last}")
    choices.add(f"F3:F{last}")
    page.add_data_validation(choices)
    page.conditional_formatting.add(
        f"E3:E{last + 1}", CellIsRule(operator="greaterThan", formula=[f"E{last + 1}"])
    )
    page.row_breaks.append(Break(id=last + 1))
    other: Any = book.create_sheet("汇总")
    other["A1"] = f"=清单!E{last + 1}+SUM(清单!$E$3:$E${last})"
    return saved(book)


def _merged(
    page: Any, top: int, left: int, bottom: int, right: int, text: str, *, bold: bool = False
) -> None:
    page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    cell = page.cell(top, left, text)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.font = Font(name="宋体", bold=bold, size=16 if bold else 11)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def opened(content: bytes, *, values: bool = False) -> Any:
    return load_workbook(io.BytesIO(content), data_only=values).worksheets[0]


def saved_rows(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    page: Any = book.active
    page.title = "表"
    for row in rows:
        page.append(row)
    return saved(book)
