"""A county's emergency bureau, first half of 2023: the rows behind document 003-10."""

from __future__ import annotations

from datetime import date
from itertools import chain, repeat
from typing import Any

from tests.seeds.spread import days, shares

FIRST, LAST = date(2023, 1, 1), date(2023, 6, 30)
LONG_AGO = date(2021, 1, 1)
YEAR_END = date(2023, 12, 31)
WINTER, MAJOR = "岁末年初重大隐患专项整治", "重大事故隐患专项排查整治2023行动"
ROAD, TASK_FORCE = "道路交通", "工作专班检查"
CITY_OFFICE, COUNTY_OFFICE = "市安委办", "县安委办"
IN_WINTER = (date(2023, 1, 3), date(2023, 3, 13))
TOWNS = {"城关镇": 4, "东关镇": 2, "西关镇": 3, "南河镇": 2, "北河镇": 3, "清溪镇": 3, "林头镇": 3}


def _outings(mark: str, times: int, kind: str, **fields: Any) -> list[dict[str, Any]]:
    return [
        {"number": f"{mark}{n}", "on": on, "category": "检查", "kind": kind, "campaigns": WINTER,
         **fields}
        for n, on in enumerate(days(*IN_WINTER, times), 1)
    ]  # fmt: skip


SUPERVISED = [
    {**row, "groups": groups, "with_experts": "是", "expert_times": experts}
    for row, groups, experts in zip(
        _outings("督", 60, "督导督查"), shares(842, 60), shares(176, 60), strict=True
    )
]
GUIDED = _outings("导", 20, "指导服务")
ENFORCED = _outings("执", 298, "专项检查", category="执法")


def _hazard(number: str, on: date, fault: str, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "found_on": on,
        "description": fault,
        "grade": "一般",
        "source": "专项检查、专项整治",
        "rectify_mode": "限期整改",
        "due_on": date(2023, 8, 31),
        **fields,
    }


CLOSED_MAJOR = [
    _hazard(f"冬-{n}", date(2023, 2, 6 + n), fault, grade="重大", campaigns=WINTER, sector=sector,
            due_on=date(2023, 3, 31), rectified_on=date(2023, 3, 20))
    for n, (fault, sector) in enumerate(
        (("储罐区报警装置全部停用", "危险化学品"), ("作业平台无通风联锁", "工贸")), 1
    )
]  # fmt: skip
DUST = _hazard(
    "重-1", date(2023, 5, 16), "车间没有除尘防爆装置", grade="重大", campaigns=MAJOR, sector="工贸"
)
BRIDGES = _hazard(
    "重-2", date(2023, 5, 23), "国省干线桥梁护栏防护等级不足", grade="重大", campaigns=MAJOR,
    sector=ROAD, affected_quantity=58, affected_unit="座", due_on=date(2023, 9, 30),
)  # fmt: skip
LISTED_BY_THE_CITY = _hazard(
    "路-0", date(2022, 11, 8), "长下坡路段无避险车道", sector=ROAD, due_on=date(2023, 6, 30),
    rectified_on=date(2023, 5, 30),
)  # fmt: skip
BY_THE_TASK_FORCE = [
    _hazard(f"路-{n}", on, "视距不良路段无警示设施", sector=ROAD, source=TASK_FORCE,
            rectified_on=date(2023, 6, 15) if n <= 4 else None)
    for n, on in enumerate(days(date(2023, 4, 10), date(2023, 5, 31), 17), 1)
]  # fmt: skip
# Of each of the 42 people: full or part time, establishment, certificate.
POSTS = zip(
    chain(repeat("专职", 28), repeat("兼职", 14)),
    chain(repeat("行政编", 13), repeat("事业编", 21), repeat("编外聘用", 8)),
    chain((f"执法{n:03d}" for n in range(1, 13)), repeat(None, 30)),
    strict=True,
)


def _listing(row: dict[str, Any], body: str, level: str, on: date) -> dict[str, Any]:
    return {
        "hazard": row["number"],
        "body": body,
        "level": level,
        "listed_on": on,
        "due_on": row["due_on"],
    }


ROWS: dict[str, list[dict[str, Any]]] = {
    "campaigns": [
        {"name": WINTER, "first_day": date(2022, 12, 1), "last_day": date(2023, 3, 31)},
        {"name": MAJOR, "first_day": date(2023, 5, 1), "last_day": YEAR_END},
    ],
    "nil_returns": [
        {"register": "事故", "first_day": FIRST, "last_day": LAST, "declared_on": LAST,
         "declared_by": "县局值班室", "evidence": "各镇和成员单位上半年报表"},
    ],
    "meetings": [
        {"on": on, "kind": kind, "topic": "安全生产", "leader_class": "党政主要领导"}
        for kind, times in (("党委会", 3), ("政府常务会", 4))
        for on in [*days(date(2023, 1, 12), date(2023, 6, 20), times), date(2023, 7, 6)]
    ],
    "operations": [*SUPERVISED, *GUIDED, *ENFORCED],
    "operation_targets": [
        {"operation": row["number"], "category": "加工制造企业", "quantity": quantity}
        for rows, total in ((SUPERVISED, 2009), (GUIDED, 949))
        for row, quantity in zip(rows, shares(total, len(rows)), strict=True)
    ],
    "operation_results": [
        {"operation": f"执{10 * n - 9}", "kind": "罚款", "quantity": 1, "fine_amount": fine}
        for n, fine in enumerate(shares(1379850, 30), 1)
    ],
    "hazards": [*CLOSED_MAJOR, DUST, BRIDGES, LISTED_BY_THE_CITY, *BY_THE_TASK_FORCE],
    "listings": [
        _listing(LISTED_BY_THE_CITY, CITY_OFFICE, "市（州）级", date(2022, 12, 5)),
        _listing(BRIDGES, COUNTY_OFFICE, "县（区）级", date(2023, 6, 5)),
        # Announced in the report, done after the half-year.
        *(
            _listing(row, COUNTY_OFFICE, "县（区）级", date(2023, 7, 3))
            for row in BY_THE_TASK_FORCE[4:]
        ),
    ],
    "hazard_counts": [
        *(
            {"on": on, "source": "督导督查", "campaigns": WINTER, "found": found,
             "rectified": found}
            for on, found in zip(days(*IN_WINTER, 3), shares(1217, 3), strict=True)
        ),
        *(
            {"on": on, "source": "专项检查、专项整治", "campaigns": MAJOR, "found": found,
             "rectified": rectified}
            for on, found, rectified in zip(
                (date(2023, 5, 31), date(2023, 6, 29)), shares(221, 2), shares(152, 2), strict=True
            )
        ),
    ],
    "staff": [
        *(
            {"name": f"应急人员{n:02d}", "role": "工作人员", "employment": employment,
             "establishment": establishment, "certificate": certificate, "active_from": LONG_AGO}
            for n, (employment, establishment, certificate) in enumerate(POSTS, 1)
        ),
        {"name": "调出人员", "role": "工作人员", "employment": "专职", "establishment": "行政编",
         "certificate": "执法099", "active_from": LONG_AGO, "active_to": date(2023, 6, 29)},
    ],
    "teams": [
        {"name": f"{town}应急管理办公室", "kind": "应急办、安全办", "level": "乡（镇）级",
         "member_count": full_time, "active_from": LONG_AGO}
        for town, full_time in TOWNS.items()
    ],
    "plan_items": [
        {"plan_document": "安全生产硬措施县级实施细则", "text": f"县级具体措施第{n}条",
         "first_day": FIRST, "last_day": YEAR_END}
        for n in range(1, 85)
    ],
}  # fmt: skip
