"""小召乡, April 2022 up to the 27th: the rows behind document 002."""

from __future__ import annotations

from datetime import date
from typing import Any

FIRST, LAST = date(2022, 4, 1), date(2022, 4, 27)
QINGMING, SESSIONS, SECURITY_DAY = "2022年清明节", "2022年全区两会", "2022年全民国家安全教育日"

ROWS: dict[str, list[dict[str, Any]]] = {
    "villages": [{"name": name} for name in ("东街村", "西街村", "南营村", "北营村", "河湾村")],
    "agencies": [
        {"name": "派出所", "kind": "驻乡单位、站所"},
        {"name": "市场监督管理所", "kind": "驻乡单位、站所"},
    ],
    "key_periods": [
        {"name": QINGMING, "first_day": date(2022, 4, 3), "last_day": date(2022, 4, 5)},
        {"name": SECURITY_DAY, "first_day": date(2022, 4, 15), "last_day": date(2022, 4, 15)},
        {"name": SESSIONS, "first_day": date(2022, 4, 21), "last_day": date(2022, 4, 23)},
    ],
    "nil_returns": [
        {
            "register": register,
            "first_day": FIRST,
            "last_day": LAST,
            "declared_on": LAST,
            "declared_by": "乡安办",
            "evidence": "各村、各站所4月报表，均报无",
        }
        for register in ("隐患", "事故")
    ],
    "operations": [
        {
            "number": "2022-04-1",
            "on": date(2022, 4, 4),
            "category": "执法",
            "kind": "联合执法",
            "is_joint": "是",
            "sector": "烟花爆竹",
            "topic": "沿街商店违法储存、销售烟花爆竹排查",
            "partner_agencies": "派出所、市场监督管理所",
            "key_periods": QINGMING,
        },
        {
            "number": "2022-03-9",
            "on": date(2022, 3, 31),
            "category": "执法",
            "kind": "联合执法",
            "is_joint": "是",
            "sector": "烟花爆竹",
            "topic": "上月的行动，不计入4月",
            "partner_agencies": "派出所",
        },
    ],
    "operation_targets": [
        {
            "operation": "2022-04-1",
            "category": "沿街门面",
            "name": "存有烟花爆竹的商店",
            "quantity": 1,
            "outcome": "已检查",
        },
    ],
    "operation_results": [
        {
            "operation": "2022-04-1",
            "kind": "收缴物品",
            "quantity": 6,
            "unit": "挂",
            "subject": "商店经营者",
            "item": "烟花爆竹",
            "goods_year": 2014,
        },
        {
            "operation": "2022-04-1",
            "kind": "批评教育",
            "quantity": 1,
            "subject": "商店经营者",
        },
        {
            "operation": "2022-03-9",
            "kind": "收缴物品",
            "quantity": 4,
            "unit": "挂",
            "subject": "商店经营者",
            "item": "烟花爆竹",
            "goods_year": 2019,
        },
    ],
    "meetings": [
        {
            "on": date(2022, 4, 13),
            "kind": "其他会议",
            "topic": "国家安全教育日学习",
            "leader_class": "党政主要领导",
            "attendees": "全体机关干部",
            "sector": "国家安全、国防和网络安全",
            "key_periods": SECURITY_DAY,
        },
        {
            "on": date(2022, 4, 20),
            "kind": "班子会议",
            "topic": "游泳馆事故教训和安全生产工作",
            "leader_class": "党政主要领导",
            "attendees": "班子成员",
        },
    ],
    "trainings": [
        {
            "on": date(2022, 4, 13),
            "kind": "试卷考试",
            "topic": "安全知识",
            "audience": "机关干部",
            "sessions": 1,
            "sector": "国家安全、国防和网络安全",
        },
    ],
    "publicity": [
        {
            "on": date(2022, 4, 13),
            "item": "集中宣传活动",
            "quantity": 1,
            "topic": "国家安全普法",
            "places": "乡政府门口",
            "sector": "国家安全、国防和网络安全",
            "key_periods": SECURITY_DAY,
        },
    ],
    "submissions": [
        {
            "kind": "日报告",
            "title": "两会期间安全生产日报告",
            "first_day": date(2022, 4, day),
            "last_day": date(2022, 4, day),
            "due_on": date(2022, 4, day),
            "submitted_on": date(2022, 4, day),
            "addressee": "区安办",
            "key_period": SESSIONS,
        }
        for day in (21, 22, 23)
    ],
    "plan_items": [
        {
            "plan_document": "全区两会安全保障安排",
            "text": "两会期间报送安全生产日报告",
            "first_day": date(2022, 4, 21),
            "last_day": date(2022, 4, 23),
            "frequency": "每日",
            "times": 1,
            "per": "全乡（镇）",
        },
    ],
}
