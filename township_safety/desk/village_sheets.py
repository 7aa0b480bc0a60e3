"""A village's hazards as an Excel sheet to send out, and what comes back made ready to load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils import timezone

from hazards.models import Hazard
from hazards.models.classification import TOLD_BY_VILLAGE
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, Village
from township_safety.register.models import HazardSource
from township_safety.spreadsheets import SheetOut, SheetRows, write_workbook
from township_safety.workbook.sheets import sheet_for

COLUMNS = (
    "number",
    "found_on",
    "village",
    "site",
    "place",
    "description",
    "due_on",
    "is_rectified",
    "rectified_on",
    "measures",
    "responsible_person",
    "source",
)
_WIDTHS = (16, 13, 13, 22, 18, 40, 13, 10, 15, 24, 12, 18)
_EMPTY_ROWS = 10
_NOT_OURS = "这个文件里没有“隐患”表，或者表头改过。请用从这里下载的表格填写。"


def open_hazards(village: Village) -> list[Hazard]:
    rows = Hazard.objects.for_offices([village.office_id]).counted().filter(village=village)
    still = rows.open(on=timezone.localdate())
    return list(still.with_names().order_by("found_on", "pk"))


def write_sheet(target: IO[bytes], village: Village, hazards: Iterable[Hazard]) -> None:
    """The open hazards, then rows that need the find only."""
    columns = sheet_for("hazards").by_name
    source = _source(village.office)
    rows: list[Sequence[Any]] = [
        [
            hazard.number,
            hazard.found_on,
            village.name,
            str(hazard.site or ""),
            hazard.place,
            hazard.description,
            hazard.due_on,
            "否",
            None,
            hazard.measures,
            hazard.responsible_person,
            str(hazard.source or ""),
        ]
        for hazard in hazards
    ]
    empty = ["", None, village.name, "", "", "", None, "", None, "", "", source]
    rows += [empty] * _EMPTY_ROWS
    headers = [columns[name].header for name in COLUMNS]
    out = SheetOut(title="隐患", headers=headers, rows=rows, widths=_WIDTHS)
    write_workbook([out], target)


def made_ready(tables: Sequence[SheetRows], village: Village) -> SheetRows:
    """Without rows that nobody filled in; a new row lies in the village. Raises Refused."""
    columns = sheet_for("hazards").by_name
    headers = {name: columns[name].header for name in COLUMNS}
    for table in tables:
        for position, (_, cells) in enumerate(table.rows):
            texts = [str(cell or "").strip().rstrip("*").strip() for cell in cells]
            if headers["number"] in texts and headers["description"] in texts:
                places = {
                    name: texts.index(header) for name, header in headers.items() if header in texts
                }
                rows = [table.rows[position]]
                rows += _filled(table.rows[position + 1 :], places, village)
                return SheetRows("隐患", rows, table.date_1904)
    raise Refused(_NOT_OURS)


def _filled(
    rows: Iterable[tuple[int, list[Any]]], places: dict[str, int], village: Village
) -> list[tuple[int, list[Any]]]:
    found = []
    for number, row in rows:
        cells = [*row, *[None] * (max(places.values()) + 1 - len(row))]
        is_known = bool(str(cells[places["number"]] or "").strip())
        if not is_known and not str(cells[places["description"]] or "").strip():
            continue
        if not is_known:
            cells[places["number"]] = None
            for name, text in (("village", village.name), ("source", _source(village.office))):
                if name in places and not str(cells[places[name]] or "").strip():
                    cells[places[name]] = text
        found.append((number, cells))
    return found


def _source(office: Office) -> str:
    source = HazardSource.objects.available_to(office).filter(code=TOLD_BY_VILLAGE).first()
    return source.name if source is not None else ""
