"""The list of hazards and 查找 from a thousand to a million rows of one office."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hazards import actions, words
from hazards.models import Hazard
from hazards.workflow import Status
from tests.bench.measurements import seconds
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_hazard_source, make_sector
from township_safety.organisation.models import Office, Role
from township_safety.register.models import Site

SIZES = (1_000, 100_000, 1_000_000)
# Ten years of finds, a fifth of the last ones still open.
DAYS = 3_650


@dataclass(frozen=True)
class Ledger:
    office: Office
    sites: list[int]
    villages: list[int]
    sectors: list[int]
    sources: list[int]
    first: Hazard


def hazard_list() -> None:
    ledger = ledger_of()
    browser = Client(headers={"host": "localhost"})
    browser.force_login(make_user(Role.CLERK, ledger.office))
    found: dict[str, list[tuple[float, int]]] = {}
    for size in SIZES:
        start = time.perf_counter()
        fill(ledger, size)
        sys.stdout.write(f"隐患列表：补足 {size:,} 条用 {time.perf_counter() - start:.0f} s\n")
        for name, measured in _measured(browser, ledger):
            found.setdefault(name, []).append(measured)
    for name, each in found.items():
        times = "　".join(
            f"{size:,} 条 {took * 1000:6.1f} ms"
            for size, (took, _) in zip(SIZES, each, strict=True)
        )
        (first, before), (last, after) = each[0], each[-1]
        ratio = f"{last / first:5.2f} 倍"
        sys.stdout.write(f"　{name:<12}{times}　{ratio}　查询 {before} → {after}\n")


def _measured(browser: Client, ledger: Ledger) -> Iterator[tuple[str, tuple[float, int]]]:
    url = reverse("hazards:list")
    middle = timezone.localdate() - timedelta(days=DAYS // 2)
    questions = {
        "第一页": "",
        "中间一页": f"after={middle}~1",
        "末页": "before=end",
        "未整改": "state=open",
        "逾期": "state=overdue",
        "已销号的末页": "state=closed&before=end",
        "一个村、今年": f"village={ledger.villages[3]}&period=this_year",
        "一个行业、重大": f"sector={ledger.sectors[2]}&grade=major",
        "按整改期限排": "sort=due_on",
        "按整改期限倒排的末页": "sort=-due_on&before=end",
        "未整改按期限排": "state=open&sort=due_on",
        "按村排": "sort=village",
        "按监管对象排": "sort=site",
        "文字“燃气”": "text=燃气",
        "少见的文字“涨紧”": "text=涨紧",
        "常见的文字“线路”": "text=线路",
        "每条都有的“整改”": "text=整改",
        "一个字“燃”": "text=燃",
        "监管对象的名称": "text=永兴餐馆",
        "没有这样的文字": "text=没有这样",
        "责任人": "person=某甲乙",
    }
    addresses = {name: f"{url}?{question}" for name, question in questions.items()}
    typed = {
        "选监管对象：首字母": ("sites", "yxcg"),
        "选监管对象：名称": ("sites", "永兴"),
        "选判定依据：首字母": ("criteria", "xf"),
        "选判定依据：名称": ("criteria", "消防"),
    }
    for name, (key, typed_in) in typed.items():
        addresses[name] = f"{reverse('lookup', args=[key])}?q={typed_in}"
    for text in ("燃气", "线路", "整改", "永兴餐馆", "没有这样", "yxcg", "-777"):
        addresses[f"查找“{text}”"] = f"{reverse('find')}?q={text}"
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")
        number = len(queries)
        yield name, (seconds(partial(browser.get, address)), number)


def ledger_of(name: str = "测速乡") -> Ledger:
    office = make_office(name=name)
    clerk = make_user(Role.CLERK, office)
    hazard = Hazard(office=office, found_on=timezone.localdate(), description="灭火器过期")
    return Ledger(
        office=office,
        sites=_sites(office),
        villages=[make_village(office=office, name=f"第{number}村").pk for number in range(20)],
        sectors=[make_sector(f"bench{number}", name=f"行业{number}").pk for number in range(12)],
        sources=[
            make_hazard_source(f"bench{number}", name=f"来源{number}").pk for number in range(6)
        ],
        first=actions.register(hazard, by=clerk),
    )


def _sites(office: Office) -> list[int]:
    """As many as a large township has, some of them alike in name."""
    names = [
        f"{place}{name}{kind}{number}号"
        for place in ("东山", "西河", "南桥", "北街", "新城")
        for name in ("永兴", "宏达", "金源", "顺发", "福满", "恒通", "建华", "立新")
        for kind in ("餐馆", "加工厂", "超市", "仓库", "宾馆")
        for number in range(1, 11)
    ]
    Site.objects.bulk_create(Site(office=office, name=name) for name in names)
    return list(Site.objects.for_offices([office]).order_by("pk").values_list("pk", flat=True))


def fill(ledger: Ledger, wanted: int) -> None:
    """Copies of one row, varied in every column that a list can ask for, in one statement."""
    present = Hazard.objects.for_offices([ledger.office]).count()
    varied = {
        "uid": "lower(hex(randomblob(16)))",
        "number": "'B-' || n",
        "found_on": f"date('now', '-' || ((n * 7919) % {DAYS}) || ' days')",
        "due_on": f"date('now', '-' || ((n * 7919) % {DAYS} - 15) || ' days')",
        "status": _BY_AGE.format(
            open=Status.OPEN, rectified=Status.RECTIFIED, closed=Status.CLOSED
        ),
        "village_id": f"{ledger.villages[0]} + n % {len(ledger.villages)}",
        "sector_id": f"{ledger.sectors[0]} + n % {len(ledger.sectors)}",
        "source_id": f"{ledger.sources[0]} + n % {len(ledger.sources)}",
        "grade": "CASE WHEN n % 40 = 0 THEN 'major' ELSE 'general' END",
        "site_id": f"{ledger.sites[0]} + n % {len(ledger.sites)}",
        "place": f"{_one_of('一楼东侧', '北侧门口', '仓库', '厨房', '配电间', by=5)}",
        "description": _DESCRIPTION,
    }
    varied["rectified_on"] = f"CASE {varied['status']} WHEN 'open' THEN NULL ELSE date('now') END"
    varied["closed_on"] = f"CASE {varied['status']} WHEN 'closed' THEN date('now') END"
    fields = [field for field in Hazard._meta.concrete_fields if not field.primary_key]
    columns = [str(field.column) for field in fields]
    values = [varied.get(column, f'"{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    statement = (
        "WITH RECURSIVE numbers(n) AS "  # noqa: S608 -- every part is written above
        "(SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < %s) "
        f"INSERT INTO hazards_hazard ({names}) SELECT {', '.join(values)} "
        "FROM numbers CROSS JOIN hazards_hazard WHERE hazards_hazard.id = %s"
    )
    with _indexes_later() as cursor:
        cursor.execute(statement, [present, wanted, ledger.first.pk])


@contextmanager
def _indexes_later() -> Iterator[CursorWrapper]:
    """Building an index over a million rows at once is far quicker than row by row.

    The index of words is kept by triggers; without them it is built anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = 'hazards_hazard' AND sql IS NOT NULL"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'hazards_hazard'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield cursor
        for _, statement in indexes:
            cursor.execute(statement)
    words.ensure(connection.alias)


