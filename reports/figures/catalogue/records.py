"""其他数目: papers laid down, days on duty, insurance, sampling, standardisation."""

from __future__ import annotations

from django.db.models import Model

from reports.figures.catalogue.days import dated
from reports.figures.definitions import REGISTRY, Figure, Ratio, Term
from reports.figures.dimensions import chosen, coded, declare, identified, text
from reports.figures.measures import Distinct, Measure, Rows, Total
from township_safety.activities.models import (
    DutyRoster,
    InsuranceClaim,
    PolicyDocument,
    SamplingTest,
    Standardisation,
)

declare(
    PolicyDocument,
    kind=coded("kind"),
    sector=coded("sector"),
    campaign=identified("campaign"),
    topic=text("title"),
)
declare(DutyRoster)
declare(InsuranceClaim, sector=coded("sector"))
declare(SamplingTest, sector=coded("sector"), topic=text("subject"))
declare(
    Standardisation,
    level=chosen("level"),
    sector=coded("site__sector"),
    village=identified("site__village"),
)


def _figure(
    model: type[Model],
    key: str,
    name: str,
    unit: str,
    what: str,
    measure: Measure,
    *,
    day: str = "on",
) -> Figure:
    return Figure(key, name, unit, what, (Term(model, dated(day), measure),))


REGISTRY.add(
    _figure(
        PolicyDocument,
        "policy.count",
        "制度文件.份数",
        "份",
        "印发日期在统计期内的制度、方案、职责等文件",
        Rows(),
        day="adopted_on",
    ),
    _figure(
        DutyRoster,
        "roster.days",
        "值班.天数",
        "天",
        "统计期内排了值班的日子，一天几个班次只算一天",
        Distinct("on"),
    ),
    _figure(
        InsuranceClaim,
        "insurance.claims",
        "保险理赔.件数",
        "件",
        "统计期内登记的理赔件数之和",
        Total("claims"),
    ),
    Figure(
        "insurance.amount",
        "保险理赔.金额",
        "元",
        "统计期内登记的理赔金额之和",
        (Term(InsuranceClaim, dated("on"), Total("amount")),),
        is_money=True,
    ),
    _figure(
        SamplingTest,
        "sampling.rounds",
        "抽检.次数",
        "次",
        "统计期内抽检的次数之和",
        Total("rounds"),
    ),
    _figure(
        SamplingTest,
        "sampling.batches",
        "抽检.批次",
        "批次",
        "统计期内抽检的批次之和",
        Total("batches"),
    ),
    _figure(
        SamplingTest,
        "sampling.passed",
        "抽检.合格批次",
        "批次",
        "统计期内抽检合格的批次之和",
        Total("passed"),
    ),
    Ratio(
        "sampling.rate",
        "抽检.合格率",
        "统计期内抽检的批次中合格的比例",
        "sampling.passed",
        "sampling.batches",
    ),
    _figure(
        Standardisation,
        "standardisation.applied",
        "标准化创建.申报家数",
        "家",
        "申请日期在统计期内的不同监管对象",
        Distinct("site"),
        day="applied_on",
    ),
    _figure(
        Standardisation,
        "standardisation.passed",
        "标准化创建.通过家数",
        "家",
        "通过日期在统计期内的不同监管对象",
        Distinct("site"),
        day="passed_on",
    ),
)
