"""Tables in a Word file. Every width is given twice, on the grid and on each cell: Word reads the
one, WPS the other, and a table with neither falls together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from township_safety.documents.docx_parts import JUSTIFICATION, Parts, written
from township_safety.documents.docx_styles import Look
from township_safety.documents.docx_xml import element, paragraph, twips
from township_safety.documents.html import FEW_ROWS, MANY_COLUMNS
from township_safety.documents.model import FormCell, FormTable, Table, TableCell

RULE: dict[str, str | int] = {"val": "single", "sz": 6, "space": 0, "color": "000000"}
SIDE_MM = 1.4
# Heads have as little beside them as can be, so that their words stay whole.
HEAD_SIDE_MM = 0.35
ABOVE_PT = 2
# What the rules of a cell take of it.
RULES_MM = 0.5


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell of the grid; one without `cell` goes on from the row above."""

    column: int
    colspan: int
    rowspan: int
    cell: Any


def _placed(rows: Sequence[Sequence[Any]], columns: int) -> Iterator[list[_Place]]:
    """Each row with the places its own cells and those hanging in from above take."""
    hanging: dict[int, tuple[int, int]] = {}
    for row in rows:
        waiting = list(row)
        places: list[_Place] = []
        column = 0
        while column < columns:
            if column in hanging:
                left, span = hanging.pop(column)
                places.append(_Place(column, span, 1, None))
                if left > 1:
                    hanging[column + columns] = (left - 1, span)
            elif waiting:
                cell = waiting.pop(0)
                span = min(cell.colspan, columns - column)
                places.append(_Place(column, span, cell.rowspan, cell))
                if cell.rowspan > 1:
                    hanging[column + columns] = (cell.rowspan - 1, span)
            else:
                places.append(_Place(column, 1, 1, ()))
            column += places[-1].colspan
        if waiting:
            raise ValueError("表格的一行比它的列多。")
        hanging = {column - columns: rest for column, rest in hanging.items() if column >= columns}
        yield places


class Tables:
    def __init__(self, parts: Parts, look: Look) -> None:
        self.parts = parts
        self.look = look

    def list_table(self, table: Table, *, width: float) -> Any:
        """Rows of short cells, its head again on every page."""
        small = "Small" if len(table.widths) > MANY_COLUMNS else ""
        widths = _scaled(table.widths, width)
        found = _frame(widths)
        rows = [*table.head, *table.rows]
        is_short = len(table.rows) <= FEW_ROWS
        for number, places in enumerate(_placed(rows, len(widths))):
            head = number < len(table.head)
            is_held = is_short and number < len(rows) - 1
            named = head or (table.total_row and number == len(rows) - 1)
            style = ("TableHead" if named else "TableText") + small
            row = _row(head=head, keeps=True)
            for place in places:
                cell = self._list_cell(place, widths, style, is_held=is_held, head=head)
                row.append(cell)
            found.append(row)
        return found

    def _list_cell(
        self, place: _Place, widths: Sequence[int], style: str, *, is_held: bool, head: bool
    ) -> Any:
        """Held to the next row, the rows of a short table stay on one page."""
        cell: TableCell | None = place.cell or None
        looks = {"jc": element("jc", val=JUSTIFICATION[cell.align if cell else "center"])}
        if is_held:
            looks["keepNext"] = element("keepNext")
        said = paragraph(style, *(written(cell.runs) if cell else ()), **looks)
        return _cell(place, widths, [said], side_mm=HEAD_SIDE_MM if head else None)

    def form_table(self, table: FormTable, *, width: float) -> Any:
        widths = _scaled(table.widths, width)
        found = _frame(widths, ruled=table.ruled)
        rows = [row.cells for row in table.rows]
        for number, places in enumerate(_placed(rows, len(widths))):
            given = table.rows[number]
            row = _row(head=number < table.head, keeps=not given.splits, height=given.height)
            for place in places:
                row.append(self._form_cell(place, widths))
            found.append(row)
        return found

    def _form_cell(self, place: _Place, widths: Sequence[int]) -> Any:
        cell: FormCell | None = place.cell or None
        style = "FieldLabel" if cell and cell.label else "FieldText"
        inner = sum(widths[place.column : place.column + place.colspan]) / twips(mm=1)
        said = [
            one
            for part in (cell.parts if cell else ())
            for one in self.parts.elements(
                part, style=style, width=inner - 2 * SIDE_MM - RULES_MM, size=self.look.table[0]
            )
        ]
        top = cell is not None and cell.top
        return _cell(place, widths, said or [paragraph(style)], top=top)


def _scaled(widths: Sequence[float], width: float) -> list[int]:
    """In twips, together exactly the width (mm)."""
    whole, left = sum(widths) or 1, twips(mm=width)
    ends = [round(left * sum(widths[: number + 1]) / whole) for number in range(len(widths))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _frame(widths: Sequence[int], *, ruled: bool = True) -> Any:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV") if ruled else ()
    side: dict[str, str | int] = {"w": twips(mm=SIDE_MM), "type": "dxa"}
    above: dict[str, str | int] = {"w": twips(pt=ABOVE_PT), "type": "dxa"}
    properties = element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        element("jc", val="center"),
        element("tblBorders", *(element(edge, **RULE) for edge in edges)),
        element("tblLayout", type="fixed"),
        element(
            "tblCellMar",
            element("top", **above),
            element("left", **side),
            element("bottom", **above),
            element("right", **side),
        ),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", properties, grid)


def _row(*, head: bool, keeps: bool, height: float = 0) -> Any:
    properties = element("trPr")
    if keeps:
        properties.append(element("cantSplit"))
    if height:
        properties.append(element("trHeight", val=twips(mm=height), hRule="atLeast"))
    if head:
        properties.append(element("tblHeader"))
    return element("tr", properties)


def _cell(
    place: _Place,
    widths: Sequence[int],
    said: list[Any],
    *,
    top: bool = False,
    side_mm: float | None = None,
) -> Any:
    width = sum(widths[place.column : place.column + place.colspan])
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    if place.colspan > 1:
        properties.append(element("gridSpan", val=place.colspan))
    if place.rowspan > 1:
        properties.append(element("vMerge", val="restart"))
    elif place.cell is None:
        properties.append(element("vMerge"))
    if side_mm is not None:
        side: dict[str, str | int] = {"w": twips(mm=side_mm), "type": "dxa"}
        properties.append(element("tcMar", element("left", **side), element("right", **side)))
    properties.append(element("vAlign", val="top" if top else "center"))
    return element("tc", properties, *said)