def _one_of(*words: str, by: int) -> str:
    """One of the words for each row number, in a turn of its own."""
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE (n * {by}) % {len(words)} {cases} END"


# Forty to sixty characters, as clerks write; a rare word and a very rare one among them.
_FAULTS = (
    "配电箱无盖",
    "线路私拉乱接",
    "灭火器过期",
    "安全出口堵塞",
    "疏散指示损坏",
    "气瓶未固定",
    "防护罩缺失",
    "应急灯不亮",
    "叉车无证驾驶",
    "危险品混放",
    "临边无护栏",
)
_DESCRIPTION = " || ".join(
    [
        _one_of(*_FAULTS, by=7),
        "'，'",
        _one_of(*_FAULTS, by=3),
        "'；现场检查时'",
        _one_of("无人看管", "正在作业", "已停产", by=1),
        "'，要求立即停止使用并由责任单位在期限内整改到位'",
        "CASE WHEN n % 97 = 0 THEN '，燃气软管老化' ELSE '' END",
        "CASE WHEN n % 1300 = 0 THEN '，涨紧轮松动' ELSE '' END",
    ]
)
# The newest fifth is open or waits to be verified; all that is older is closed.
_BY_AGE = (
    "CASE WHEN (n * 7919) % 3650 > 730 THEN '{closed}' "
    "WHEN n % 3 = 0 THEN '{open}' WHEN n % 3 = 1 THEN '{rectified}' ELSE '{closed}' END"
)
