"""A county's transport bureau, 1 January to 14 June 2023: the rows behind document 003-04."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.seeds.spread import days, shares

FIRST, LAST = date(2023, 1, 3), date(2023, 6, 13)
LONG_AGO = date(2021, 1, 1)
ILLEGAL, OVERLOAD = "打非治违专项行动", "违法超限超载路面治理专项行动"
TRANSPORT, WATER, RURAL = "道路运输", "水上交通", "农村公路"
POLICE = "县公安局交警大队"

CARRIERS = [f"运输企业{n:02d}号" for n in range(1, 21)]
GARAGES = [f"维修企业{n}号" for n in range(1, 6)]
SOURCES = [f"货运源头企业{n}号" for n in range(1, 9)]
VESSELS = [f"客渡船{n:02d}号" for n in range(1, 60)]
BOATMEN = "水运公司"


def _site(name: str, category: str, sector: str) -> dict[str, Any]:
    return {"name": name, "categories": category, "sector": sector, "active_from": LONG_AGO}


def _outings(
    mark: str, times: int, kind: str, sector: str | None, topic: str, **sums: int | Decimal
) -> list[dict[str, Any]]:
    """So many outings from January to June that share the sums evenly."""
    parts = {
        name: shares(int(total), times) for name, total in sums.items() if isinstance(total, int)
    }
    return [
        {
            "number": f"{mark}{n}",
            "on": on,
            "category": "检查",
            "kind": kind,
            "sector": sector,
            "topic": topic,
            **{name: part[n - 1] for name, part in parts.items()},
        }
        for n, on in enumerate(days(FIRST, LAST, times), 1)
    ]


CHECKS = _outings("运", 35, "日常检查", TRANSPORT, "运输企业检查", groups=35, person_times=128)
ROAD_PATROLS = [
    {**row, "category": "执法", "campaigns": ILLEGAL}
    for row in _outings(
        "打", 24, "上路执法", "道路交通", "打非治违",
        vehicles_checked=1810, person_times=900, vehicle_times=198,
    )
]  # fmt: skip
WEIGHING = [
    {**row, "category": "执法", "is_joint": "是", "partner_agencies": POLICE, "campaigns": OVERLOAD}
    for row in _outings(
        "超", 6, "联合执法", "道路交通", "联合治超",
        person_times=65, vehicle_times=18, vehicles_checked=34,
    )
]  # fmt: skip
BOATS = _outings("航", 85, "巡查", WATER, "重要航路巡航",
                 boat_times=170, mileage_km=4790, person_times=255)  # fmt: skip
SHORE = _outings("岸", 41, "巡查", WATER, "岸线巡查",
                 vehicle_times=41, mileage_km=1520, person_times=154)  # fmt: skip
INSPECTED = _outings("检", 4, "例行检查", WATER, "船舶检验")
SAFETY = _outings("船", 1, "专项检查", WATER, "船舶安全检查")
SUPERVISED = _outings("督", 2, "督导督查", WATER, "涉水乡镇督查")
COMPANY = _outings("水", 3, "日常检查", WATER, "水运企业检查")
ROADS = _outings("路", 82, "巡查", RURAL, "农村公路巡查", vehicle_times=82, person_times=320)
LATER = {"number": "航86", "on": date(2023, 6, 15), "category": "检查", "kind": "巡查",
         "sector": WATER, "topic": "重要航路巡航", "boat_times": 2, "mileage_km": 56}  # fmt: skip


def _hazard(number: str, on: date, rectified_on: date | None, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "found_on": on,
        "grade": "一般",
        "rectify_mode": "限期整改",
        "due_on": on + timedelta(days=60),
        "rectified_on": rectified_on,
        **fields,
    }


WITH_CARRIERS = [
    _hazard(f"运-{n:03d}", on, on + timedelta(days=5), sector=TRANSPORT, source="日常巡查",
            site=CARRIERS[n % 20], description="车辆动态监控不到位")
    for n, on in enumerate(days(FIRST, date(2023, 6, 1), 68), 1)
]  # fmt: skip
ON_VESSELS = [
    _hazard(f"船-{n}", date(2023, 4, 6 + n), date(2023, 4, 20), sector=WATER, source="日常巡查",
            site=VESSELS[n], description="救生衣数量不足")
    for n in range(1, 6)
]  # fmt: skip
# 10 listed by the prefecture and 50 by the county, right by 19 April; 87 of the other 88.
ON_ROADS = [
    _hazard(
        f"路-{n:03d}",
        date(2023, 1, 10 + n % 15),
        None if n == 148 else date(2023, 4, 19 if n <= 60 else 28),
        sector=RURAL,
        source="专项检查、专项整治",
        description="临水临崖路段缺少护栏",
    )
    for n in range(1, 149)
]
ORDERED = WITH_CARRIERS[:24]
DEMAND = "限期整改"

ROWS: dict[str, list[dict[str, Any]]] = {
    "agencies": [{"name": POLICE, "kind": "协作部门"}],
    "campaigns": [
        {"name": name, "first_day": date(2023, 1, 1), "last_day": date(2023, 12, 31)}
        for name in (ILLEGAL, OVERLOAD)
    ],
    "sites": [
        *(_site(name, "道路运输企业", TRANSPORT) for name in CARRIERS),
        *(_site(name, "维修企业", TRANSPORT) for name in GARAGES),
        *(_site(name, "货运源头企业", TRANSPORT) for name in SOURCES),
        *(_site(name, "船舶", WATER) for name in VESSELS),
        _site(BOATMEN, "水运企业", WATER),
    ],
    "teams": [
        {"name": f"水上执法{n}中队", "kind": "执法中队", "active_from": LONG_AGO}
        for n in ("一", "二")
    ],
    "operations": [
        *CHECKS, *ROAD_PATROLS, *WEIGHING, *BOATS, *SHORE,
        *INSPECTED, *SAFETY, *SUPERVISED, *COMPANY, *ROADS, LATER,
    ],
    "operation_targets": [
        *({"operation": f"运{n}", "site": CARRIERS[n % 20]} for n in range(1, 36)),
        *({"operation": f"运{n}", "site": CARRIERS[(n + 7) % 20]} for n in range(1, 15)),
        *({"operation": f"超{n}", "site": name} for n, name in enumerate(GARAGES, 1)),
        *({"operation": f"检{n % 4 + 1}", "site": name} for n, name in enumerate(VESSELS[:58])),
        {"operation": "船1", "site": VESSELS[58]},
        *(
            {"operation": f"岸{n}", "category": "码头、渡口", "quantity": quantity}
            for n, quantity in enumerate(shares(121, 41), 1)
        ),
        *({"operation": f"水{n}", "site": BOATMEN} for n in range(1, 4)),
    ],
    "operation_results": [
        *({"operation": f"运{n}", "kind": "停产停业整顿", "site": CARRIERS[n]} for n in (3, 9)),
        *({"operation": f"运{n + 12}", "kind": "恢复生产", "site": CARRIERS[n]} for n in (3, 9)),
        *(
            {"operation": f"打{n}", "kind": "罚款", "quantity": quantity,
             "fine_amount": Decimal(fine)}
            for n, (quantity, fine) in enumerate(
                zip(shares(81, 24), shares(400880, 24), strict=True), 1
            )
        ),
        *(
            {"operation": f"超{n}", "kind": "查处违规车辆", "quantity": 1} for n in (1, 3, 5)
        ),
        *(
            {"operation": f"超{n}", "kind": "卸载货物", "quantity": 1, "unit": "车",
             "tonnage": Decimal(tons)}
            for n, tons in ((1, "25.30"), (3, "20.08"), (5, "25.30"))
        ),
    ],
    "hazards": [*WITH_CARRIERS, *ON_VESSELS, *ON_ROADS],
    "listings": [
        {"hazard": row["number"], "body": body, "level": level, "listed_on": date(2023, 2, 10)}
        for rows, body, level in (
            (ON_ROADS[:10], "州安委办", "市（州）级"),
            (ON_ROADS[10:60], "县安委办", "县（区）级"),
        )
        for row in rows
    ],
    "notices": [
        {"number": f"交改〔2023〕{n}号", "kind": "责令限期整改指令书", "addressee": row["site"],
         "site": row["site"], "issued_on": row["found_on"], "due_on": row["due_on"]}
        for n, row in enumerate(ORDERED, 1)
    ],
    "notice_items": [
        {"notice": f"交改〔2023〕{n}号", "hazard": row["number"], "position": 1,
         "text": row["description"], "demand": DEMAND}
        for n, row in enumerate(ORDERED, 1)
    ],
    "letters": [
        *(
            {"letter_class": "承诺书", "kind": "合法装载承诺书", "year": 2023, "site": name,
             "sector": TRANSPORT, "signed_on": date(2023, 3, 8)}
            for name in SOURCES
        ),
        {"letter_class": "承诺书", "kind": "客船不超员超载承诺书", "year": 2023,
         "person": "船主、船员", "copies": 150, "sector": WATER, "signed_on": date(2023, 1, 12)},
    ],
    "trainings": [
        {"on": on, "kind": "安全培训", "topic": "水上安全", "audience": "船主、船员", "sessions": 1,
         "attendee_count": people, "sector": WATER}
        for on, people in ((date(2023, 3, 2), 33), (date(2023, 5, 25), 30))
    ],
    "publicity": [
        {"on": on, "item": "预警提醒信息", "quantity": 6, "topic": "大风、暴雨预警",
         "channel": "短信、QQ、微信", "sector": WATER}
        for on in days(FIRST, LAST, 7)
    ],
    "plan_items": [
        {"text": "执法中队轮流值守水上重点水域", "sector": WATER, "first_day": date(2023, 1, 1),
         "last_day": date(2023, 12, 31), "target_quantity": 24, "unit": "小时/日"},
        {"plan_document": "2023年第一批建设计划", "text": "村道安全生命防护工程", "sector": RURAL,
         "first_day": date(2023, 1, 1), "last_day": date(2023, 12, 31),
         "target_quantity": Decimal("20.509"), "unit": "公里", "started_on": date(2023, 6, 1),
         "planned_completion": date(2023, 11, 15)},
    ],
}  # fmt: skip
