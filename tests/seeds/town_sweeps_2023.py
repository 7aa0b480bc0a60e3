"""A town and its sweeps sector by sector, first half of 2023: the rows behind document 003-05."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.seeds.spread import days, shares

FIRST, LAST = date(2023, 1, 1), date(2023, 6, 30)
LONG_AGO = date(2021, 1, 1)
MONTH = "2023年安全生产月"
STATION, BRIGADE = "派出所", "专职消防队"
ROAD, FIREWORKS, FIRE, FOOD, GAS = "道路交通", "烟花爆竹", "消防", "食品药品", "燃气"

SHOPS = [f"烟花爆竹销售点{n}号" for n in range(1, 9)] + [f"商超{n}号" for n in range(1, 5)]
SCHOOLS = [f"学校{n}号" for n in range(1, 8)]
RESTAURANTS = [f"餐馆{n:02d}号" for n in range(1, 15)]
MARKETS = ["集镇农贸市场", "河口农贸市场"]
GAS_USERS = [f"燃气用户{n:03d}号" for n in range(1, 366)]
# Seven of the restaurants and both markets are the nine main places.
MAIN_PLACES = [*RESTAURANTS[:7], *MARKETS]
VIOLATIONS = {
    "未佩戴安全头盔": (599, "摩托车驾驶员"),
    "未系安全带": (118, "机动车驾驶员"),
    "客货混装": (257, "普通客运车"),
    "超员": (6, "小型普通货车"),
    "未按期检验": (99, "摩托车"),
}


def _site(name: str, category: str, sector: str) -> dict[str, Any]:
    return {"name": name, "categories": category, "sector": sector, "active_from": LONG_AGO}


def _sweeps(mark: str, times: int, sector: str, topic: str, **fields: Any) -> list[dict[str, Any]]:
    return [
        {"number": f"{mark}{n}", "on": on, "category": "检查", "kind": "专项检查",
         "sector": sector, "topic": topic, **fields}
        for n, on in enumerate(days(date(2023, 1, 10), date(2023, 6, 20), times), 1)
    ]  # fmt: skip


JOINT = {"is_joint": "是", "partner_agencies": f"{STATION}、{BRIGADE}"}
ROAD_OUTINGS = [
    {**row, "category": "执法", "kind": "上路执法"}
    for row in _sweeps("路", 12, ROAD, "农村道路交通整治")
]
SWEEPS = [
    *_sweeps("花", 6, FIREWORKS, "烟花爆竹专项整治", **JOINT),
    *_sweeps("食", 5, FOOD, "食品安全专项检查"),
    *_sweeps("气", 5, GAS, "燃气专项检查"),
]
FAULTS = {
    ROAD: ("路", 12, "急弯处无警示标志"),
    FIREWORKS: ("花", 3, "店内灭火器压力不足"),
    FIRE: ("消", 6, "疏散通道堆放杂物"),
    GAS: ("气", 8, "胶管老化未更换"),
}

ROWS: dict[str, list[dict[str, Any]]] = {
    "agencies": [{"name": name, "kind": "协作部门"} for name in (STATION, BRIGADE)],
    "campaigns": [{"name": MONTH, "first_day": date(2023, 6, 1), "last_day": LAST}],
    "sites": [
        *(
            _site(name, "烟花爆竹零售点" if "烟花" in name else "商店、超市", FIREWORKS)
            for name in SHOPS
        ),
        *(_site(name, "学校", "学校及校园周边") for name in SCHOOLS),
        *(_site(name, "餐饮场所", FOOD) for name in RESTAURANTS),
        *(_site(name, "农贸市场", FOOD) for name in MARKETS),
        *(_site(name, "居民燃气用户", GAS) for name in GAS_USERS),
    ],
    "teams": [
        {"name": "镇安全生产工作领导小组", "kind": "领导小组", "level": "乡（镇）级",
         "active_from": date(2023, 1, 9)},
    ],
    "policies": [
        {"kind": "专项行动方案", "title": title, "adopted_on": on}
        for title, on in (
            ("重要活动期间集中整治方案", date(2023, 5, 29)),
            ("重大隐患排查整治方案", date(2023, 6, 2)),
            ("下半年的方案", date(2023, 7, 1)),
        )
    ],
    "plan_items": [
        {"plan_document": "消防安全工作安排", "text": "老街住户入户检查", "sector": FIRE,
         "first_day": date(2023, 1, 1), "last_day": date(2023, 12, 31), "frequency": "每月",
         "times": 1, "per": "全乡（镇）"},
    ],
    "meetings": [
        {"on": on, "kind": "部署动员会", "topic": "安全生产部署",
         "attendees": "支部书记、村主任、驻镇单位和建筑工地负责人"}
        for on in [*days(date(2023, 1, 6), date(2023, 6, 12), 6), date(2023, 7, 4)]
    ],
    "operations": [*ROAD_OUTINGS, *SWEEPS],
    "operation_targets": [
        *({"operation": f"花{n % 6 + 1}", "site": name} for n, name in enumerate(SHOPS)),
        # The second round: twelve places still.
        *({"operation": f"花{(n + 3) % 6 + 1}", "site": name} for n, name in enumerate(SHOPS)),
        *(
            {"operation": f"食{n % 5 + 1}", "site": name}
            for n, name in enumerate([*SCHOOLS, *MAIN_PLACES])
        ),
        *(
            {"operation": f"气{n % 5 + 1}", "site": name}
            for n, name in enumerate([*GAS_USERS[:102], *RESTAURANTS])
        ),
    ],
    "operation_results": [
        {"operation": f"路{n}", "kind": "查处交通违法", "violation": violation,
         "quantity": quantity, "subject": subject}
        for violation, (total, subject) in VIOLATIONS.items()
        for n, quantity in enumerate(shares(total, 12), 1)
        if quantity
    ],
    "hazards": [
        {"number": f"{mark}-{n}", "found_on": on, "sector": sector, "grade": "一般",
         "source": "专项检查、专项整治", "rectify_mode": "限期整改", "description": fault,
         "due_on": on + timedelta(days=15), "rectified_on": on + timedelta(days=7)}
        for sector, (mark, number, fault) in FAULTS.items()
        for n, on in enumerate(days(date(2023, 1, 12), date(2023, 6, 15), number), 1)
    ],
    "drills": [
        {"on": on, "kind": "疏散逃生演练", "topic": "消防安全培训和疏散救援", "sector": FIRE,
         "level": "乡（镇）级"}
        for on in (date(2023, 3, 24), date(2023, 6, 16))
    ],
    "trainings": [
        {"on": on, "kind": "现场观摩教学", "topic": "灭火器使用和逃生知识入户培训",
         "audience": "村组干部、网格员、住户", "sessions": 1, "sector": FIRE}
        for on in days(date(2023, 2, 10), date(2023, 6, 10), 4)
    ],
    "publicity": [
        *(
            {"on": on, "item": "集中宣传活动", "quantity": 1, "topic": "野生蘑菇中毒预防",
             "sector": FOOD}
            for on in days(date(2023, 5, 5), date(2023, 6, 25), 5)
        ),
        *(
            {"on": date(2023, 6, 16), "item": item, "quantity": quantity, "campaigns": MONTH}
            for item, quantity in (("宣传资料", 3000), ("横幅", 25), ("海报", 50))
        ),
        {"on": date(2023, 4, 14), "item": "横幅", "quantity": 6, "topic": "不属安全生产月"},
    ],
}  # fmt: skip
