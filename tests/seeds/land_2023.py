"""A county's land bureau, 2023 up to 19 June: the rows behind documents 003-11 and 003-01."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.seeds.spread import days

FIRST, CUT_OFF = date(2023, 1, 1), date(2023, 6, 19)
LONG_AGO = date(2021, 1, 1)
YEAR_END = date(2023, 12, 31)
MINES = "非煤矿山"
WINTER, MAJOR, MONTH = (
    "岁末年初重大隐患专项整治", "重大事故隐患专项排查整治2023行动", "2023年安全生产月",
)  # fmt: skip
SITES = [f"露天矿山{n:02d}号" for n in range(1, 25)]
# Days of publicity, each a key period of one day.
PUBLICITY_DAYS = {
    "2023年主题党日": date(2023, 3, 10),
    "2023年世界地球日": date(2023, 4, 22),
    "2023年防灾减灾日": date(2023, 5, 12),
    "2023年世界环境日": date(2023, 6, 5),
    "2023年安全生产咨询日": date(2023, 6, 16),
}
CHECKS = [
    (f"{mark}{n}", on, campaign)
    for mark, campaign, times in (
        ("冬", WINTER, days(date(2023, 1, 9), date(2023, 2, 17), 3)),
        ("重", MAJOR, days(date(2023, 5, 8), date(2023, 5, 29), 2)),
        ("月", MONTH, [date(2023, 6, 12)]),
    )
    for n, on in enumerate(times, 1)
]
FAULTS = [
    {"number": f"冬-{n}", "found_on": on, "site": SITES[3 * n], "sector": MINES, "grade": "一般",
     "source": "专项检查、专项整治", "rectify_mode": "限期整改", "campaigns": WINTER,
     "description": fault, "due_on": on + timedelta(days=20),
     "rectified_on": on + timedelta(days=12)}
    for n, (on, fault) in enumerate(
        zip(
            days(date(2023, 1, 9), date(2023, 2, 17), 4),
            ("边坡警示牌缺失", "排水渠淤堵", "排土堆放过陡", "会议记录不全"),
            strict=True,
        ),
        1,
    )
]  # fmt: skip

ROWS: dict[str, list[dict[str, Any]]] = {
    "campaigns": [
        {"name": WINTER, "first_day": date(2022, 12, 1), "last_day": date(2023, 3, 31)},
        {"name": MAJOR, "first_day": date(2023, 5, 1), "last_day": YEAR_END},
        {"name": MONTH, "first_day": date(2023, 6, 1), "last_day": date(2023, 6, 30)},
    ],
    "key_periods": [
        {"name": name, "first_day": on, "last_day": on} for name, on in PUBLICITY_DAYS.items()
    ],
    "sites": [
        *(
            {"name": name, "categories": MINES, "sector": MINES, "active_from": LONG_AGO}
            for name in SITES
        ),
        {"name": "闭坑的矿山", "categories": MINES, "sector": MINES, "active_from": LONG_AGO,
         "active_to": date(2023, 6, 18)},
    ],
    "teams": [
        {"name": "局安全生产领导小组", "kind": "领导小组", "active_from": date(2023, 1, 5)},
    ],
    "meetings": [
        {"on": date(2023, 1, 6), "kind": "安全工作专题会", "topic": "全年安全生产部署"},
    ],
    "policies": [
        {"kind": kind, "title": title, "adopted_on": on}
        for kind, title, on in (
            ("年度工作要点、计划", "2023年安全工作安排", date(2023, 1, 10)),
            ("专项行动方案", "重大隐患排查整治方案", date(2023, 5, 6)),
            ("工作方案", "大排查大整改工作方案", date(2023, 2, 8)),
        )
    ],
    "operations": [
        {"number": number, "on": on, "category": "检查", "kind": "专项检查", "sector": MINES,
         "campaigns": campaign}
        for number, on, campaign in CHECKS
    ],
    # Each mine in winter and once more later: 48 visits, 24 mines.
    "operation_targets": [
        *({"operation": f"冬{n % 3 + 1}", "site": name} for n, name in enumerate(SITES)),
        *(
            {"operation": ("重1", "重2", "月1")[n % 3], "site": name}
            for n, name in enumerate(SITES)
        ),
    ],
    "hazards": FAULTS,
    "publicity": [
        *(
            {"on": on, "item": "集中宣传活动", "quantity": 1, "key_periods": name}
            for name, on in PUBLICITY_DAYS.items()
        ),
        {"on": date(2023, 6, 14), "item": "集中宣传活动", "quantity": 1, "campaigns": MONTH,
         "topic": "广场宣传"},
    ],
    "trainings": [
        {"on": date(2023, 6, 9), "kind": "网络答题", "topic": "安全知识", "sessions": 1,
         "audience": "职工和企业人员", "campaigns": MONTH},
    ],
    "plan_items": [
        {"plan_document": "企业安全管理要求", "text": "企业安全员隐患排查", "first_day": FIRST,
         "last_day": YEAR_END, "frequency": "每日", "times": 1, "per": "每企业"},
    ],
}  # fmt: skip
