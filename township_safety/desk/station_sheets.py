"""A station's questions as an Excel sheet to send out, and the numbers that come back in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

from township_safety.activities.models import Slot, StationFigure
from township_safety.organisation.actions import Refused
from township_safety.periods import Period
from township_safety.register.models import Agency
from township_safety.spreadsheets import SheetOut, SheetRows, write_workbook

_KEY = "项目号（勿改）"
_HEAD = (
    "报什么数",
    "统计期",
    "单位",
    "数",
    "其中已整改（处）",
    "零报告（填“是”）",
    "口径说明",
    _KEY,
)
_WIDTHS = (26, 16, 8, 12, 12, 12, 40, 18)
_NOT_OURS = "这个文件里没有报数表，或者表头改过。请用从这里下载的表格填写。"
_YES = frozenset({"是", "√", "有", "零报告", "1"})

_BLANK = ("",) * 4

Line = tuple[Slot, StationFigure | None]


def write_sheet(target: IO[bytes], agency: Agency, period: Period, lines: Iterable[Line]) -> None:
    """One line for each number asked; what is known already is filled in."""
    rows: list[Sequence[Any]] = [_row(slot, figure) for slot, figure in lines]
    rows += [("报数人", "", "", agency.contact, *_BLANK), ("报数日期", "", "", "", *_BLANK)]
    out = SheetOut(
        title="站所报数",
        headers=_HEAD,
        rows=rows,
        widths=_WIDTHS,
        title_row=f"{agency}{period.label}安全生产数据",
    )
    write_workbook([out], target)


def _row(slot: Slot, figure: StationFigure | None) -> Sequence[Any]:
    question = slot.question
    value: Any = None
    rectified: Any = None
    if figure is not None and not figure.is_nil:
        value = figure.value if question.is_money else int(figure.value)
        rectified = figure.hazard_count.rectified if figure.hazard_count else None
    nil = "是" if figure is not None and figure.is_nil else ""
    if not question.is_of_hazards:
        rectified = "—"
    return (
        question.label,
        slot.period.label,
        question.unit,
        value,
        rectified,
        nil,
        question.note,
        slot.key,
    )


def read_sheet(tables: Sequence[SheetRows], slots: Iterable[Slot]) -> dict[str, Any]:
    """What was typed, as the page's form names it; nothing is judged here. Raises Refused."""
    known = {slot.key: slot for slot in slots}
    for table in tables:
        texts = [[str(cell).strip() if cell is not None else "" for cell in row]
                 for _, row in table.rows]  # fmt: skip
        for position, row in enumerate(texts):
            if _KEY in row and "数" in row:
                found = _filled(texts[position + 1 :], row, known)
                if not any(name.startswith(("value-", "nil-")) for name in found):
                    raise Refused("表里一个数也没有填，或者不是这个站所这个统计期的表。")
                return found
    raise Refused(_NOT_OURS)


def _filled(rows: Iterable[list[str]], head: list[str], known: dict[str, Slot]) -> dict[str, Any]:
    places = {name: head.index(name) for name in _HEAD if name in head}
    found: dict[str, Any] = {}
    for row in rows:
        cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        if cells[_HEAD[0]] == "报数人" and cells["数"]:
            found["given_by"] = cells["数"]
        elif cells[_HEAD[0]] == "报数日期" and cells["数"]:
            found["given_on"] = cells["数"].partition(" ")[0]
        elif (key := cells[_KEY]) in known:
            if cells["数"]:
                found[f"value-{key}"] = cells["数"]
            if cells.get(_HEAD[5], "") in _YES:
                found[f"nil-{key}"] = True
            rectified = cells.get(_HEAD[4], "")
            if known[key].question.is_of_hazards and rectified:
                found[f"rectified-{key}"] = rectified
    return found
