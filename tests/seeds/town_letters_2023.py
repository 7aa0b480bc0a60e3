"""A town of seventeen villages, first half of 2023: the rows behind document 003-08."""

from __future__ import annotations

from datetime import date
from typing import Any

FIRST, LAST = date(2023, 1, 1), date(2023, 6, 30)
LONG_AGO = date(2021, 1, 1)
YEAR_END = date(2023, 12, 31)
AGAINST_ILLEGAL = "打非治违专项行动"
VILLAGES = [f"第{n:02d}村" for n in range(1, 16)] + ["东街社区", "西街社区"]
MARKETS = ("东市场", "中心市场", "西市场")
ABOVE_SCALE = [f"规模企业{n}号" for n in range(1, 4)]
HOTEL = "镇中心宾馆"
SIGNED = ("安全生产目标责任书", "道路交通安全责任书", "消防安全责任书")


def _site(name: str, category: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "categories": category, "active_from": LONG_AGO, **fields}


# Every village signs each kind; the enterprises sign the first.
OWED = [
    *({"kind": kind, "village": name} for kind in SIGNED for name in VILLAGES),
    *({"kind": SIGNED[0], "site": name} for name in ABOVE_SCALE),
]
LETTER: dict[str, Any] = {"letter_class": "责任书", "year": 2023}


def _plan(document: str, text: str, **fields: Any) -> dict[str, Any]:
    return {
        "plan_document": document,
        "text": text,
        "first_day": FIRST,
        "last_day": YEAR_END,
        **fields,
    }


ROWS: dict[str, list[dict[str, Any]]] = {
    "villages": [
        {"name": name, "kind": "社区" if name.endswith("社区") else "村", "active_from": LONG_AGO}
        for name in VILLAGES
    ],
    "campaigns": [{"name": AGAINST_ILLEGAL, "first_day": FIRST, "last_day": YEAR_END}],
    "sites": [
        *(_site(name, "规模以上企业") for name in ABOVE_SCALE),
        *(_site(name, "农贸市场") for name in MARKETS),
        _site(HOTEL, "酒店、宾馆、旅社"),
        _site("已注销的规模企业", "规模以上企业", active_to=date(2023, 6, 29)),
    ],
    "teams": [
        {"name": "镇安全生产工作领导小组", "kind": "领导小组", "level": "乡（镇）级",
         "active_from": date(2023, 1, 16)},
    ],
    "nil_returns": [
        {"register": "事故", "first_day": FIRST, "last_day": LAST, "declared_on": LAST,
         "declared_by": "镇安监办", "evidence": "各村（社区）上半年签字表"},
    ],
    "letters": [{**LETTER, **owed, "signed_on": date(2023, 2, 3)} for owed in OWED],
    "letter_obligations": [{**LETTER, **owed, "due_on": date(2023, 2, 28)} for owed in OWED],
    "publicity": [
        *(
            {"on": date(2023, 5, 9), "item": "集中宣传活动", "quantity": 1, "site": name,
             "place_count": 1, "topic": "打非治违", "campaigns": AGAINST_ILLEGAL}
            for name in MARKETS
        ),
        {"on": date(2023, 7, 4), "item": "集中宣传活动", "quantity": 1, "site": MARKETS[0],
         "place_count": 1, "topic": "打非治违", "campaigns": AGAINST_ILLEGAL},
    ],
    "drills": [
        {"on": date(2023, 3, 15), "kind": "消防演练", "topic": "宾馆火灾扑救", "site": HOTEL,
         "level": "单位"},
        {"on": date(2023, 4, 20), "kind": "综合应急演练", "topic": "事故现场处置",
         "level": "乡（镇）级"},
    ],
    "trainings": [
        {"on": date(2023, 4, 12), "kind": "安全培训", "topic": "巡查要点", "sessions": 1,
         "audience": "村级安全巡查员"},
    ],
    "plan_items": [
        *(_plan("2023年民生实事", f"民生实事项目第{n}项") for n in range(1, 5)),
        _plan("安全管理制度", "安全管理周报", frequency="每周", times=1, per="全乡（镇）"),
        _plan("安全管理制度", "安全管理月报", frequency="每月", times=1, per="全乡（镇）"),
    ],
}  # fmt: skip
