"""A town and many small sums of its sectors, first half of 2023: behind document 003-13."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from tests.seeds.spread import days, shares

FIRST, LAST = date(2023, 1, 1), date(2023, 6, 30)
LONG_AGO = date(2021, 1, 1)
MONTH, GARMENTS, SPRING = "2023年安全生产月", "服装产业安全生产专项整治", "2023年春节"
AGENCIES = ("综合执法所", "市场监管所", "派出所")
ROAD, FIRE, FOOD = "道路交通", "消防", "食品药品"
FIREWORKS, LIFTS, GAS_DEATHS, TRADE = "烟花爆竹", "特种设备", "一氧化碳中毒", "商贸"

FIREWORK_SHOPS = [f"烟花爆竹经营店{n}号" for n in range(1, 8)]
TAILORS = [f"服装厂{n}号" for n in range(1, 9)]
ENTERPRISES = [f"生产企业{n:02d}号" for n in range(1, 11)]
FOOD_PLACES = [f"食品店{n:02d}号" for n in range(1, 26)]
LIFT = "电梯使用单位"
DEMAND = "限期整改"


def _site(name: str, category: str, sector: str) -> dict[str, Any]:
    return {"name": name, "categories": category, "sector": sector, "active_from": LONG_AGO}


def _outings(mark: str, times: int, kind: str, **fields: Any) -> list[dict[str, Any]]:
    return [
        {"number": f"{mark}{n}", "on": on, "category": "检查", "kind": kind, **fields}
        for n, on in enumerate(days(FIRST, LAST, times), 1)
    ]


LED = _outings("领", 12, "领导带队检查")
for _n, _outing in enumerate(LED):
    _outing["leader_class"] = "党政主要领导" if _n < 4 else "分管领导"
TRAFFIC = _outings("交", 52, "日常检查", sector=ROAD, topic="交通安全检查")
FIRES = _outings("消", 3, "专项检查", sector=FIRE, topic="临街商铺住户消防检查")
SHOPS = _outings("花", 6, "日常检查", sector=FIREWORKS, topic="每月巡查")
NEW_YEAR = [
    {"number": "禁1", "on": date(2023, 1, 22), "category": "执法", "kind": "巡查",
     "sector": FIREWORKS, "topic": "中心集镇禁鞭巡查", "key_periods": SPRING},
]  # fmt: skip
EATING = _outings("食", 26, "日常检查", sector=FOOD, topic="食品生产经营单位检查")
GASES = _outings("氧", 2, "联合检查", sector=GAS_DEATHS, is_joint="是",
                 partner_agencies="、".join(AGENCIES))  # fmt: skip
CONSUMER = [
    {**row, "person_times": people}
    for row, people in zip(
        _outings("消费", 24, "日常检查", sector=TRADE, topic="消费市场检查"),
        shares(226, 24),
        strict=True,
    )
]
IN_JUNE = [
    {"number": f"月{n}", "on": date(2023, 6, 5 * n), "category": "检查", "kind": "专项检查",
     "campaigns": MONTH, "topic": "安全生产月检查"}
    for n in range(1, 4)
]  # fmt: skip
STITCHES = _outings("服", 2, "专项检查", sector="工贸", campaigns=GARMENTS)


def _hazards(mark: str, number: int, fault: str, **fields: Any) -> list[dict[str, Any]]:
    """Found in June at the latest, ordered and put right within the half-year."""
    return [
        {"number": f"{mark}-{n}", "found_on": on, "grade": "一般", "rectify_mode": "限期整改",
         "source": "专项检查、专项整治", "description": fault, "due_on": on + timedelta(days=15),
         "rectified_on": on + timedelta(days=6), **fields}
        for n, on in enumerate(days(date(2023, 6, 1), date(2023, 6, 20), number), 1)
    ]  # fmt: skip


BURNING = _hazards("消", 9, "室内停放充电车辆", sector=FIRE)
SEWING = [
    {**row, "site": TAILORS[n % 8]}
    for n, row in enumerate(
        _hazards("服", 12, "布料堆放占用通道", sector="工贸", campaigns=GARMENTS)
    )
]
JUNE = [
    {**row, "site": ENTERPRISES[n]}
    for n, row in enumerate(_hazards("月", 9, "配电箱未上锁", sector="工贸", campaigns=MONTH))
]
KITCHEN = [
    {**row, "site": FOOD_PLACES[n]}
    for n, row in enumerate(_hazards("食", 25, "后厨操作不规范", sector=FOOD))
]
LIFTING = _hazards("特", 1, "电梯未按期检验", sector=LIFTS, site=LIFT)
# Twenty-five papers to kitchens and one for a lift; one for all nine of June.
PAPERS = [
    *((f"食改〔2023〕{n}号", [row]) for n, row in enumerate(KITCHEN, 1)),
    ("特改〔2023〕1号", LIFTING),
    ("安改〔2023〕1号", JUNE),
]


def _publicity(item: str, quantity: int, **fields: Any) -> dict[str, Any]:
    return {"on": date(2023, 3, 10), "item": item, "quantity": quantity, **fields}


BAN = {"on": date(2023, 1, 12), "topic": "禁鞭", "sector": FIREWORKS}

ROWS: dict[str, list[dict[str, Any]]] = {
    "agencies": [{"name": name, "kind": "驻乡单位、站所"} for name in AGENCIES],
    "campaigns": [
        {"name": MONTH, "first_day": date(2023, 6, 1), "last_day": LAST},
        {"name": GARMENTS, "first_day": FIRST, "last_day": LAST},
    ],
    "key_periods": [
        {"name": SPRING, "first_day": date(2023, 1, 21), "last_day": date(2023, 1, 27)},
    ],
    "sites": [
        *(_site(name, "烟花爆竹零售点", FIREWORKS) for name in FIREWORK_SHOPS),
        *(_site(name, "服装生产企业", "工贸") for name in TAILORS),
        *(_site(name, "加工制造企业", "工贸") for name in ENTERPRISES),
        *(_site(name, "餐饮场所", FOOD) for name in FOOD_PLACES),
        _site(LIFT, "其他", LIFTS),
    ],
    "nil_returns": [
        {"register": "事故", "first_day": FIRST, "last_day": LAST, "declared_on": LAST,
         "declared_by": "镇安监办", "evidence": "各村（社区）和单位上半年签字表"},
    ],
    "teams": [
        {"name": "服装产业专项整治工作领导小组", "kind": "领导小组", "campaign": GARMENTS,
         "level": "乡（镇）级", "active_from": date(2023, 2, 1)},
        {"name": "防范一氧化碳中毒专项工作领导小组", "kind": "领导小组", "level": "乡（镇）级",
         "active_from": FIRST},
    ],
    "meetings": [
        *(
            {"on": on, "kind": "部署动员会", "topic": "安全生产工作部署",
             "leader_class": "党政主要领导"}
            for on in days(date(2023, 1, 9), date(2023, 6, 12), 6)
        ),
        {"on": date(2023, 1, 5), "kind": "安全工作专题会", "topic": "预防一氧化碳中毒",
         "sector": GAS_DEATHS},
    ],
    "operations": [
        *LED, *TRAFFIC, *FIRES, *SHOPS, *NEW_YEAR, *EATING, *GASES, *CONSUMER, *IN_JUNE, *STITCHES,
    ],
    "operation_targets": [
        *({"operation": f"消{n}", "category": "沿街门面", "quantity": 7} for n in range(1, 4)),
        *(
            {"operation": f"花{n}", "site": name}
            for n in range(1, 7)
            for name in FIREWORK_SHOPS
        ),
        *(
            {"operation": f"食{n}", "category": "餐饮场所", "quantity": quantity}
            for n, quantity in enumerate(shares(313, 26), 1)
        ),
        *(
            {"operation": f"消费{n}", "category": category, "quantity": quantity}
            for category, total in (("食品厂", 10), ("商店、超市", 155), ("酒店、宾馆、旅社", 214))
            for n, quantity in enumerate(shares(total, 24), 1)
            if quantity
        ),
        *({"operation": f"月{n % 3 + 1}", "site": name} for n, name in enumerate(ENTERPRISES)),
        # A second visit in June makes no eleventh enterprise.
        {"operation": "月3", "site": ENTERPRISES[0]},
        *({"operation": f"服{n % 2 + 1}", "site": name} for n, name in enumerate(TAILORS)),
    ],
    "operation_results": [
        *(
            {"operation": f"交{n}", "kind": "查处交通违法", "violation": "酒驾醉驾", "quantity": 4}
            for n in (5, 15, 25, 35)
        ),
        *(
            {"operation": f"交{n}", "kind": "查处交通违法", "violation": violation, "quantity": 1}
            for n, violation in enumerate(["超员"] * 8 + ["违规加装遮阳伞、挡板"] * 6, 20)
        ),
        *(
            {"operation": f"交{n}", "kind": "教育劝导", "quantity": quantity}
            for n, quantity in enumerate(shares(240, 52), 1)
        ),
        {"operation": "花1", "kind": "收缴物品", "quantity": 3, "unit": "个",
         "violation": "无证销售烟花爆竹", "item": "摆摊销售的烟花爆竹"},
        {"operation": "食3", "kind": "约谈", "quantity": 1},
        *({"operation": f"食{n}", "kind": "查处无证无照", "quantity": 1} for n in range(1, 11)),
        {"operation": "月2", "kind": "约谈", "quantity": 1, "unit": "次"},
    ],
    "hazards": [*BURNING, *SEWING, *JUNE, *KITCHEN, *LIFTING],
    "notices": [
        {"number": number, "kind": "限期整改通知书", "addressee": rows[0]["site"],
         "site": rows[0]["site"], "issued_on": rows[-1]["found_on"], "due_on": rows[-1]["due_on"]}
        for number, rows in PAPERS
    ],
    "notice_items": [
        {"notice": number, "hazard": row["number"], "position": n, "text": row["description"],
         "demand": DEMAND}
        for number, rows in PAPERS
        for n, row in enumerate(rows, 1)
    ],
    "public_reports": [
        {"received_on": date(2023, 6, 7), "accepted_on": date(2023, 6, 8), "sector": "工贸",
         "content": "车间夜间锁闭出口"},
    ],
    "trainings": [
        {"on": date(2023, 4, 18), "kind": "安全培训", "topic": "特种设备作业人员", "sessions": 1,
         "attendee_count": 5, "sector": LIFTS},
    ],
    "sampling_tests": [
        {"on": on, "sector": FOOD, "subject": "食品", "rounds": 1, "batches": 4, "passed": 4}
        for on in days(date(2023, 1, 15), date(2023, 6, 15), 6)
    ],
    "publicity": [
        _publicity("集中宣传活动", 1, topic="消防知识进村", sector=FIRE, participant_count=700),
        {"item": "横幅", "quantity": 4, **BAN},
        {"item": "宣传资料", "quantity": 1000, **BAN},
        {"item": "宣传车", "quantity": 3, "place_count": 3, "places": "3个片区", **BAN},
        _publicity("横幅", 2, campaigns=GARMENTS),
        _publicity("宣传资料", 100, campaigns=GARMENTS, topic="消防安全"),
        *(
            _publicity(item, quantity, sector=GAS_DEATHS)
            for item, quantity in (
                ("宣传资料", 500), ("宣传车", 6), ("宣传栏", 13), ("横幅", 2),
                ("微信、QQ、公众号", 10),
            )
        ),
        {"on": date(2023, 6, 16), "item": "横幅", "quantity": 13, "campaigns": MONTH},
        {"on": date(2023, 6, 16), "item": "宣传资料", "quantity": 200, "campaigns": MONTH},
        {"on": date(2023, 7, 1), "item": "横幅", "quantity": 5, "campaigns": MONTH},
    ],
    "plan_items": [
        {"text": "烟花爆竹经营户巡查", "sector": FIREWORKS, "first_day": FIRST,
         "last_day": date(2023, 12, 31), "frequency": "每月", "times": 1, "per": "每企业",
         "figure_key": "target.visits",
         "filters": json.dumps({"sector": "fireworks", "site_category": "fireworks_retail"})},
    ],
}  # fmt: skip
