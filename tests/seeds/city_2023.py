"""A city's emergency bureau, first half of 2023: the rows behind document 003-12."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.seeds.spread import days, shares

FIRST, LAST = date(2023, 1, 1), date(2023, 6, 30)
LONG_AGO = date(2021, 1, 1)
SWEEP = "重点行业领域专项整治巩固提升年行动"
MAJOR = "重大事故隐患专项排查整治2023行动"
BASICS = "基础建设强化推进年行动"
MONTH = "2023年安全生产月"
SECTORS = (
    "道路交通", "消防", "燃气", "危险化学品", "建筑施工", "工贸", "烟花爆竹", "水上交通",
    "特种设备", "学校及校园周边", "旅游", "农机", "渔业船舶", "电力", "自建房", "医疗养老", "商贸",
)  # fmt: skip
FACTORIES = [f"工贸企业{n:03d}号" for n in range(1, 89)]
FOUND_MAJOR = ("除尘系统未接地", "可燃气体报警器停用", "有限空间未上锁", "吊装设备限位失效")


def _plan(document: str, text: str, **fields: Any) -> dict[str, Any]:
    return {
        "plan_document": document,
        "text": text,
        "first_day": FIRST,
        "last_day": date(2023, 12, 31),
        **fields,
    }


ROWS: dict[str, list[dict[str, Any]]] = {
    "campaigns": [
        {"name": SWEEP, "first_day": FIRST, "last_day": date(2023, 12, 31)},
        {"name": MAJOR, "first_day": date(2023, 5, 1), "last_day": date(2023, 12, 31)},
        {"name": BASICS, "first_day": FIRST, "last_day": date(2023, 12, 31)},
        {"name": MONTH, "first_day": date(2023, 6, 1), "last_day": LAST},
    ],
    "sites": [
        {"name": name, "categories": "工贸企业", "sector": "工贸", "active_from": LONG_AGO}
        for name in FACTORIES
    ],
    "staff": [
        {"name": f"{level}专家{n:02d}", "role": "专家", "post": f"{level}专家",
         "active_from": date(2023, 5, 1)}
        for level, number in (("县级", 21), ("市级", 85))
        for n in range(1, number + 1)
    ],
    "operations": [
        *(
            {"number": f"督{n}", "on": on, "category": "检查", "kind": "督导督查",
             "sector": SECTORS[n % 17], "campaigns": SWEEP}
            for n, on in enumerate(days(FIRST, LAST, 668), 1)
        ),
        *(
            {"number": f"排{n}", "on": on, "category": "检查", "kind": "专项检查",
             "campaigns": MAJOR}
            for n, on in enumerate(days(date(2023, 5, 8), date(2023, 6, 28), 43), 1)
        ),
        {"number": "督669", "on": date(2023, 7, 3), "category": "检查", "kind": "督导督查",
         "campaigns": SWEEP},
    ],
    "operation_targets": [
        *(
            {"operation": f"督{n}", "category": "其他", "quantity": quantity}
            for n, quantity in enumerate(shares(1440, 668), 1)
        ),
        *(
            {"operation": f"排{n}", "category": "加工制造企业", "quantity": quantity}
            for n, quantity in enumerate(shares(344, 43), 1)
        ),
        {"operation": "督669", "category": "其他", "quantity": 2},
    ],
    "hazards": [
        {"number": f"重-{n}", "found_on": date(2023, 5, 10 + n), "grade": "重大",
         "source": "专项检查、专项整治", "rectify_mode": "限期整改", "description": fault,
         "campaigns": MAJOR, "sector": "工贸", "due_on": date(2023, 7, 31),
         "rectified_on": date(2023, 6, 20) if n <= 2 else None}
        for n, fault in enumerate(FOUND_MAJOR, 1)
    ],
    "hazard_counts": [
        {"on": on, "source": "督导督查", "found": found, "rectified": found, "campaigns": SWEEP}
        for on, found in zip(days(FIRST, LAST, 6), shares(2319, 6), strict=True)
    ],
    "publicity": [
        {"on": date(2023, 6, 10), "item": "知识竞赛、答题", "quantity": 1, "topic": "网络知识竞赛",
         "participant_count": 17400, "campaigns": MONTH},
        {"on": date(2023, 6, 16), "item": "集中宣传活动", "quantity": 1, "topic": "逃生训练营",
         "participant_count": 2600, "campaigns": MONTH},
        {"on": date(2023, 4, 12), "item": "宣传资料", "quantity": 60000, "topic": "公共安全保险"},
        {"on": date(2023, 4, 12), "item": "宣传册", "quantity": 2000, "topic": "公共安全保险"},
    ],
    "insurance_claims": [
        {"on": on, "claims": claims, "amount": amount}
        for on, claims, amount in zip(
            (date(2023, month, 28) for month in range(1, 7)),
            shares(96, 6),
            shares(1520000, 6),
            strict=True,
        )
    ],
    "standardisation": [
        {"site": name, "level": "二级" if n < 6 else "三级",
         "applied_on": date(2023, 3 + n % 4, 20)}
        for n, name in enumerate(FACTORIES)
    ],
    "meetings": [
        {"on": date(2023, 2, 16), "kind": "告知会、座谈会", "topic": "年度执法计划告知",
         "sector": "危险化学品"},
    ],
    "plan_items": [
        _plan("安委办工作制度", "攻坚任务季度调度", frequency="每季度", times=1,
              per="全乡（镇）"),
        *(
            _plan("巩固提升年行动方案", f"整治攻坚任务第{n}项", sector=SECTORS[n % 17],
                  campaign=SWEEP)
            for n in range(1, 28)
        ),
        *(
            _plan("重大事故隐患专项排查整治方案", f"{what}第{n}项", campaign=MAJOR)
            for what, number in (
                ("企业重大隐患标准", 10), ("部门责任", 7), ("党委政府组织领导", 6),
            )
            for n in range(1, number + 1)
        ),
        *(_plan("基础建设方案", f"基础建设第{n}方面", campaign=BASICS) for n in range(1, 14)),
        _plan("2023年度执法计划", "危险化学品企业执法检查", sector="危险化学品",
              target_quantity=27, unit="家"),
    ],
}  # fmt: skip
