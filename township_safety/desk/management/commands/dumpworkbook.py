"""Write all registers to a workbook from the command line."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.commissions import NotFound, office_named
from township_safety.desk.workbook_actions import dump_workbook
from township_safety.organisation.models import Office
from township_safety.values import ValueProblem, parse_date
from township_safety.workbook import sheet_for, template


class Command(BaseCommand):
    help = "把各类台账导出为一个 Excel 工作簿；再导入时不会有变化"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="要写的文件，如 台账.xlsx")
        parser.add_argument("--from", dest="first_day", help="起始日期，含当天")
        parser.add_argument("--to", dest="last_day", help="截止日期，含当天")
        parser.add_argument("--township", help="单位名称；不写为全部单位")
        parser.add_argument("--empty", action="store_true", help="只写空白模板")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        days = {name: _day(options[name]) for name in ("first_day", "last_day")}
        offices = _offices(options["township"])
        handle, partial = tempfile.mkstemp(dir=file.parent, suffix=".xlsx")
        os.close(handle)
        try:
            if options["empty"]:
                template(partial, office=offices[0])
                counts = {}
            else:
                counts = dump_workbook(partial, offices=offices, by=None, **days)
            Path(partial).replace(file)  # a file is either whole or not there
        finally:
            Path(partial).unlink(missing_ok=True)
        for key, count in counts.items():
            self.stdout.write(f"{sheet_for(key).title}：导出{count}")


def _offices(name: str | None) -> list[Office]:
    try:
        return [office_named(name)] if name else list(Office.objects.all()) or [office_named(None)]
    except NotFound as problem:
        raise CommandError(str(problem)) from problem


def _day(text: str | None) -> Any:
    try:
        return parse_date(text)
    except ValueProblem as problem:
        raise CommandError(str(problem)) from problem
