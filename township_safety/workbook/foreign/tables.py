"""The tables of a file: lists under a header, and cards of one record to a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from township_safety.spreadsheets import Grid
from township_safety.values import clean_text
from township_safety.workbook.foreign.finding import Found, find_table
from township_safety.workbook.foreign.headings import headings_of
from township_safety.workbook.matching import plain_header
from township_safety.workbook.sheets import Sheet

_NOTE_TITLES = frozenset({"说明", "填表说明", "填写说明", "使用说明", "选项", "字典", "数据字典"})
_CARD_ROWS = 60
_LABELS = 4  # so many labels with a value beside them make a card


def tables_of(grids: Sequence[Grid], sheet: Sheet) -> list[Found]:
    """What of the file could be the sheet's rows, in the file's order.

    Hidden sheets and sheets of explanations are no tables. Cards, one record to a sheet, become
    one table; row numbers then count the cards.
    """
    knows = headings_of(sheet).knows
    tables: list[Found] = []
    cards: list[tuple[Grid, dict[str, Any]]] = []
    for grid in grids:
        if not grid.rows or grid.is_hidden or plain_header(grid.title) in _NOTE_TITLES:
            continue
        found = find_table(grid, knows)
        known = sum(map(knows, found.headers)) if found is not None else 0
        card = _card(grid, knows)
        if len(card) >= _LABELS and len(card) > known:
            cards.append((grid, card))
        elif found is not None:
            tables.append(found)
    if cards:
        tables.append(_of_cards(cards))
    return tables


def guess_sheet(grids: Sequence[Grid], sheets: Iterable[Sheet]) -> Sheet | None:
    """The register whose required columns, then whose columns altogether, the file names best."""
    best: tuple[float, Sheet | None] = (0, None)
    grids = [replace(grid, rows=grid.rows[:_CARD_ROWS]) for grid in grids]
    for sheet in sheets:
        headings = headings_of(sheet)
        for found in tables_of(grids, sheet):
            meanings = [headings.meaning(text) for text in found.headers if text]
            named = {m.column for m in meanings if m is not None and m.column}
            required = {column.name for column in sheet.bound if column.required}
            score = len(named) + 2 * len(named & required) - sum(m is None for m in meanings) / 2
            if len(named) >= 2 and score > best[0]:
                best = (score, sheet)
    return best[1]


def _card(grid: Grid, knows: Callable[[str], bool]) -> dict[str, Any]:
    """Label and value of a form: the value stands in the next cell to the right."""
    pairs: dict[str, Any] = {}
    if len(grid.rows) > _CARD_ROWS:
        return pairs
    for number, cells in grid.rows:
        own = [
            cell
            for place, cell in enumerate(cells, 1)
            if cell is not None and (number, place) not in grid.filled
        ]
        place = 0
        while place + 1 < len(own):
            label = clean_text(own[place])
            if not knows(label) or knows(clean_text(own[place + 1])):
                place += 1
                continue
            pairs.setdefault(label.rstrip(":： "), own[place + 1])
            place += 2
    return pairs


def _of_cards(cards: Sequence[tuple[Grid, dict[str, Any]]]) -> Found:
    labels: dict[str, str] = {}
    for _, card in cards:
        for label in card:
            labels.setdefault(plain_header(label), label)
    rows = []
    for number, (_, card) in enumerate(cards, 1):
        plain = {plain_header(label): value for label, value in card.items()}
        rows.append((number, [plain.get(key) for key in labels]))
    first = cards[0][0]
    return Found(first.title, 0, list(labels.values()), rows, date_1904=first.date_1904)
