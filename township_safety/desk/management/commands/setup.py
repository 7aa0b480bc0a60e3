"""From nothing to an office one can sign in to; safe to repeat at every start."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from township_safety.desk import demonstration
from township_safety.desk.reference_data import load_reference_data
from township_safety.organisation.founding_actions import appoint_administrator, found_office
from township_safety.organisation.models import Level, Office
from township_safety.register.key_periods import add_key_periods
from township_safety.values import ValueProblem, parse_date

# The last word of a name tells the level, when it is not given.
_ENDINGS = {
    "乡": Level.XIANG,
    "镇": Level.ZHEN,
    "街道": Level.STREET,
    "办事处": Level.STREET,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
    "市": Level.CITY,
    "村": Level.VILLAGE,
    "社区": Level.VILLAGE,
}


class Command(BaseCommand):
    help = "建库、装入基础数据、建立单位和第一个管理员；可以反复运行"
    # What the machine lacks for printing is said by the server when it starts.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", default="", help="单位名称，如：青山乡（默认：本乡）")
        parser.add_argument(
            "--level", default="", choices=["", *Level.values], help="单位级别，不写按名称判断"
        )
        parser.add_argument("--started-on", default="", help="启用日期，默认今天")
        parser.add_argument("--administrator", default="admin", help="管理员登录名，默认 admin")
        parser.add_argument("--demo", action="store_true", help="装入演示乡的数据")

    def handle(self, *args: Any, **options: Any) -> None:
        options["started_on"] = _day(options["started_on"])
        if options["demo"]:
            demonstration.clear_when_outdated(today=timezone.localdate(), stdout=self.stdout)
        call_command("migrate", verbosity=0, interactive=False)
        added = load_reference_data()
        if added:
            self.stdout.write(f"基础数据：新装入 {added} 条")
        if options["demo"]:
            demonstration.prepare(today=timezone.localdate(), stdout=self.stdout)
        else:
            self._office(**options)

    def _office(
        self, *, office: str, level: str, started_on: date, administrator: str, **options: Any
    ) -> None:
        existing = Office.objects.first()
        if existing is not None:
            self._already_there(existing, wanted=office)
            return
        name = office or "本乡"
        founded = found_office(
            name, level=Level(level) if level else level_of(name), started_on=started_on, by=None
        )
        for year in range(started_on.year, timezone.localdate().year + 1):
            add_key_periods(founded, year=year)
        _, secret = appoint_administrator(
            founded, username=administrator, full_name="系统管理员", by=None
        )
        self.stdout.write(
            f"已建立单位：{founded}（{founded.get_level_display()}），启用日期 {started_on}\n"
            f"管理员登录名：{administrator}\n"
            f"一次性密码：{secret}\n"
            "密码只显示这一次，请记下；登录后须立即修改，再为每个人建立各自的账号。"
        )

    def _already_there(self, existing: Office, *, wanted: str) -> None:
        if wanted and wanted != existing.name:
            raise CommandError(
                f"已有单位“{existing}”，不再建立“{wanted}”；改名请由系统管理员登录后在“单位设置”里改"
            )
        self.stdout.write(f"单位“{existing}”已建立，数据结构和基础数据已是最新。")


def level_of(name: str) -> Level:
    """By the longest ending that fits, else 乡."""
    for ending in sorted(_ENDINGS, key=len, reverse=True):
        if name.endswith(ending):
            return _ENDINGS[ending]
    return Level.XIANG


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueProblem as problem:
        raise CommandError(f"启用日期：{problem}") from problem
    return day or timezone.localdate()
