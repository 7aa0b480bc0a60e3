"""A district's gas office, first half of 2023: the rows behind documents 003-09 and 003-02."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.seeds.spread import days, shares

FIRST, LAST = date(2023, 1, 1), date(2023, 6, 30)
LONG_AGO = date(2021, 1, 1)
GAS, SWEEP = "燃气", "全区燃气大排查整治"
STATION, SUPPLIER, BUILDER = "液化气储备站一号", "瓶装气供应企业一号", "道路施工单位一号"
MONTH_ENDS = [date(2023, month, 28) for month in range(1, 7)]
JULY = date(2023, 7, 1)

OUTINGS = [
    {"number": f"气{n}", "on": on, "category": "执法", "kind": "专项检查", "sector": GAS,
     "topic": "燃气经营和使用执法"}
    for n, on in enumerate([*days(date(2023, 1, 10), date(2023, 6, 28), 24), JULY], 1)
]  # fmt: skip


def _case(outing: int, number: int, fine: int | None, **fields: Any) -> dict[str, Any]:
    return {
        "operation": f"气{outing}",
        "kind": "立案",
        "quantity": number,
        "fine_amount": fine,
        **fields,
    }


MAJOR_CASES = [
    _case(9, 1, 100000, case_grade="重大案件", site=SUPPLIER, note="未定期检查用户设施"),
    _case(15, 1, 100000, case_grade="重大案件", site=BUILDER, note="施工损毁管道"),
]
ORDINARY_CASES = [
    _case(n, number, fine, case_grade="一般案件")
    for n, (number, fine) in enumerate(
        zip(shares(220 - 2, 24), shares(344670 - 200000, 24), strict=True), 1
    )
]

ROWS: dict[str, list[dict[str, Any]]] = {
    "campaigns": [{"name": SWEEP, "first_day": FIRST, "last_day": date(2023, 12, 31)}],
    "sites": [
        {"name": name, "categories": category, "sector": GAS, "active_from": LONG_AGO}
        for name, category in (
            (STATION, "燃气储备站"), (SUPPLIER, "液化气站"), (BUILDER, "在建项目"),
        )
    ],
    "operations": OUTINGS,
    "operation_results": [
        *MAJOR_CASES,
        *ORDINARY_CASES,
        *({"operation": "气12", "kind": "刑事拘留", "quantity": 1} for _ in range(2)),
        {"operation": "气17", "kind": "治安拘留", "quantity": 2},
        # Ordered in April and once more in May: one enterprise.
        *(
            {"operation": f"气{n}", "kind": "停产停业整顿", "quantity": 1, "site": STATION}
            for n in (14, 18)
        ),
        _case(25, 3, 1500),
    ],
    "hazard_counts": [
        {"on": on, "source": "入户排查", "sector": GAS, "campaigns": SWEEP, "found": found,
         "rectified": found}
        for on, found in zip([*MONTH_ENDS, JULY], [*shares(6534, 6), 20], strict=True)
    ],
    "surveys": [
        {"on": on, "item": item, "households": households, "sector": GAS, "campaign": campaign}
        for item, total, campaign in (
            ("更换金属软管", 12729, None), ("入户走访", 73128, SWEEP),
        )
        for on, households in zip([*MONTH_ENDS, JULY], [*shares(total, 6), 35], strict=True)
    ],
    "publicity": [
        {"on": on, "item": "告知资料", "quantity": quantity, "sector": GAS,
         "topic": "用气安全告知"}
        for on, quantity in zip([*MONTH_ENDS, JULY], [*shares(40000, 6), 200], strict=True)
    ],
}  # fmt: skip
