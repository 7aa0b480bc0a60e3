"""A street, first half of 2023: the rows behind document 003-03."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.seeds.spread import days, shares

FIRST, LAST = date(2023, 1, 1), date(2023, 6, 30)
LONG_AGO = date(2021, 1, 1)
FLAMMABLE, MAJOR = "易燃易爆企业专项检查", "重大事故隐患专项排查整治2023行动"
BUREAU, BRIGADE, MARKET, ENVIRONMENT = "区应急管理局", "消防救援大队", "市场监管分局", "区环保分局"
DISASTER_DAY = "2023年防灾减灾日"
COMMUNITIES = ("东园社区", "西园社区", "南园社区", "北园社区")

SMALL = [f"小微企业{n:03d}号" for n in range(1, 522)]
VISITED = SMALL[:429]
DANGEROUS = VISITED[100:189]
WITH_EXPERTS, TOGETHER = VISITED[200:215], VISITED[300:350]
SHARED = [f"多业态楼{n:02d}号" for n in range(1, 31)] + [f"厂中厂{n:02d}号" for n in range(1, 17)]
TENANTS = [f"入驻企业{n:03d}号" for n in range(1, 165)]
LED = [
    *((f"党政领导检查企业{n}号", "工贸企业") for n in range(1, 4)),
    *((f"大型超市{n}号", "商店、超市") for n in range(1, 5)),
    *((f"宗教活动场所{n}号", "宗教场所") for n in range(1, 3)),
    *((f"住宅小区{n}号", "住宅小区") for n in range(1, 4)),
]
HOTEL = "经营性自建房宾馆"
MONTHS = [date(2023, month, 15) for month in range(1, 7)]


def _site(name: str, category: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "categories": category, "active_from": LONG_AGO, **fields}


def _outing(number: str, on: date, kind: str, **fields: Any) -> dict[str, Any]:
    return {"number": number, "on": on, "category": "检查", "kind": kind, **fields}


def _count(on: date, source: str, found: int, rectified: int, **fields: Any) -> dict[str, Any]:
    """Found and put right in the same half-year; what remains is still open on its last day."""
    return {"on": on, "source": source, "found": found, "rectified": rectified, **fields}


def _referred(number: str, site: str, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "found_on": date(2023, 5, 20),
        "site": site,
        "grade": "一般",
        "rectify_mode": "限期整改",
        "description": "疏散通道封堵，多次要求整改未改",
        "due_on": date(2023, 6, 5),
        "source": "专项检查、专项整治",
        **fields,
    }


# Among the 1272 with rows of their own: one listed by the province and open, one by the city and
# put right. The two houses were found and put right the year before.
LISTED = [
    _referred("2023-0063", "住宅小区1号", sector="消防", due_on=date(2023, 9, 30),
              description="老旧小区消防设施瘫痪"),
    _referred("2023-0064", "党政领导检查企业1号", sector="消防",
              description="厂房与宿舍合用", rectified_on=date(2023, 6, 12)),
]  # fmt: skip
HOUSES = [
    _referred(f"2022-{n:04d}", HOTEL, found_on=date(2022, 5, 10), due_on=date(2022, 8, 31),
              sector="自建房", source="入户排查", description=fault,
              rectified_on=date(2022, 8, 1))
    for n, fault in enumerate(("楼板开裂", "私自加层"), 1)
]  # fmt: skip
# 13 of the 89; then 49 at 33 others, two at each of the first sixteen.
TURNED_IN = [
    *(
        _referred(f"2023-{n:04d}", site, sector="易燃易爆", campaigns=FLAMMABLE)
        for n, site in enumerate(DANGEROUS[:13], 1)
    ),
    *(
        _referred(f"2023-{n:04d}", site, sector="消防", campaigns=MAJOR)
        for n, site in enumerate([*VISITED[:33], *VISITED[:16]], 14)
    ),
]

ROWS: dict[str, list[dict[str, Any]]] = {
    "villages": [{"name": name, "kind": "社区", "active_from": LONG_AGO} for name in COMMUNITIES],
    "agencies": [
        {"name": name, "kind": "上级部门"} for name in (BUREAU, BRIGADE, MARKET, ENVIRONMENT)
    ],
    "campaigns": [
        {"name": FLAMMABLE, "first_day": date(2023, 3, 1), "last_day": LAST},
        {"name": MAJOR, "first_day": date(2023, 5, 1), "last_day": date(2023, 12, 31)},
    ],
    "sites": [
        *(_site(name, "小微企业") for name in SMALL),
        *(_site(name, "多业态混合经营场所" if "楼" in name else "厂中厂") for name in SHARED),
        *(
            _site(name, "加工制造企业", parent=SHARED[n % len(SHARED)])
            for n, name in enumerate(TENANTS)
        ),
        *(_site(name, category) for name, category in LED),
        _site(HOTEL, "经营性自建房", operating_status="已拆除", status_on=date(2023, 5, 22)),
        _site("搬走的小微企业", "小微企业", active_to=date(2023, 6, 29)),
    ],
    "teams": [
        {"name": f"易燃易爆检查第{n}组", "kind": "工作组、工作专班", "campaign": FLAMMABLE,
         "active_from": date(2023, 3, 1)}
        for n in range(1, 7)
    ],
    "operations": [
        *(_outing(f"查{n}", on, "日常检查") for n, on in enumerate(MONTHS, 1)),
        *(
            _outing(f"领{n}", on, "领导带队检查", leader_class="党政主要领导")
            for n, on in enumerate(days(FIRST, LAST, 4), 1)
        ),
        *(
            _outing(f"专{n}", on, "专家检查", with_experts="是", expert_times=2)
            for n, on in enumerate(days(FIRST, LAST, 3), 1)
        ),
        *(
            _outing(f"爆{n}", on, "专项检查", sector="易燃易爆", campaigns=FLAMMABLE,
                    leader_class="其他党政领导", groups=1)
            for n, on in enumerate(days(date(2023, 3, 2), date(2023, 4, 28), 6), 1)
        ),
        *(
            _outing(f"联{n}", on, "联合检查", is_joint="是",
                    partner_agencies="、".join((BUREAU, BRIGADE, MARKET)))
            for n, on in enumerate(days(date(2023, 5, 4), date(2023, 6, 20), 5), 1)
        ),
        _outing("领7", date(2023, 7, 3), "领导带队检查", leader_class="党政主要领导"),
    ],
    "operation_targets": [
        *({"operation": f"查{n % 6 + 1}", "site": site} for n, site in enumerate(VISITED)),
        # Some are visited a second time: 家次 without another 家.
        *({"operation": f"查{(n + 1) % 6 + 1}", "site": site}
          for n, site in enumerate(VISITED[:60])),
        *({"operation": f"领{n % 4 + 1}", "site": site} for n, (site, _) in enumerate(LED)),
        *({"operation": f"专{n % 3 + 1}", "site": site} for n, site in enumerate(WITH_EXPERTS)),
        *({"operation": f"爆{n % 6 + 1}", "site": site} for n, site in enumerate(DANGEROUS)),
        *({"operation": f"联{n % 5 + 1}", "site": site} for n, site in enumerate(TOGETHER)),
        {"operation": "查1", "site": SMALL[450], "outcome": "关门停业"},
        {"operation": "领7", "site": SMALL[451]},
    ],
    "hazards": [*TURNED_IN, *LISTED, *HOUSES],
    "listings": [
        {"hazard": row["number"], "body": body, "level": level, "listed_on": date(2023, 5, 25),
         "due_on": date(2023, 9, 30)}
        for row, body, level in zip(
            LISTED, ("省政府", "市政府"), ("省级", "市（州）级"), strict=True
        )
    ],
    "referrals": [
        {"hazard": row["number"], "to_agency": BUREAU, "referred_on": date(2023, 6, 8),
         "reason": "反复反弹" if row["campaigns"] == FLAMMABLE else "拒不整改",
         "interim_measures": "社区每日巡查"}
        for row in TURNED_IN
    ],
    # 1272 in all: 31 + 136 + 371 (13 of them above) + 734 (49 and 2 of them above); 810 put
    # right, one of them above.
    "hazard_counts": [
        _count(date(2023, 3, 31), "党政领导带队检查", 31, 21),
        _count(date(2023, 4, 28), "专家检查", 136, 92),
        _count(date(2023, 4, 28), "专项检查、专项整治", 371 - 13, 200, sector="易燃易爆",
               campaigns=FLAMMABLE),
        *(
            _count(on, "日常巡查", found, rectified)
            for on, found, rectified in zip(
                MONTHS, shares(734 - 49 - 2, 6), shares(497 - 1, 6), strict=True
            )
        ),
        _count(date(2023, 7, 15), "日常巡查", 20, 5),
    ],
    "surveys": [
        {"on": date(2023, 4, 20), "item": "安装独立感烟报警器", "households": 26},
        {"on": date(2023, 5, 18), "item": "经营性自建房", "households": 285, "sector": "自建房"},
        *(
            {"on": date(2023, 5, 18), "item": "自建房", "households": households,
             "village": village, "sector": "自建房"}
            for village, households in zip(COMMUNITIES, shares(1375 - 285, 4), strict=True)
        ),
        {"on": date(2023, 7, 1), "item": "自建房", "households": 12, "sector": "自建房"},
    ],
    "key_periods": [
        {"name": DISASTER_DAY, "first_day": date(2023, 5, 12), "last_day": date(2023, 5, 12)},
    ],
    "meetings": [
        {"on": date(2023, 1, 31), "kind": "安全工作专题会", "topic": "年度工作"},
        {"on": date(2023, 2, 21), "kind": "安委会会议", "topic": "第一次安委会"},
        {"on": date(2023, 7, 4), "kind": "安委会会议", "topic": "第二次安委会"},
    ],
    "drills": [
        {"on": date(2023, 5, 30), "kind": "防汛抢险演练", "topic": "防汛抗旱"},
    ],
    "publicity": [
        {"on": date(2023, 5, 12), "item": "集中宣传活动", "quantity": 1,
         "key_periods": DISASTER_DAY},
        {"on": date(2023, 6, 16), "item": "集中宣传活动", "quantity": 1, "topic": "咨询日"},
    ],
    "trainings": [
        {"on": date(2023, 4, day), "kind": "安全培训", "topic": "安全生产专题", "sessions": 1,
         "audience": "街道、社区工作人员和企业负责人", "attendee_count": 150}
        for day in (11, 25)
    ],
    "plan_items": [
        *(
            {"plan_document": "微型消防站和应急队伍建设方案", "text": f"小区、散居点建{what}",
             "first_day": FIRST, "last_day": date(2023, 12, 31), "target_quantity": 1,
             "unit": unit}
            for what, unit in (("微型消防站", "处/小区"), ("消防应急队伍", "支/小区"))
        ),
        {"plan_document": "信息报送制度", "text": "灾害信息上报", "first_day": FIRST,
         "last_day": date(2023, 12, 31), "frequency": "每月", "times": 1, "per": "全乡（镇）"},
    ],
}  # fmt: skip
