"""月末销号例检例查: sessions held, hazards taken, hazards closed at them."""

from __future__ import annotations

from django.db.models import Q

from inspections.models import Clearance, ClearanceItem
from inspections.models.clearances import Decision
from reports.figures.catalogue.days import dated
from reports.figures.definitions import REGISTRY, Figure, Term
from reports.figures.dimensions import chosen, coded, declare, identified
from reports.figures.measures import Rows

declare(Clearance, led_by=chosen("chair_class"))
declare(
    ClearanceItem,
    sector=coded("hazard__sector"),
    village=identified("hazard__village"),
    grade=chosen("hazard__grade"),
    led_by=chosen("clearance__chair_class"),
)


def _lines(key: str, name: str, definition: str, extra: Q | None = None) -> Figure:
    term = Term(ClearanceItem, dated("clearance__held_on", extra), Rows())
    return Figure(key, name, "处", definition, (term,))


REGISTRY.add(
    Figure(
        "clearance.sessions",
        "销号例检例查.次数",
        "次",
        "召开日期在统计期内的月末重点隐患整治销号例检例查",
        (Term(Clearance, dated("held_on"), Rows()),),
    ),
    _lines(
        "clearance.taken",
        "销号例检例查.研究隐患数",
        "统计期内召开的例检例查研究的隐患；研究几次算几次，误录作废的不算",
    ),
    _lines(
        "clearance.closed",
        "销号例检例查.会上销号数",
        "统计期内召开的例检例查决定销号的隐患，误录作废的不算",
        Q(decision=Decision.CLOSE),
    ),
)
