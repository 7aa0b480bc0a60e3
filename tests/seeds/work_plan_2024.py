"""A town's work plan for 2024: the rows behind document 004."""

from __future__ import annotations

from datetime import date
from typing import Any

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
VILLAGE = "东岳社区"


def _item(text: str, **fields: Any) -> dict[str, Any]:
    return {
        "plan_document": "2024年安全生产工作要点",
        "text": text,
        "first_day": FIRST,
        "last_day": LAST,
        **fields,
    }


ROWS: dict[str, list[dict[str, Any]]] = {
    "villages": [{"name": VILLAGE, "kind": "社区"}],
    "plan_items": [
        _item(f"{VILLAGE}微型消防站建设", target_quantity=1, unit="个", sector="消防"),
        _item("分管领导主持的安全工作例会", frequency="每季度", times=1, per="全乡（镇）"),
        _item("安全培训会议", frequency="每季度", times=1, per="全乡（镇）"),
        _item("学校安全知识教育培训", frequency="每年", times=1, per="每学校"),
        _item("应急救援队伍建设", target_quantity=1, unit="支"),
        _item("应急救援队员", target_quantity=30, unit="人"),
        {**_item("安全培训会议", frequency="每季度", times=2, per="全乡（镇）"),
         "plan_document": "2023年安全生产工作要点", "first_day": date(2023, 1, 1),
         "last_day": date(2023, 12, 31)},
    ],
}  # fmt: skip
