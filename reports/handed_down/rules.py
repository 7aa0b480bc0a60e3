"""What is taught about a form: which cells hold which figure, list, word, or are typed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from reports.figures import REGISTRY
from reports.handed_down.layout import Layout, Page, Spot
from reports.statistics.asking import since_january
from township_safety.periods import Period
from township_safety.spreadsheets.blanks import BlankCell

FIGURE, LIST, WORD, TEXT, TYPED = "figure", "list", "word", "text", "typed"
KINDS = {
    FIGURE: "数据",
    LIST: "台账清单",
    WORD: "单位、日期等",
    TEXT: "固定文字",
    TYPED: "每期手填",
}
DAYS = {
    "period": "本期",
    "year": "1月1日起累计",
    "previous": "上期",
    "last_year": "上年同期",
}
DIMENSIONS = {"village": "村（居）", "sector": "行业领域"}
SERIAL = "#"


@dataclass(frozen=True)
class Rule:
    """A block of cells and what is written into it.

    `names_in` says where the names of the parts stand: in column or row number `names_at`.
    `fields` are the register's columns, one for each column of the form, "" to leave it.
    """

    sheet: int
    top: int
    left: int
    bottom: int
    right: int
    kind: str
    key: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    days: str = "period"
    form: str = ""
    dimension: str = ""
    names_in: str = ""
    names_at: int = 0
    text: str = ""
    fields: tuple[str, ...] = ()
    is_suggested: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{**kept, "fields": tuple(kept.get("fields", ()))})

    @property
    def spot(self) -> Spot:
        return Spot(self.sheet, self.top, self.left)

    @property
    def block(self) -> tuple[int, int, int, int]:
        return self.top, self.left, self.bottom, self.right

    @property
    def is_one_cell(self) -> bool:
        return (self.top, self.left) == (self.bottom, self.right)

    @property
    def where(self) -> str:
        last = Spot(self.sheet, self.bottom, self.right).name
        return self.spot.name if self.is_one_cell else f"{self.spot.name}至{last}"

    def covers(self, spot: Spot) -> bool:
        return (
            spot.sheet == self.sheet
            and self.top <= spot.row <= self.bottom
            and self.left <= spot.column <= self.right
        )

    def lies_in(self, other: Rule) -> bool:
        return other.covers(self.spot) and other.covers(Spot(self.sheet, self.bottom, self.right))

    @property
    def what(self) -> str:
        """In a few words, for the cell and the list of settings."""
        if self.kind in (FIGURE, LIST):
            figure = REGISTRY.figures.get(self.key)
            name = figure.name.replace(".", "") if figure else "（已取消的数据项）"
            name += "清单" if self.kind == LIST else ""
            return name if self.days == "period" else f"{name}·{DAYS.get(self.days, '')}"
        if self.kind == WORD:
            return self.text
        return f"“{self.text}”" if self.kind == TEXT else KINDS[TYPED]


def read_rules(kept: Iterable[Mapping[str, Any]]) -> list[Rule]:
    return [Rule.from_json(each) for each in kept]


def rule_at(rules: Iterable[Rule], spot: Spot) -> Rule | None:
    """The last one taught holds; a suggestion only where nothing was taught."""
    covering = [rule for rule in rules if rule.covers(spot)]
    taught = [rule for rule in covering if not rule.is_suggested]
    found = taught or covering
    return found[-1] if found else None


def cells_of(rule: Rule, page: Page) -> list[BlankCell]:
    """Where it writes: never over a formula, in a larger block never over words."""
    cells = [cell for cell in page.within(*rule.block) if not cell.formula]
    return cells if rule.is_one_cell else [cell for cell in cells if not cell.text]


def governed(rules: list[Rule], layout: Layout) -> dict[Spot, Rule]:
    """Each cell to be filled with its rule; suggestions are not yet rules."""
    found: dict[Spot, Rule] = {}
    for rule in rules:
        if not rule.is_suggested and rule.sheet < len(layout.pages):
            page = layout.pages[rule.sheet]
            found |= {page.spot(cell): rule for cell in cells_of(rule, page)}
    return found


def untaught(rules: list[Rule], layout: Layout) -> list[Spot]:
    """Empty cells of the tables of which nobody has said anything."""
    known = governed(rules, layout)
    return [
        spot
        for page in layout.pages
        for cell in page.sheet.cells
        if cell.is_framed
        and not cell.text
        and not cell.formula
        and (spot := page.spot(cell)) not in known
        and (page.above(spot.row, spot.column) or page.left(spot.row, spot.column))
    ]


def period_of(rule: Rule, period: Period) -> Period:
    match rule.days:
        case "year":
            return since_january(period, period.last_day)
        case "previous":
            return period.previous()
        case "last_year":
            return period.same_period_last_year()
        case _:
            return period
