"""长岭镇, the year 2023 sector by sector: the rows behind document 001."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import Any

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
LONG_AGO = date(2020, 1, 1)
VILLAGES = (
    "长岭社区", "高田村", "平山村", "古楼村", "白沙村", "龙潭村", "梨园村", "新塘村", "南桥村",
)  # fmt: skip
PARTNERS = ("市场监督管理所", "派出所", "农业综合服务中心", "村镇规划建设所")
MINES, CHEMICALS, TRADE, ROAD = "非煤矿山", "危险化学品", "工贸", "道路交通"
HOUSES = "自建房"

Row = dict[str, Any]


def _site(name: str, category: str, sector: str, place: int, **fields: Any) -> Row:
    return {
        "name": name,
        "categories": category,
        "sector": sector,
        "village": VILLAGES[place % len(VILLAGES)],
        "operating_status": "在营",
        "active_from": LONG_AGO,
        **fields,
    }


FACTORIES = [f"工贸企业{n:02d}号" for n in range(1, 41)]
WASHERIES = [f"洗果厂{n:02d}号" for n in range(1, 31)]
MINE_SITES = ["西山石料场", "东岭矿业公司"]
FIREWORKS = ["烟花爆竹批发公司", *(f"烟花爆竹零售点{n}号" for n in range(1, 5))]
STATIONS = ["农机加油站", "国道加油站", "镇北加油站"]
GAS_POINTS = [f"燃气供应点{n}号" for n in range(1, 4)]
HOMES = [f"经营性自建房{n}号" for n in range(1, 4)]

SITES = [
    _site(MINE_SITES[0], "非煤矿山", MINES, 1, operating_status="停工停产"),
    _site(MINE_SITES[1], "非煤矿山", MINES, 2, operating_status="筹建、办理手续"),
    _site(FIREWORKS[0], "烟花爆竹企业", "烟花爆竹", 0, licence_status="证照齐全"),
    *(
        _site(name, "烟花爆竹零售点", "烟花爆竹", n, licence_status="证照齐全")
        for n, name in enumerate(FIREWORKS[1:])
    ),
    *(_site(name, "加油站", CHEMICALS, n) for n, name in enumerate(STATIONS)),
    *(_site(name, "燃气供应点", "燃气", n) for n, name in enumerate(GAS_POINTS)),
    *(_site(name, "工贸企业", TRADE, n) for n, name in enumerate(FACTORIES)),
    *(_site(name, "洗果厂", TRADE, n) for n, name in enumerate(WASHERIES)),
    *(_site(name, "经营性自建房", HOUSES, n) for n, name in enumerate(HOMES)),
]
# Who signs after the holidays: every enterprise but the wholesaler of fireworks.
SIGNING = [*FACTORIES, *WASHERIES, *MINE_SITES, *FIREWORKS[1:], *GAS_POINTS, *STATIONS]


def _outing(number: str, on: date, kind: str, **fields: Any) -> Row:
    return {"number": number, "on": on, "category": "检查", "kind": kind, **fields}


def _monthly(mark: str, day: int, kind: str, **fields: Any) -> Iterator[Row]:
    """One outing each month, numbered 矿1 … 矿12."""
    for month in range(1, 13):
        yield _outing(f"{mark}{month}", date(2023, month, day), kind, **fields)


OPERATIONS = [
    *_monthly("矿", 6, "例行检查", sector=MINES, topic="非煤矿山例行检查"),
    *_monthly("危", 10, "例行检查", sector=CHEMICALS, extra_sectors="燃气",
              topic="加油站、燃气供应点例行检查"),
    *_monthly("贸", 15, "例行检查", sector=TRADE, is_joint="是",
              partner_agencies="、".join(PARTNERS), topic="工贸企业例行检查"),
    *_monthly("消", 20, "例行检查", sector="消防", topic="企业和九小场所消防检查"),
    *_monthly("劝", 25, "道路交通劝导", sector=ROAD, topic="各村道路交通劝导"),
    *(
        {**outing, "person_times": police + 2, "police_times": police}
        for outing, police in zip(
            _monthly("路", 12, "上路执法", category="执法", sector=ROAD,
                     topic="农村道路交通违法整治"),
            (7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6),
            strict=True,
        )
    ),
    *(
        _outing(f"花{month}", date(2023, month, 18), "日常检查", sector="烟花爆竹",
                topic="烟花爆竹经营点检查")
        for month in (1, 2, 4, 5, 9, 12)
    ),
    *(
        _outing(f"带{month}", date(2023, month, 26), "领导带队检查", leader_class="党政主要领导",
                topic="党政主要领导带队检查")
        for month in range(1, 11)
    ),
    *(
        _outing(f"协{n + 1}", FIRST + timedelta(days=14 * n + 9), "组织指导协调",
                leader_class="分管领导", topic="分管领域安全生产")
        for n in range(21)
    ),
    *(
        _outing(f"房{month}", date(2023, month, 22), "入户排查", sector=HOUSES,
                topic="经营性自建房排查")
        for month in (3, 8)
    ),
]  # fmt: skip
# Ten of the forty factories each month: each is visited three times a year.
TURNS = [FACTORIES[(10 * (month - 1) + n) % 40] for month in range(1, 13) for n in range(10)]


def _targets() -> Iterator[Row]:
    for month in range(1, 13):
        for name in MINE_SITES:
            yield {"operation": f"矿{month}", "site": name}
        for name in (*STATIONS, *GAS_POINTS):
            yield {"operation": f"危{month}", "site": name}
        for name in TURNS[10 * (month - 1) : 10 * month]:
            yield {"operation": f"贸{month}", "site": name}
        yield {"operation": f"消{month}", "category": "九小场所", "quantity": 8}
    for month in (1, 2, 4, 5, 9, 12):
        for name in FIREWORKS:
            yield {"operation": f"花{month}", "site": name}


FAULTS = cycle(
    (
        "配电箱未上锁", "灭火器压力不足", "疏散通道堆放货物", "传动部位缺防护罩",
        "电线私拉乱接", "未开展班前安全教育", "叉车司机无证上岗", "应急照明损坏",
        "安全警示标志缺失", "气瓶未固定存放", "有限空间未上锁管理",
    )
)  # fmt: skip


def _trade_hazards() -> Iterator[Row]:
    """Five or six a month at the places visited, put right within the month or on the spot."""
    serial = 0
    for month in range(1, 13):
        on = date(2023, month, 15)
        for place in range(6 if month == 1 else 5):
            serial += 1
            on_spot = place == 0
            yield {
                "number": f"2023-{serial:04d}",
                "found_on": on,
                "site": TURNS[10 * (month - 1) + place],
                "sector": TRADE,
                "source": "例行检查",
                "grade": "一般",
                "responsible_level": "乡（镇）级",
                "rectify_mode": "当场整改" if on_spot else "限期整改",
                "description": next(FAULTS),
                "due_on": None if on_spot else on + timedelta(days=15),
                "rectified_on": on if on_spot else on + timedelta(days=3 + place),
            }


TRADE_HAZARDS = list(_trade_hazards())
# Entered as hazards during the second look, although the houses had none.
MISTAKEN = [
    {
        "number": f"2023-{n:04d}",
        "found_on": date(2023, 8, 22),
        "site": name,
        "sector": HOUSES,
        "source": "回头看",
        "grade": "一般",
        "rectify_mode": "限期整改",
        "description": "房屋存在一定安全隐患",
        "void_reason": "村干部误录，房屋无安全隐患",
    }
    for n, name in enumerate(HOMES, 62)
]


def _meetings(kind: str, topic: str, *days: tuple[int, int], leader: str = "") -> Iterator[Row]:
    for month, day in days:
        on = date(2023, month, day)
        yield {"on": on, "kind": kind, "topic": topic, "leader_class": leader or None}


def _plan(text: str, sector: str, frequency: str, times: int, per: str) -> Row:
    return {
        "plan_document": "2023年安全生产工作要点",
        "text": text,
        "sector": sector,
        "first_day": FIRST,
        "last_day": LAST,
        "frequency": frequency,
        "times": times,
        "per": per,
    }


def _commitment(site: str) -> Row:
    return {
        "letter_class": "承诺书",
        "kind": "节后复工复产安全生产承诺书",
        "year": 2023,
        "site": site,
    }


ROWS: dict[str, list[Row]] = {
    "villages": [{"name": name, "active_from": LONG_AGO} for name in VILLAGES],
    "agencies": [{"name": name, "kind": "驻乡单位、站所"} for name in PARTNERS],
    "campaigns": [
        {"name": "重大事故隐患专项排查整治2023行动", "first_day": date(2023, 5, 1),
         "last_day": LAST},
    ],
    "sites": SITES,
    "nil_returns": [
        {"register": "事故", "first_day": FIRST, "last_day": LAST, "declared_on": LAST,
         "declared_by": "镇安办", "evidence": "各村（社区）和站所12月签字表"},
    ],
    "operations": OPERATIONS,
    "operation_targets": list(_targets()),
    "operation_results": [
        *({"operation": f"路{n}", "kind": "教育违法行为人员", "quantity": 3,
           "violation": "未佩戴安全头盔"} for n in range(1, 12)),
        {"operation": "路12", "kind": "教育违法行为人员", "quantity": 8, "violation": "证件不全"},
        *({"operation": f"劝{n}", "kind": "劝导", "quantity": 80} for n in range(1, 12)),
        {"operation": "劝12", "kind": "劝导", "quantity": 100},
    ],
    "hazards": [*TRADE_HAZARDS, *MISTAKEN],
    "findings": [
        {"operation": f"贸{row['found_on'].month}", "hazard": row["number"]}
        for row in TRADE_HAZARDS
    ],
    "meetings": [
        *_meetings("党委专题会", "安全生产", (2, 8), (6, 7), (10, 11), leader="党政主要领导"),
        *_meetings("政府专题会", "安全生产", (3, 9), (7, 6), (11, 8), leader="党政主要领导"),
        *_meetings("季度安全生产工作会议", "季度安全生产工作",
                   (1, 13), (3, 28), (4, 12), (6, 28), (9, 27), (12, 27), leader="分管领导"),
        *_meetings("部署动员会", "重大事故隐患专项排查整治2023行动", (5, 10), (8, 16)),
        *_meetings("告知会、座谈会", "节后复工复产安全防范", (2, 3), (2, 10)),
    ],
    "publicity": [
        {"on": date(2023, 4, 6), "item": "告知资料", "quantity": 300, "sector": ROAD,
         "topic": "禁止占道经营"},
        {"on": date(2023, 1, 11), "item": "宣传资料", "quantity": 12000,
         "sector": "一氧化碳中毒", "topic": "预防非职业性一氧化碳中毒"},
        {"on": date(2023, 11, 9), "item": "宣传资料", "quantity": 8000, "sector": "消防",
         "topic": "电动车安全"},
        {"on": date(2023, 11, 9), "item": "横幅", "quantity": 50, "sector": "消防",
         "topic": "消防安全"},
    ],
    "surveys": [
        {"on": date(2023, 3, 22), "item": "经营性自建房", "site_category": "经营性自建房",
         "quantity": quantity, "unit": "栋", "village": village, "sector": HOUSES}
        for village, quantity in zip(
            VILLAGES, (210, 88, 92, 75, 81, 79, 84, 73, 68), strict=True
        )
    ],
    "letters": [{**_commitment(name), "signed_on": date(2023, 2, 10)} for name in SIGNING],
    "letter_obligations": [{**_commitment(name), "due_on": date(2023, 2, 28)} for name in SIGNING],
    "plan_items": [
        _plan("各村道路交通劝导", ROAD, "每周", 2, "每村（居）"),
        _plan("加油站、燃气供应点例行检查", CHEMICALS, "每月", 1, "每企业"),
        _plan("工贸企业例行检查", TRADE, "每月", 1, "全乡（镇）"),
        _plan("非煤矿山例行检查", MINES, "每月", 1, "每企业"),
        _plan("专职消防员消防检查", "消防", "每月", 1, "全乡（镇）"),
    ],
}  # fmt: skip
