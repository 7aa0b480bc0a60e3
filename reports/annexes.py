"""From what the 附表 of a report is made: the ledger of today, or what was kept at its issue."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from reports.annex import Annexed, AnnexFigure
from reports.composing import Composition
from reports.figures import REGISTRY, Figure, Ratio, Value, rows_behind
from reports.models import IssuedFigure, IssuedList, IssuedReport
from reports.printing import link_to_rows, plain, text_of_value
from reports.questions import Names, scope_words
from reports.rows import row_lists
from township_safety.documents.model import figures
from township_safety.organisation.models import Office
from township_safety.spreadsheets import SheetOut

_BATCH = 500


def of_draft(composition: Composition, *, office: Office, private: bool) -> Annexed:
    """`private` masks telephone numbers."""
    places = {link_to_rows(request): n for n, request in enumerate(composition.asked, 1)}
    names: Names = {}
    asked = [
        _asked(composition.values[request], names, office=office, private=private)
        for request in composition.asked
    ]
    runs = [places.get(run.href, 0) for run in figures(composition.document)]
    return Annexed(composition.document, asked, runs)


def _asked(value: Value, names: Names, *, office: Office, private: bool) -> AnnexFigure:
    request = value.request
    words = scope_words(request, office=office, names=names)
    figure = REGISTRY.get(request.key)
    number = None if isinstance(figure, Ratio) else plain(value)
    return AnnexFigure(
        name=figure.name,
        words="；".join(f"{label}：{text}" for label, text in words),
        value=number if isinstance(number, int) else text_of_value(value),
        unit=value.unit,
        rows=value.rows,
        definition=figure.definition,
        sheets=partial(_live_sheets, value, private=private),
    )


def _live_sheets(value: Value, *, private: bool) -> Iterator[tuple[int, SheetOut]]:
    """Of a sum the lists behind the last with rows are not asked whether they have any."""
    left = value.rows
    is_sum = isinstance(REGISTRY.get(value.request.key), Figure)
    for each in row_lists(rows_behind(value.request), private=private):
        count = each.behind.rows.count()
        if count:
            yield count, each.sheet_out(title_row="")
        left -= count
        if is_sum and left <= 0:
            return


def of_issued(issued: IssuedReport) -> Annexed:
    """Nothing of it is asked of the ledger."""
    kept = list(issued.figures.prefetch_related("lists"))
    return Annexed(issued.paper(), [_kept(each) for each in kept], issued.runs)


def _kept(figure: IssuedFigure) -> AnnexFigure:
    is_rate = figure.value["whole"] is not None
    number = None if is_rate else figure.exact
    return AnnexFigure(
        name=figure.label,
        words=f"统计期：{figure.period_label}（{figure.first_day}至{figure.last_day}）",
        value=number if isinstance(number, int) else figure.text,
        unit=figure.unit,
        rows=figure.row_count,
        definition=figure.definition,
        sheets=partial(_kept_sheets, figure),
    )


def _kept_sheets(figure: IssuedFigure) -> Iterator[tuple[int, SheetOut]]:
    for each in figure.lists.all():
        rows = _kept_rows(figure, each) if each.is_complete else ()
        yield each.count, SheetOut(title=each.title, headers=each.headings, rows=rows)


def _kept_rows(figure: IssuedFigure, each: IssuedList) -> Iterator[list[Any]]:
    numbers = each.row_numbers()
    amounts = dict(zip(numbers, each.amounts or [], strict=False))
    for some in _batched(numbers):
        for row in figure.issued.rows.numbered(some):
            beside = {each.headings[-1]: amounts[row.number]} if row.number in amounts else {}
            cells = row.cells | beside
            yield [cells.get(heading, "") for heading in each.headings]


def _batched(numbers: list[int]) -> Iterator[list[int]]:
    """Some hundred to a query, for SQLite binds only so many."""
    for start in range(0, len(numbers), _BATCH):
        yield numbers[start : start + _BATCH]
