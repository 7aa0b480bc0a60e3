"""A town's work plan for 2024, and what was done of it: the rows behind document 004."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
VILLAGE = "东岳社区"
SCHOOLS = ("第一初级中学", "中心小学", "中心幼儿园")
QUARTERS = [date(2024, month, 20) for month in (3, 6, 9, 12)]


def _item(text: str, evidence: str, filters: dict[str, str], **fields: Any) -> dict[str, Any]:
    return {
        "plan_document": "2024年安全生产工作要点",
        "text": text,
        "first_day": FIRST,
        "last_day": LAST,
        "figure_key": evidence,
        "filters": json.dumps(filters),
        **fields,
    }


def _target(text: str, **fields: Any) -> dict[str, Any]:
    return {**_item(text, "", {}, **fields), "figure_key": None, "filters": None}


EACH_QUARTER: dict[str, Any] = {"frequency": "每季度", "times": 1, "per": "全乡（镇）"}
COURSES = ("安全培训会议", "training.count", {"kind": "training_meeting"})

ROWS: dict[str, list[dict[str, Any]]] = {
    "villages": [{"name": VILLAGE, "kind": "社区"}],
    "sites": [
        {"name": name, "categories": "幼儿园" if "幼儿园" in name else "学校"} for name in SCHOOLS
    ],
    "teams": [
        {"name": f"{VILLAGE}微型消防站", "kind": "微型消防站", "level": "村级", "village": VILLAGE,
         "active_from": date(2024, 8, 1)},
        {"name": "镇应急救援队", "kind": "应急抢险救援队", "level": "乡（镇）级",
         "member_count": 30, "active_from": date(2024, 4, 1)},
    ],
    "meetings": [
        {"on": on, "kind": "安全例会", "topic": "安全工作例会", "leader_class": "分管领导"}
        for on in QUARTERS
    ],
    "trainings": [
        *(
            {"on": on, "kind": "安全培训会", "topic": "安全培训", "sessions": 1,
             "audience": "重点行业负责人、驾驶人员、村组干部、企事业单位负责人"}
            for on in QUARTERS
        ),
        *(
            {"on": date(2024, 9, 9 + n), "kind": "校园安全课", "topic": "安全知识", "sessions": 1,
             "audience": "师生", "site": name}
            for n, name in enumerate(SCHOOLS)
        ),
    ],
    "plan_items": [
        _item(f"{VILLAGE}微型消防站建设", "team.count", {"kind": "micro_fire_station"},
              target_quantity=1, unit="个", sector="消防"),
        _item("分管领导主持的安全工作例会", "meeting.count",
              {"kind": "regular_meeting", "led_by": "in_charge"}, **EACH_QUARTER),
        _item(*COURSES, **EACH_QUARTER),
        _item("学校安全知识教育培训", "training.count", {"kind": "school_lesson"},
              frequency="每年", times=1, per="每学校"),
        _item("应急救援队伍建设", "team.count", {"kind": "rescue_team"},
              target_quantity=1, unit="支"),
        _item("应急救援队员", "team.members", {"kind": "rescue_team"},
              target_quantity=30, unit="人"),
        _target("重要节点检查", target_quantity=6, unit="次"),
        _target("安全生产月应急演练", target_quantity=1, unit="次"),
        {**_item(*COURSES, **EACH_QUARTER), "times": 2,
         "plan_document": "2023年安全生产工作要点", "first_day": date(2023, 1, 1),
         "last_day": date(2023, 12, 31)},
    ],
}  # fmt: skip
