"""A town and its standing duties, first half of 2023: the rows behind document 003-07."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tests.seeds.spread import days

FIRST, LAST = date(2023, 1, 1), date(2023, 6, 30)
LONG_AGO = date(2021, 1, 1)
SWEEP = "安全隐患大起底大排查大整改"
PARTNERS = ("司法所", "派出所", "市监所")

PETROL = [f"加油站{n}号" for n in range(1, 5)]
FIREWORKS = [f"烟花爆竹零售店{n:02d}号" for n in range(1, 22)]
MALLS = [f"商场{n}号" for n in range(1, 9)]
UNITS = [f"有限空间作业单位{n:02d}号" for n in range(1, 21)]
VILLAGES = [f"第{n}村" for n in range(1, 9)] + ["集镇社区"]
WATERS = [f"沟河塘{n}号" for n in range(1, 7)]
BUSES = [f"幼儿园校车{n}号" for n in range(1, 5)]
SPACES = [f"有限空间{n:02d}号" for n in range(1, 31)]


def _site(name: str, category: str, sector: str, **fields: Any) -> dict[str, Any]:
    return {
        "name": name, "categories": category, "sector": sector, "active_from": LONG_AGO, **fields,
    }  # fmt: skip


def _plan(text: str, evidence: str, filters: dict[str, str], **fields: Any) -> dict[str, Any]:
    return {
        "figure_key": evidence,
        "filters": json.dumps(filters),
        "plan_document": "2023年安全生产工作计划",
        "text": text,
        "first_day": FIRST,
        "last_day": date(2023, 12, 31),
        **fields,
    }


def _papers(kind: str, number: int, sector: str | None = None) -> list[dict[str, Any]]:
    about = sector or "安全生产"
    return [
        {"kind": kind, "title": f"{about}{kind}（{n}）", "sector": sector,
         "adopted_on": date(2023, 2, 20)}
        for n in range(1, number + 1)
    ]  # fmt: skip


LETTER: dict[str, Any] = {
    "letter_class": "责任书", "kind": "安全生产目标责任书", "year": 2023,
}  # fmt: skip

ROWS: dict[str, list[dict[str, Any]]] = {
    "villages": [
        {"name": name, "kind": "社区" if name.endswith("社区") else "村", "active_from": LONG_AGO}
        for name in VILLAGES
    ],
    "letters": [
        {**LETTER, "village": name, "signed_on": date(2023, 1, 18)} for name in VILLAGES
    ],
    "letter_obligations": [
        {**LETTER, "village": name, "due_on": date(2023, 1, 31)} for name in VILLAGES
    ],
    "agencies": [{"name": name, "kind": "驻乡单位、站所"} for name in PARTNERS],
    "campaigns": [{"name": SWEEP, "first_day": date(2023, 3, 1), "last_day": LAST}],
    "sites": [
        *(_site(name, "加油站", "危险化学品") for name in PETROL),
        _site("镇液化气站", "液化气站", "燃气"),
        *(_site(name, "烟花爆竹零售点", "烟花爆竹") for name in FIREWORKS),
        *(_site(name, "商场", "商贸") for name in MALLS),
        *(_site(name, "工贸企业", "有限空间") for name in UNITS),
        *(
            _site(name, "有限空间", "有限空间", parent=UNITS[n % 20])
            for n, name in enumerate(SPACES)
        ),
        *(_site(name, "沟河塘", "防溺水", equipment="防溺水警示牌") for name in WATERS),
        *(_site(name, "校车", "道路交通") for name in BUSES),
    ],
    "operations": [
        {"number": "车1", "on": date(2023, 3, 2), "category": "检查", "kind": "专项检查",
         "sector": "道路交通", "topic": "校车和公交车检查"},
        *(
            {"number": f"查{n}", "on": on, "category": "检查", "kind": "集中排查",
             "campaigns": SWEEP, "is_joint": "是", "partner_agencies": "、".join(PARTNERS)}
            for n, on in enumerate(days(date(2023, 3, 6), date(2023, 3, 30), 4), 1)
        ),
        *(
            {"number": f"限{n}", "on": on, "category": "检查", "kind": "专项检查",
             "sector": "有限空间"}
            for n, on in enumerate(days(date(2023, 4, 21), date(2023, 5, 10), 5), 1)
        ),
    ],
    "operation_targets": [
        *({"operation": "车1", "site": name} for name in BUSES),
        *({"operation": "查1", "site": name} for name in PETROL),
        {"operation": "查1", "category": "加油站", "name": "镇外或未建档的加油站", "quantity": 3},
        {"operation": "查1", "category": "加气站", "name": "未建档的加气站", "quantity": 1},
        *({"operation": f"查{n % 2 + 2}", "site": name} for n, name in enumerate(FIREWORKS[:16])),
        *({"operation": "查4", "site": name} for name in MALLS),
        *({"operation": f"限{n % 5 + 1}", "site": name} for n, name in enumerate(UNITS)),
        *({"operation": f"限{n % 5 + 1}", "site": name} for n, name in enumerate(SPACES)),
    ],
    "teams": [
        *(
            {"name": f"第{n}交通安全文明劝导站", "kind": "交通安全劝导站", "level": "乡（镇）级",
             "member_count": members, "active_from": date(2023, 3, 10)}
            for n, members in enumerate((5, 4, 4, 4), 1)
        ),
        *(
            {"name": name, "kind": "领导小组", "level": "乡（镇）级",
             "active_from": date(2023, 1, 10)}
            for name in ("镇安全生产委员会", "镇安全生产工作领导小组")
        ),
    ],
    "meetings": [
        *(
            {"on": on, "kind": "安全工作专题会", "topic": "安全生产",
             "leader_class": "党政主要领导"}
            for on in (date(2023, 3, 15), date(2023, 6, 14), date(2023, 7, 2))
        ),
        *(
            {"on": on, "kind": "部署动员会", "topic": f"{sector}部署", "sector": sector}
            for on, sector in ((date(2023, 4, 20), "有限空间"), (date(2023, 5, 8), "防溺水"))
        ),
    ],
    "trainings": [
        {"on": date(2023, month, 25), "kind": "安全培训", "topic": "从业人员安全知识",
         "audience": name, "sessions": 1}
        for month in range(1, 7)
        for name in ("各村", *PARTNERS)
    ],
    "policies": [
        *_papers("职责", 12), *_papers("职责", 8, "道路交通"),
        *_papers("制度", 13), *_papers("制度", 8, "道路交通"),
        {"kind": "制度", "title": "上年印发的值班制度", "adopted_on": date(2022, 12, 31)},
    ],
    "nil_returns": [
        {"register": "事故", "first_day": FIRST, "last_day": LAST, "declared_on": LAST,
         "declared_by": "镇应急办", "evidence": "各村、各单位上半年报表，均报无"},
    ],
    "plan_items": [
        _plan("召开专门的安全生产会议", "meeting.count", {"kind": "special_meeting"},
              frequency="每季度", times=1, per="全乡（镇）"),
        _plan("从业人员安全知识宣传教育", "training.count", {"kind": "training_course"},
              frequency="每月", times=1, per="每单位"),
        {**_plan("培训资料下发", "", {}, frequency="每季度", times=1, per="每村（居）"),
         "figure_key": None, "filters": None},
        _plan("落实值班制度", "roster.days", {}, target_quantity=24, unit="小时/日"),
    ],
    "rosters": [
        {"on": on, "leader": "带班领导", "persons": "值班干部"} for on in days(FIRST, LAST, 181)
    ],
}  # fmt: skip
