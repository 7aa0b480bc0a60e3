"""A form with as many lines as its lists need: rows are put in before their last line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.figures import DimensionProblem, Request, Scope
from reports.handed_down.layout import Layout, Page
from reports.handed_down.lists import MOST_LINES, how_many
from reports.handed_down.rules import LIST, TYPED, Rule, period_of
from township_safety.organisation.models import Office
from township_safety.periods import Period
from township_safety.spreadsheets.references import Stretch


@dataclass(frozen=True)
class Widened:
    """The form with its new lines, and what was taught where it stands now."""

    layout: Layout
    rules: list[Rule]


def widened(layout: Layout, rules: list[Rule], *, office: Office, period: Period) -> Widened:
    found: dict[tuple[int, int], Stretch] = {}
    for rule in rules:
        if rule.kind == LIST and not rule.is_suggested and rule.sheet < len(layout.pages):
            page = layout.pages[rule.sheet]
            lines = lines_of(rule, page)
            if lines and can_grow(rule, page):
                missing = min(_total(rule, office, period), MOST_LINES) - len(lines)
                one = _stretch(page, lines, missing)
                known = found.get((rule.sheet, one.like))
                if missing > 0 and (known is None or known.count < missing):
                    found[rule.sheet, one.like] = one
    stretches = tuple(found[place] for place in sorted(found, reverse=True))
    for stretch in stretches:
        rules = [_moved(rule, stretch, layout) for rule in rules]
    return Widened(layout.stretched(stretches), rules)


def lines_of(rule: Rule, page: Page) -> list[int]:
    """The rows of its block that can be written."""
    return sorted({cell.row for cell in page.within(*rule.block) if not cell.formula})


def can_grow(rule: Rule, page: Page) -> bool:
    """Not where one entry has several rows, nor where a formula spans cells."""
    columns = range(rule.left, rule.right + 1)
    rows = range(rule.top, rule.bottom + 1)
    cells = {page.cell(row, column) for row in rows for column in columns}
    return not page.sheet.is_rigid and all(cell and cell.rowspan == 1 for cell in cells)


def request_of(rule: Rule, *, office: Office, period: Period) -> Request:
    """Raises DimensionProblem."""
    filters = {name: code for name, code in rule.filters.items() if code}
    scope = Scope((office.pk,), period_of(rule, period)).narrowed(**filters)
    return Request(rule.key, scope)


def _total(rule: Rule, office: Office, period: Period) -> int:
    try:
        return how_many(request_of(rule, office=office, period=period))
    except (DimensionProblem, LookupError, ValueError):
        return 0  # the filling says that the list could not be had


def _stretch(page: Page, lines: list[int], count: int) -> Stretch:
    """Before the last line, so that its frame stays the lowest and sums take the new ones in."""
    is_only = lines[-1] - 1 not in lines
    like = lines[-1] if is_only else lines[-1] - 1
    return Stretch(page.sheet.title, like, count, is_only=is_only)


def _moved(rule: Rule, stretch: Stretch, layout: Layout) -> Rule:
    if rule.sheet >= len(layout.pages) or layout.pages[rule.sheet].sheet.title != stretch.sheet:
        return rule
    grows = rule.kind in (LIST, TYPED) or rule.top < rule.bottom
    top, bottom = stretch.rows(rule.top, rule.bottom, grows=grows)
    names_at = stretch.row(rule.names_at) if rule.names_in == "row" else rule.names_at
    return replace(rule, top=top, bottom=bottom, names_at=names_at)
