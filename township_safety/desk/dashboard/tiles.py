"""The numbers at the top of the page, each with the period before and a year ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.figures import REGISTRY, Ratio
from township_safety.desk.dashboard.asking import Asking, Cell, Span, difference
from township_safety.documents.numerals import trimmed

# Label, figure, what narrows it, colour while it is not zero. First what stands on the last day,
STANDING: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("未整改", "hazard.remaining", {}, ""),
    ("逾期", "hazard.overdue", {}, "overdue"),
    ("3个工作日内到期", "hazard.due_soon", {}, "due"),
    ("重大隐患未整改", "hazard.remaining", {"grade": "major"}, "overdue"),
    ("挂牌督办", "hazard.listed", {}, ""),
    ("待报送", "submission.owed", {}, "due"),
)
# then what happened in the period.
HAPPENED: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("排查隐患", "hazard.found", {}, ""),
    ("整改隐患", "hazard.rectified", {}, ""),
    ("本期排查整改率", "hazard.rate", {}, ""),
    ("累计整改率", "hazard.flow_rate", {}, ""),
    ("本期排查销号率", "hazard.closing_rate", {}, ""),
    ("销号用时中位数", "hazard.days_to_close", {}, ""),
    ("下达整改文书", "notice.issued", {}, ""),
    ("检查执法", "operation.count", {}, ""),
    ("检查家次", "target.visits", {}, ""),
    ("未排查监管对象", "site.uninspected", {}, ""),
)


@dataclass(frozen=True)
class Compared:
    """What the same figure was in another period, and how it has moved since."""

    label: str
    cell: Cell
    now: Cell

    @property
    def moved(self) -> str:
        found = difference(self.now, self.cell)
        if found is None:
            return ""
        if not found:
            return "持平"
        is_rate = isinstance(REGISTRY.get(self.cell.request.key), Ratio)
        size = trimmed(abs(found), decimals=1)
        return f"{'多' if found > 0 else '少'}{size}{'个百分点' if is_rate else ''}"


@dataclass(frozen=True)
class Tile:
    label: str
    cell: Cell
    compared: tuple[Compared, ...]
    alarm: str = ""

    @property
    def tone(self) -> str:
        return self.alarm if self.alarm and self.cell.number else ""


def tiles(asking: Asking, span: Span) -> list[Tile]:
    return list(_tiles(asking, span))


def _tiles(asking: Asking, span: Span) -> Iterator[Tile]:
    others = (("上期", span.before), ("上年同期", span.year_ago))
    for label, key, parts, alarm in (*STANDING, *HAPPENED):
        scope = span.scope.narrowed(**parts)
        now = asking.cell(key, scope)
        compared = tuple(
            Compared(name, asking.cell(key, scope.over(period)), now) for name, period in others
        )
        yield Tile(label, now, compared, alarm)
