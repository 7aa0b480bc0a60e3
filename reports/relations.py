"""What must hold between figures: balances, parts and wholes, never more signed than owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from reports.figures import NONE, REGISTRY, Request, Scope, Value


@dataclass(frozen=True)
class Relation:
    """Sum of the left figures compared with the sum of the right ones."""

    label: str
    left: tuple[Request, ...]
    right: tuple[Request, ...]
    sign: Literal["=", "≤"] = "="

    @property
    def requests(self) -> tuple[Request, ...]:
        return (*self.left, *self.right)


@dataclass(frozen=True)
class Check:
    """A relation with its numbers filled in."""

    label: str
    holds: bool
    words: str


def relations(scope: Scope, parts: Mapping[str, Iterable[str]]) -> list[Relation]:
    """All relations of a scope. `parts` gives the codes of each partition: sector, village …"""

    def ask(key: str, **filters: str) -> Request:
        return Request(key, scope.narrowed(**filters))

    balance = Relation(
        "上期结转＋本期排查＋复查退回＝本期整改＋期末未整改",
        (ask("hazard.opening"), ask("hazard.found"), ask("hazard.returned")),
        (ask("hazard.rectified"), ask("hazard.remaining")),
    )
    splits = [
        Relation(
            f"{REGISTRY.get(key).name}按{label}相加",
            tuple(ask(key, **{dimension: code}) for code in (*parts[dimension], NONE)),
            (ask(key),),
        )
        for key in ("hazard.found", "hazard.rectified", "hazard.remaining")
        for dimension, label in _PARTITIONS.items()
        if dimension in parts
    ]
    at_most = [
        Relation(
            f"{REGISTRY.get(part).name}不多于{REGISTRY.get(whole).name}",
            (ask(part),),
            (ask(whole),),
            "≤",
        )
        for part, whole in _AT_MOST
    ]
    return [balance, *splits, *at_most]


_PARTITIONS = {
    "sector": "行业",
    "village": "村（居）",
    "grade": "等级",
    "level": "责任层级",
    "source": "来源",
    "mode": "整改方式",
}
_AT_MOST = (
    ("hazard.found_and_rectified", "hazard.found"),
    ("hazard.overdue", "hazard.remaining"),
    ("hazard.referred_waiting", "hazard.remaining"),
    ("letter.signed", "letter.required"),
)


def check(relation: Relation, values: Mapping[Request, Value]) -> Check:
    left = sum(values[request].number or 0 for request in relation.left)
    right = sum(values[request].number or 0 for request in relation.right)
    holds = left == right if relation.sign == "=" else left <= right
    numbers = "＋".join(
        str(values[request].number) for request in relation.left if len(relation.left) <= 3
    )
    shown = f"{numbers or left}{relation.sign}"
    shown += "＋".join(str(values[request].number) for request in relation.right)
    return Check(relation.label, holds, shown)
