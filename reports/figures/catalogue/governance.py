"""What the statutory tables ask beside the account: sites seen, plans, 挂牌 by level, money."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from hazards.models import Hazard, HazardCount, Listing, conditions
from hazards.models.plan import PLAN
from inspections.models import seen_between
from reports.figures.catalogue.days import dated, standing
from reports.figures.definitions import REGISTRY, Figure, Ratio, Term
from reports.figures.measures import Rows, Total
from reports.figures.scope import Scope
from township_safety.register.models import Site

# The six points of a 治理方案; cause and harm alone are no plan.
_POINTS = tuple(name for name in PLAN if name.startswith("plan_"))
# The five 落实 of the tables: not the five of the law's 五落实, which asks for other things.
_ASSURED: tuple[tuple[str, str, Q], ...] = (
    ("goals", "治理目标任务", ~Q(plan_goals="")),
    ("resources", "治理经费物资", ~Q(plan_resources="") | Q(funds__gt=0)),
    ("people", "治理机构人员", ~Q(plan_people="") | ~Q(responsible_person="")),
    ("schedule", "治理时间要求", ~Q(plan_schedule="") | Q(due_on__isnull=False)),
    ("safeguards", "安全措施应急预案", ~Q(plan_safeguards="")),
)


def searched(scope: Scope) -> Q:
    """A visit that took place, or a search that was recorded, on one of the days."""
    days = (scope.first_day, scope.last_day)
    hazards = Hazard.objects.counted().dated_in(*days).filter(site=OuterRef("pk"))
    counts = HazardCount.objects.counted().dated_in(*days).filter(site=OuterRef("pk"))
    return seen_between(*days) | Q(Exists(hazards)) | Q(Exists(counts))


def _seen(scope: Scope) -> Q:
    return standing()(scope) & searched(scope)


def _planned(extra: Q | None = None) -> Callable[[Scope], Q]:
    """未销号 with a plan; what the plan says is asked of the row as it is now."""
    has_plan = Q()
    for name in _POINTS:
        has_plan |= ~Q(**{name: ""})

    def where(scope: Scope) -> Q:
        planned = conditions.unclosed_on(scope.last_day) & has_plan
        return planned & extra if extra is not None else planned

    return where


def _listed(level: Listing.Level) -> Callable[[Scope], Q]:
    def where(scope: Scope) -> Q:
        listings = Listing.objects.standing(on=scope.last_day)
        return Q(pk__in=listings.filter(level=level).values("hazard"))

    return where


def _standing(key: str, name: str, definition: str, where: Callable[[Scope], Q]) -> Figure:
    term = Term(Hazard, where, Rows())
    return Figure(f"hazard.{key}", f"隐患.{name}", "处", definition, (term,), is_flow=False)


_PLANNED = "到数据截至日尚未销号、登记了治理方案的隐患"

REGISTRY.add(
    Figure(
        "site.inspected",
        "监管对象.已排查数",
        "家",
        "到数据截至日在册、统计期内检查到或登记过排查的监管对象；排查几次都算一家",
        (Term(Site, _seen, Rows()),),
    ),
    Ratio(
        "site.coverage",
        "监管对象.排查覆盖率",
        "到数据截至日在册的监管对象中，统计期内已排查的比例",
        "site.inspected",
        "site.count",
    ),
    Figure(
        "hazard.found_and_closed",
        "隐患.本期发现已销号数",
        "处",
        "检查日期在统计期内、到数据截至日已销号的隐患",
        (
            Term(
                Hazard,
                lambda scope: dated("found_on")(scope) & Q(closed_on__lte=scope.last_day),
                Rows(),
            ),
        ),
    ),
    Ratio(
        "hazard.closing_rate",
        "隐患.本期排查销号率",
        "检查日期在统计期内的隐患中，到数据截至日已销号的比例",
        "hazard.found_and_closed",
        "hazard.found",
    ),
    _standing("planned", "列入治理计划数", _PLANNED, _planned()),
    *(
        _standing(f"planned_{key}", f"落实{name}数", f"{_PLANNED}中，已落实{name}的", _planned(q))
        for key, name, q in _ASSURED
    ),
    _standing(
        "planned_wholly",
        "五到位数",
        f"{_PLANNED}中，目标任务、经费物资、机构人员、时间要求、安全措施应急预案都已落实的",
        _planned(
            _ASSURED[0][2] & _ASSURED[1][2] & _ASSURED[2][2] & _ASSURED[3][2] & _ASSURED[4][2]
        ),
    ),
    _standing(
        "listed_province",
        "省级挂牌督办数",
        "到数据截至日由省级挂牌督办、尚未解除的隐患",
        _listed(Listing.Level.PROVINCE),
    ),
    _standing(
        "listed_city",
        "市级挂牌督办数",
        "到数据截至日由市（州）级挂牌督办、尚未解除的隐患",
        _listed(Listing.Level.CITY),
    ),
    Figure(
        "hazard.funds",
        "隐患.整改资金",
        "元",
        "检查日期在统计期内的隐患登记的整改资金之和",
        (Term(Hazard, dated("found_on"), Total("funds")),),
        is_money=True,
    ),
    Figure(
        "hazard.planned_funds",
        "隐患.治理计划资金",
        "元",
        f"{_PLANNED}登记的整改资金之和",
        (Term(Hazard, _planned(), Total("funds")),),
        is_flow=False,
        is_money=True,
    ),
)
