"""The sender changed the form: what was taught is carried to the cells with the same words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from reports.handed_down.layout import Layout, Page, Spot
from reports.handed_down.rules import Rule

# What a cell is known by: the sheet, the words above, the words to the left, which one of these.
_Mark = tuple[int, tuple[str, ...], tuple[str, ...], int]


@dataclass(frozen=True)
class Rematched:
    rules: list[Rule]
    lost: list[Rule]


def rematched(rules: list[Rule], *, before: Layout, after: Layout) -> Rematched:
    """Rules moved to where their first and last cells now stand; those without such cells."""
    old, new = _marks(before), {mark: spot for spot, mark in _marks(after).items()}
    kept: list[Rule] = []
    lost: list[Rule] = []
    for rule in rules:
        moved = _moved(rule, old, new, before, after)
        if moved is None:
            lost.append(rule)
        else:
            kept.append(moved)
    return Rematched(kept, lost)


def _moved(
    rule: Rule,
    old: dict[Spot, _Mark],
    new: dict[_Mark, Spot],
    before: Layout,
    after: Layout,
) -> Rule | None:
    first = new.get(old.get(rule.spot, (-1, (), (), 0)))
    corner = Spot(rule.sheet, rule.bottom, rule.right)
    last = new.get(old.get(corner, (-1, (), (), 0)))
    if first is None or last is None or last.row < first.row or last.column < first.column:
        return None
    if first.sheet != last.sheet:
        return None
    if rule.fields and last.column - first.column != rule.right - rule.left:
        return None  # a column more or less between those of the list: which is which?
    names_at = _names_at(rule, first.sheet, before, after)
    if names_at is None:
        return None
    return replace(
        rule,
        sheet=first.sheet,
        top=first.row,
        left=first.column,
        bottom=last.row,
        right=last.column,
        names_at=names_at,
    )


def _names_at(rule: Rule, sheet: int, before: Layout, after: Layout) -> int | None:
    """Where most of the names of the parts stand now."""
    if not rule.names_in:
        return 0
    names = set(_line(before.pages[rule.sheet], rule.names_in, rule.names_at))
    page = after.pages[sheet]
    counts = Counter[int]()
    for cell in page.sheet.cells:
        if page.words(cell.row, cell.column) in names:
            counts[cell.column if rule.names_in == "column" else cell.row] += 1
    return counts.most_common(1)[0][0] if counts else None


def _line(page: Page, names_in: str, place: int) -> list[str]:
    cells = page.sheet.cells
    spots = [
        (cell.row, cell.column)
        for cell in cells
        if (cell.column if names_in == "column" else cell.row) == place
    ]
    return [words for spot in spots if (words := page.words(*spot))]


def _marks(layout: Layout) -> dict[Spot, _Mark]:
    """Every cell with what it is known by; a cell with words of its own also by these."""
    found: dict[Spot, _Mark] = {}
    seen = Counter[tuple[int, tuple[str, ...], tuple[str, ...]]]()
    for spot in layout.spots:
        page = layout.pages[spot.sheet]
        own = page.said(spot.row, spot.column)
        above = (own,) if own else page.above(spot.row, spot.column)
        words = (spot.sheet, above, () if own else page.left(spot.row, spot.column))
        found[spot] = (*words, seen[words])
        seen[words] += 1
    return found
