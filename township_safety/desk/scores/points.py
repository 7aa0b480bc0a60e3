"""Points from parts of a whole: weights, what is not asked of somebody, ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from township_safety.desk.models import Part

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Row:
    """One row that cost points, or one that earned them."""

    text: str
    url: str
    is_good: bool = False


@dataclass
class PartScore:
    """`done` of `whole`; of nothing asked (0/0) there are no points and the weight goes to the
    other parts. `aside` tells what is counted apart."""

    part: Part
    done: int = 0
    whole: int = 0
    aside: str = ""
    rows: list[Row] = field(default_factory=list)
    weight: Decimal = Decimal(0)
    points: Decimal | None = None

    @property
    def is_asked(self) -> bool:
        return self.whole > 0

    @property
    def fraction(self) -> str:
        return f"{self.done}/{self.whole}" if self.is_asked else "/"

    @property
    def short(self) -> str:
        """The label where there is little room."""
        return _SHORT[self.part]

    @property
    def lost(self) -> Decimal:
        return Decimal(0) if self.points is None else self.weight - self.points

    @property
    def words(self) -> str:
        """Why points are missing."""
        said = []
        if not self.is_asked:
            said.append("本季度没有这项要求，分值按比例并入其他项")
        elif self.lost:
            whole = _WHOLE[self.part].format(self.whole)
            missing = _MISSING[self.part].format(self.whole - self.done)
            said.append(f"{whole}，{missing}，扣{plain(self.lost)}分")
        if self.aside:
            said.append(self.aside)
        return "；".join(said)


_SHORT = {
    Part.LETTERS: "责任书",
    Part.INSPECTIONS: "例行检查",
    Part.CLOSURE: "整改",
    Part.OVERDUE: "按期",
    Part.RETURNS: "报送",
}
_WHOLE = {
    Part.LETTERS: "应签{}份",
    Part.INSPECTIONS: "应完成{}次",
    Part.CLOSURE: "应整改{}处",
    Part.OVERDUE: "期末应按期整改的{}条",
    Part.RETURNS: "应报{}期",
}
_MISSING = {
    Part.LETTERS: "没有签{}份",
    Part.INSPECTIONS: "没有完成{}次",
    Part.CLOSURE: "没有整改{}处",
    Part.OVERDUE: "逾期{}条",
    Part.RETURNS: "没有按时自报{}期",
}


@dataclass
class Total:
    """One village or station."""

    key: int
    name: str
    parts: list[PartScore]
    total: Decimal | None = None
    rank: int | None = None

    @property
    def lost_words(self) -> list[str]:
        """Of parts that were asked; what becomes of the others is said once for all."""
        asked = [part for part in self.parts if part.is_asked or part.aside]
        return [f"{part.part.label}：{part.words}" for part in asked if part.words]


def weigh(total: Total, weights: Mapping[str, int]) -> Total:
    """The weight of what is not asked goes to the other parts, in proportion; nothing asked at
    all gives no total. Each part is rounded, and the total is the sum of what is printed."""
    asked = [part for part in total.parts if part.is_asked]
    sum_asked = sum(weights[part.part] for part in asked)
    for part, weight in zip(asked, _shared(asked, weights, sum_asked), strict=True):
        part.weight = weight
        part.points = _rounded(weight * part.done / part.whole)
    total.total = sum((p.points or Decimal(0) for p in asked), Decimal(0)) if sum_asked else None
    return total


def _shared(
    asked: Sequence[PartScore], weights: Mapping[str, int], sum_asked: int
) -> list[Decimal]:
    """In tenths that make 100 together; the last part with a weight takes the rounding."""
    if not sum_asked:
        return [Decimal(0)] * len(asked)
    shares = [_rounded(Decimal(100) * weights[part.part] / sum_asked) for part in asked]
    last = max(place for place, part in enumerate(asked) if weights[part.part])
    shares[last] += Decimal(100) - sum(shares)
    return shares


def ranked(totals: Sequence[Total]) -> list[Total]:
    """The best first; equal totals share a rank and the next ones are skipped. Who was asked
    nothing stands at the end without a rank."""
    order = sorted(totals, key=lambda one: (one.total is None, -(one.total or 0), one.name))
    for place, one in enumerate(order, start=1):
        if one.total is None:
            continue
        before = order[place - 2] if place > 1 else None
        one.rank = before.rank if before is not None and before.total == one.total else place
    return order


def plain(number: Decimal | None) -> str:
    """Without a decimal when whole; “/” for none."""
    if number is None:
        return "/"
    return f"{number:.0f}" if number == number.to_integral_value() else f"{number:.1f}"


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(_TENTH, ROUND_HALF_UP)


def to_json(part: PartScore) -> dict[str, Any]:
    return {
        "part": part.part.value,
        "done": part.done,
        "whole": part.whole,
        "aside": part.aside,
        "weight": str(part.weight),
        "points": None if part.points is None else str(part.points),
        "rows": [[row.text, row.url, row.is_good] for row in part.rows],
    }


def from_json(kept: Mapping[str, Any]) -> PartScore:
    return PartScore(
        part=Part(kept["part"]),
        done=kept["done"],
        whole=kept["whole"],
        aside=kept["aside"],
        rows=[Row(*row) for row in kept["rows"]],
        weight=Decimal(kept["weight"]),
        points=None if kept["points"] is None else Decimal(kept["points"]),
    )
