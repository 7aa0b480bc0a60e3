"""What is kept of a filling at 定稿: each figure's answer and rows, each cell as it read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reports.figures import Request, evaluate
from reports.freezing.keeping import Keeper, Kept
from reports.handed_down.filling import Filling
from reports.models import HandedFigure, HandedFilling, HandedRow, IssuedFigure, IssuedList
from township_safety.documents.model import Document, Meta, Title

_BATCH = 500


@dataclass(frozen=True)
class _Answers:
    """What the keeper reads of a composed report; there is no text here."""

    values: Any
    asked: tuple[Request, ...]
    document: Document


def keep(filling: HandedFilling, found: Filling) -> dict[Request, int]:
    """Write figures and rows; the number under which each question is kept."""
    listed = [request for request in found.lists if request not in found.values]
    values = {
        **found.values,
        **evaluate(request for request in listed if request not in found.values),
    }
    meta = Meta(filling.office.name, "", (), datetime.now(UTC))
    nothing = Document(Title(("",)), "", None, (), None, meta)
    answers: Any = _Answers(values, tuple(values), nothing)
    kept = Keeper(answers, office=filling.office, tell=lambda _: None).keep()
    _write(filling, kept)
    return {request: number for number, request in enumerate(values, start=1)}


def _write(filling: HandedFilling, kept: Kept) -> None:
    lists: dict[int, list[IssuedList]] = {}
    for number, each in kept.lists:
        lists.setdefault(number, []).append(each)
    HandedFigure.objects.bulk_create(
        [_figure(filling, figure, lists.get(figure.number, [])) for figure in kept.figures],
        batch_size=_BATCH,
    )
    HandedRow.objects.bulk_create(
        [
            HandedRow(
                filling=filling,
                number=row.number,
                model=row.model,
                row_uid=row.row_uid,
                label=row.label,
                cells=row.cells,
            )
            for row in kept.rows
        ],
        batch_size=_BATCH,
    )


def _figure(filling: HandedFilling, figure: IssuedFigure, lists: list[IssuedList]) -> HandedFigure:
    names = ("number", "key", "filters", "first_day", "last_day", "label", "definition")
    more = ("unit", "text", "value", "row_count")
    return HandedFigure(
        filling=filling,
        lists=[_list(each) for each in lists],
        **{name: getattr(figure, name) for name in (*names, *more)},
    )


def _list(each: IssuedList) -> dict[str, Any]:
    names = ("model", "title", "headings", "numbers", "amounts", "share", "count", "digest")
    return {name: getattr(each, name) for name in (*names, "is_complete")}


def kept_cells(found: Filling, numbers: dict[Request, int]) -> dict[str, dict[str, Any]]:
    """Each cell with its text and the number of its figure."""
    cells = {}
    for spot, cell in found.cells.items():
        figure = numbers.get(cell.request, 0) if cell.request else 0
        cells[spot.key] = {
            "kind": cell.kind,
            "text": cell.text,
            "note": cell.note,
            "figure": figure,
            "is_typed": cell.is_typed,
        }
    return cells
