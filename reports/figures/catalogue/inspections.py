"""检查与执法: outings, visits (家次), sites (家), people, results, penalties."""

from __future__ import annotations

from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf

from inspections.models import (
    Operation,
    OperationResult,
    OperationTarget,
    checked,
    not_checked,
    of_site_categories,
    with_partners,
)
from reports.figures.catalogue.days import dated
from reports.figures.catalogue.register import BY_CATEGORY
from reports.figures.definitions import REGISTRY, Attribute, Figure, Term, UnitBy
from reports.figures.dimensions import (
    Narrow,
    chosen,
    coded,
    declare,
    identified,
    tag,
    text,
)
from reports.figures.measures import Distinct, Measure, Rows, Total
from township_safety.register.models import ResultKind


def _outing(to: str = "") -> dict[str, Narrow]:
    """The dimensions of an operation; `to` leads to it from one of its lines."""
    row = to.removesuffix("__") or "pk"
    by_main = coded(f"{to}sector")
    by_extra = tag(Operation, "extra_sectors", by="code", row=row)
    return {
        "sector": by_main,
        "touching": lambda codes: by_main(codes) | by_extra(codes),
        "village": identified(f"{to}village"),
        "led_by": chosen(f"{to}leader_class"),
        "campaign": tag(Operation, "campaigns", row=row),
        "key_period": tag(Operation, "key_periods", row=row),
        "partners": lambda codes: with_partners(codes, row=row),
        "topic": text(f"{to}topic"),
    }


declare(Operation, **_outing(), kind=coded("kind"), category=chosen("category"))
declare(
    OperationTarget,
    **_outing("operation__"),
    kind=coded("operation__kind"),
    site=identified("site"),
    site_category=of_site_categories,
)
declare(
    OperationResult,
    **_outing("operation__"),
    kind=coded("kind"),
    grade=chosen("case_grade"),
    violation=coded("violation"),
    thing=text("item"),
    subject=text("subject"),
)

_ON = dated("operation__on")


def _outings(key: str, name: str, unit: str, what: str, measure: Measure, extra: Q) -> Figure:
    return Figure(key, name, unit, what, (Term(Operation, dated("on", extra), measure),))


def _sum(key: str, name: str, unit: str, what: str, column: str) -> Figure:
    definition = f"统计期内各次检查执法登记的{what}之和"
    return _outings(key, name, unit, definition, Total(column), Q())


_JOINT = Q(is_joint=True)
_ENFORCEMENT = Q(category=Operation.Category.ENFORCEMENT)
_INSPECTION = Q(category=Operation.Category.INSPECTION)


# A result may state its own unit (袋, 挂); else its kind's holds.
_UNIT = Coalesce(NullIf("unit", Value("")), "kind__unit")


def _result_units() -> dict[str, str]:
    return dict(ResultKind.objects.values_list("code", "unit"))


REGISTRY.add(
    _outings("operation.count", "检查执法.次数", "次", "统计期内的检查和执法", Rows(), Q()),
    _outings("inspection.count", "检查.次数", "次", "统计期内的检查", Rows(), _INSPECTION),
    _outings("enforcement.count", "执法.次数", "次", "统计期内的执法", Rows(), _ENFORCEMENT),
    _outings("operation.joint", "检查执法.联合次数", "次", "与其他部门联合开展的", Rows(), _JOINT),
    _outings(
        "enforcement.joint",
        "执法.联合执法次数",
        "次",
        "统计期内与其他部门联合开展的执法",
        Rows(),
        _ENFORCEMENT & _JOINT,
    ),
    _outings(
        "inspection.led",
        "检查.领导带队次数",
        "次",
        "统计期内由党政领导带队的检查和执法",
        Rows(),
        ~Q(leader_class=""),
    ),
    _sum("operation.person_times", "检查执法.出动人次", "人次", "出动人次", "person_times"),
    _sum("operation.police_times", "检查执法.出动警力", "人次", "警力人次", "police_times"),
    _sum("operation.vehicle_times", "检查执法.出动车辆", "台次", "出动车辆台次", "vehicle_times"),
    _sum("operation.boat_times", "检查执法.出动船艇", "艘次", "出动船艇艘次", "boat_times"),
    _sum("operation.vehicles_checked", "检查执法.检查车辆", "台次", "检查车辆", "vehicles_checked"),
    _sum("operation.mileage", "检查执法.巡查里程", "公里", "巡查里程", "mileage_km"),
    _sum("operation.expert_times", "检查执法.专家人次", "人次", "专家人次", "expert_times"),
    _sum("operation.groups", "检查执法.检查组数", "个", "检查组数", "groups"),
    Figure(
        "target.visits",
        "检查执法.检查家次",
        "家次",
        "统计期内检查到的对象，查几次算几次；关门、无人、拒绝检查的不算",
        (Term(OperationTarget, dated("operation__on", checked()), Total("quantity")),),
    ),
    Figure(
        "target.sites",
        "检查执法.检查家数",
        "家",
        "统计期内检查到的不同对象，查几次都算一家；没有建档的按登记数量",
        (
            Term(OperationTarget, dated("operation__on", checked()), Distinct("site")),
            Term(
                OperationTarget,
                dated("operation__on", checked() & Q(site__isnull=True)),
                Total("quantity"),
            ),
        ),
        unit_by=BY_CATEGORY,
    ),
    Figure(
        "target.refused",
        "检查执法.未能检查",
        "家次",
        "统计期内关门停业、无人在场、拒绝检查或已搬离的对象",
        (Term(OperationTarget, dated("operation__on", not_checked()), Total("quantity")),),
    ),
    Figure(
        "result.quantity",
        "执法结果.数量",
        "",
        "统计期内该种处置结果的数量之和",
        (Term(OperationResult, _ON, Total("quantity")),),
        unit_from=_UNIT,
        unit_by=UnitBy("kind", _result_units),
    ),
    Figure(
        "result.tonnage",
        "执法结果.吨数",
        "吨",
        "统计期内各项处置结果登记的吨数之和",
        (Term(OperationResult, _ON, Total("tonnage")),),
    ),
    Figure(
        "result.rows",
        "执法结果.起数",
        "起",
        "统计期内该种处置结果的登记数",
        (Term(OperationResult, _ON, Rows()),),
    ),
    Figure(
        "result.fines",
        "执法结果.罚款金额",
        "元",
        "统计期内各项处置结果的罚款金额之和",
        (Term(OperationResult, _ON, Total("fine_amount")),),
        is_money=True,
    ),
    Figure(
        "result.sites",
        "执法结果.涉及家数",
        "家",
        "统计期内有该种处置结果的不同监管对象，处置几次都算一家；没有建档的不算",
        (Term(OperationResult, _ON, Distinct("site")),),
    ),
    Attribute(
        "result.fine_each",
        "执法结果.每起罚款金额",
        "元",
        "所列处置结果登记的罚款金额；各起不同时写最少和最多",
        Term(OperationResult, _ON, Rows()),
        "fine_amount",
    ),
    Attribute(
        "result.goods_year",
        "执法结果.物品生产年份",
        "年",
        "所列收缴物品登记的生产年份",
        Term(OperationResult, _ON, Rows()),
        "goods_year",
    ),
)
