"""青山乡, first half of 2024: the rows behind document 000."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

FIRST, LAST = date(2024, 1, 1), date(2024, 6, 30)
LONG_AGO = date(2021, 1, 1)
MONTH_ENDS = [date(2024, month, day) for month, day in
              ((1, 30), (2, 28), (3, 29), (4, 29), (5, 30), (6, 28))]  # fmt: skip
VILLAGES = (
    "东坪村", "西坪村", "上河村", "下河村", "石桥村", "柳树村",
    "大湾村", "小湾村", "青杠村", "松林村", "双井村", "新场社区",
)  # fmt: skip
AGENCIES = (
    "派出所", "卫生院", "中心学校", "市场监督管理所",
    "自然资源所", "林业站", "供电所", "司法所",
)  # fmt: skip
TRAFFIC, ENFORCERS, QUALITY = "县交警大队", "综合执法中队", "县工业和质量监督局"
ROAD, CHEMICALS, FOOD = "道路交通", "危险化学品", "食品药品"

# Day, sector and partner of the sixteen joint outings.
JOINT = [
    *((date(2024, 1, 3 + 3 * n), ROAD, TRAFFIC) for n in range(4)),
    *((date(2024, 3, 5 + 5 * n), ROAD, TRAFFIC) for n in range(4)),
    *((date(2024, 2, 4 + n), CHEMICALS, ENFORCERS) for n in range(2)),
    *((date(2024, 4, 24 + n), CHEMICALS, ENFORCERS) for n in range(2)),
    *((date(2024, 5, 7 + 7 * n), FOOD, QUALITY) for n in range(4)),
]


class Found(NamedTuple):
    """A hazard: how it was found, who puts it right, and by when it was."""

    on: date
    village: str
    sector: str
    source: str
    level: str
    description: str
    rectified_on: date | None = None
    on_spot: bool = False


def _on(month: int, day: int) -> date:
    return date(2024, month, day)


PATROL, SWEEP, TOGETHER = "日常巡查", "每月集中排查", "联合检查、联合执法"
HAZARDS = [
    Found(JOINT[0][0], "东坪村", ROAD, TOGETHER, "村级", "村道急弯处无警示标志", _on(1, 20)),
    Found(JOINT[1][0], "西坪村", ROAD, TOGETHER, "村级", "路口视线被柴垛遮挡", _on(1, 18)),
    Found(JOINT[2][0], "上河村", ROAD, TOGETHER, "乡级", "临河路段护栏缺失", _on(3, 12)),
    Found(JOINT[4][0], "下河村", ROAD, TOGETHER, "村级", "路肩塌陷未设围挡", _on(3, 25)),
    Found(JOINT[5][0], "石桥村", ROAD, TOGETHER, "乡级", "桥头限载标志损坏", _on(4, 10)),
    Found(JOINT[6][0], "柳树村", ROAD, TOGETHER, "村级", "集市占道经营影响通行", _on(3, 28)),
    Found(JOINT[8][0], "新场社区", CHEMICALS, TOGETHER, "村级", "散装油桶与杂物混放", _on(2, 9)),
    Found(JOINT[10][0], "大湾村", CHEMICALS, TOGETHER, "村级", "农药店灭火器压力不足", _on(5, 8)),
    Found(JOINT[12][0], "新场社区", FOOD, TOGETHER, "村级", "小卖部货架存放过期食品", None, True),
    Found(JOINT[13][0], "双井村", FOOD, TOGETHER, "村级", "食堂燃气瓶离灶台过近", None, True),
    Found(_on(1, 23), "小湾村", "消防", PATROL, "村级", "楼道堆放柴草", None, True),
    Found(_on(4, 16), "青杠村", "消防", PATROL, "村级", "村委会灭火器过期", _on(4, 30)),
    Found(_on(5, 30), "松林村", "人员密集场所", SWEEP, "村级", "集市安全出口被占用", _on(6, 6)),
    Found(_on(6, 18), "大湾村", "地质灾害", PATROL, "乡级", "屋后边坡出现裂缝"),
    Found(_on(6, 28), "松林村", "森林防火", SWEEP, "村级", "林缘可燃物未清理"),
    Found(_on(6, 28), "石桥村", "消防", SWEEP, "乡级", "农贸市场消火栓无水"),
]  # fmt: skip
DEMAND = "限期整改到位，整改期间落实防范措施"
NOTIFIED = [(n, one) for n, one in enumerate(HAZARDS, 1) if one.rectified_on]


def _number(serial: int) -> str:
    return f"2024-{serial:04d}"


def _due(one: Found) -> date | None:
    if one.on_spot:
        return None
    return (one.rectified_on or one.on) + timedelta(days=15)


def _outing(number: str, on: date, kind: str, **fields: Any) -> dict[str, Any]:
    return {"number": number, "on": on, "category": "检查", "kind": kind, **fields}


def _letter(year: int, **party: str) -> dict[str, Any]:
    return {"letter_class": "责任书", "kind": "安全生产目标责任书", "year": year, **party}


PARTIES: list[dict[str, str]] = [
    *({"village": name} for name in VILLAGES),
    *({"agency": name} for name in AGENCIES),
]

ROWS: dict[str, list[dict[str, Any]]] = {
    "villages": [
        {"name": name, "kind": "社区" if name.endswith("社区") else "村", "active_from": LONG_AGO}
        for name in VILLAGES
    ],
    "agencies": [
        *({"name": name, "kind": "驻乡单位、站所"} for name in AGENCIES),
        *({"name": name, "kind": "协作部门"} for name in (TRAFFIC, ENFORCERS, QUALITY)),
    ],
    "key_periods": [
        {"name": "2024年元旦", "first_day": date(2023, 12, 30), "last_day": date(2024, 1, 1)},
        {"name": "2024年春节", "first_day": date(2024, 2, 10), "last_day": date(2024, 2, 17)},
        {"name": "2024年劳动节", "first_day": date(2024, 5, 1), "last_day": date(2024, 5, 5)},
    ],
    "teams": [
        {"name": "乡安全生产工作领导小组", "kind": "领导小组", "level": "乡（镇）级",
         "active_from": date(2024, 1, 8)},
        {"name": "乡应急抢险救援队", "kind": "应急抢险救援队", "level": "乡（镇）级",
         "member_count": 30, "active_from": LONG_AGO},
        *(
            {"name": f"{name}应急救援小分队", "kind": "应急救援小分队", "level": "村级",
             "village": name, "member_count": 20, "active_from": LONG_AGO}
            for name in VILLAGES
        ),
    ],
    "staff": [
        {"name": f"安办{letter}", "role": "工作人员", "active_from": LONG_AGO}
        for letter in "甲乙丙丁戊己庚辛"
    ],
    "nil_returns": [
        {"register": "事故", "first_day": FIRST, "last_day": LAST, "declared_on": LAST,
         "declared_by": "乡安办", "evidence": "各村（居）和驻乡单位上半年签字表"},
    ],
    "operations": [
        *(
            _outing(f"清{n}", on, "月末销号例检例查", leader_class="党政主要领导",
                    topic="月末重点隐患")
            for n, on in enumerate(MONTH_ENDS, 1)
        ),
        *(
            _outing(f"排{n}", on, "集中排查", topic="每月集中排查")
            for n, on in enumerate(MONTH_ENDS, 1)
        ),
        *(
            _outing(f"联{n}", on, "联合执法", category="执法", is_joint="是", sector=sector,
                    partner_agencies=partner, topic=f"{sector}联合执法")
            for n, (on, sector, partner) in enumerate(JOINT, 1)
        ),
        _outing("联17", date(2024, 7, 3), "联合执法", category="执法", is_joint="是",
                sector=ROAD, partner_agencies=TRAFFIC, topic="下半年的行动，不计入上半年"),
    ],
    "operation_results": [
        *({"operation": f"排{n}", "kind": "现场教育处理", "quantity": 5} for n in range(1, 7)),
        *(
            {"operation": f"联{n}", "kind": "教育劝导", "quantity": 75, "subject": "机动车驾驶员"}
            for n in range(1, 9)
        ),
        *({"operation": f"联{n}", "kind": "扣押车辆", "quantity": 1} for n in range(1, 9)),
        *(
            {"operation": f"联{n}", "kind": "查处没收物品", "quantity": 15, "unit": "袋",
             "item": "过期食品", "subject": "个体经营者"}
            for n in range(13, 17)
        ),
        *(
            {"operation": f"联{n}", "kind": "教育处理经营业主", "quantity": 1,
             "subject": "个体经营者"}
            for n in range(13, 17)
        ),
    ],
    "hazards": [
        {
            "number": _number(serial),
            "found_on": one.on,
            "village": one.village,
            "sector": one.sector,
            "source": one.source,
            "grade": "一般",
            "responsible_level": {"村级": "村级", "乡级": "乡（镇）级"}[one.level],
            "rectify_mode": "当场整改" if one.on_spot else "限期整改",
            "description": one.description,
            "due_on": _due(one),
            "rectified_on": one.on if one.on_spot else one.rectified_on,
        }
        for serial, one in enumerate(HAZARDS, 1)
    ],
    "notices": [
        {"number": f"青安改〔2024〕{n}号", "kind": "限期整改通知书",
         "addressee": f"{one.village}村（居）民委员会", "village": one.village,
         "issued_on": one.on, "due_on": _due(one)}
        for n, (_, one) in enumerate(NOTIFIED, 1)
    ],
    "notice_items": [
        {"notice": f"青安改〔2024〕{n}号", "hazard": _number(serial), "position": 1,
         "text": one.description, "demand": DEMAND}
        for n, (serial, one) in enumerate(NOTIFIED, 1)
    ],
    "findings": [
        {"operation": f"联{JOINT.index(outing) + 1}", "hazard": _number(serial)}
        for serial, one in enumerate(HAZARDS, 1)
        for outing in JOINT
        if one.source == TOGETHER and (one.on, one.sector) == outing[:2]
    ],
    "meetings": [
        *(
            {"on": on, "kind": "安全工作专题会", "topic": "安全生产工作",
             "leader_class": "党政主要领导"}
            for on in MONTH_ENDS
        ),
        *(
            {"on": date(2024, month, 12), "kind": "安全例会", "topic": "安全生产例会",
             "leader_class": "分管领导"}
            for month in (1, 3, 5)
        ),
    ],
    "trainings": [
        {"on": date(2024, month, 12), "kind": "安全培训会", "topic": "安全生产知识",
         "audience": "村（居）和驻乡单位负责人", "sessions": 1}
        for month in (2, 4, 6)
    ],
    "publicity": [
        *(
            {"on": on, "item": item, "quantity": quantity, "topic": topic}
            for on, topic, quantities in (
                (date(2024, 2, 5), "春节安全", {"横幅": 20, "标语": 16, "宣传资料": 800}),
                (date(2024, 6, 16), "安全生产月", {"横幅": 35, "标语": 30, "宣传资料": 1200}),
                (date(2024, 7, 1), "下半年的宣传，不计入上半年", {"横幅": 9}),
            )
            for item, quantity in quantities.items()
        ),
    ],
    "drills": [
        {"on": date(2024, 3, 20), "kind": "森林防灭火演练", "topic": "森林防灭火",
         "level": "乡（镇）级"},
        {"on": date(2024, 5, 12), "kind": "防汛抢险演练", "topic": "防汛抢险和地质灾害避险",
         "level": "乡（镇）级"},
    ],
    "letters": [{**_letter(2024, **party), "signed_on": date(2024, 1, 10)} for party in PARTIES],
    "letter_obligations": [
        {**_letter(2024, **party), "due_on": date(2024, 1, 31)} for party in PARTIES
    ],
    "funds": [
        {"on": date(2024, 4, 18), "amount": 22000, "purpose": "防汛抗旱抢险应急物资",
         "source": "本级财政"},
        {"on": date(2024, 5, 12), "amount": 8000, "purpose": "应急演练", "source": "本级财政"},
        {"on": date(2024, 3, 10), "amount": 150000, "purpose": "隐患治理",
         "source": "多方筹措", "sector": ROAD},
    ],
    "plan_items": [
        {"plan_document": "2024年安全生产工作要点", "text": text, "first_day": FIRST,
         "last_day": date(2024, 12, 31), "frequency": "每月", "times": 1, "per": "全乡（镇）"}
        for text in ("党政主要领导月末销号例检例查", "集中排查")
    ],
}  # fmt: skip
