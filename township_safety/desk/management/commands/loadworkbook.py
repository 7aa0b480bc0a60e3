"""Load a workbook of registers from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.commissions import NotFound, office_named
from township_safety.desk.workbook_actions import load_workbook
from township_safety.spreadsheets import WorkbookProblem, read_workbook
from township_safety.workbook import LoadResult


class Command(BaseCommand):
    help = "从 Excel 工作簿导入各类台账；有一行不对就都不导入，除非加 --accept-good"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="工作簿，如 台账.xlsx")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")
        parser.add_argument("--accept-good", action="store_true", help="只导入没有问题的行")
        parser.add_argument("--township", help="单位名称；只有一个单位时不用写")
        parser.add_argument("--year", type=int, help="没写年份的日期按这一年")
        parser.add_argument(
            "--ignore-column", action="append", default=[], help="不导入的列，可以写多次"
        )

    def handle(self, *args: Any, file: str, township: str | None, **options: Any) -> None:
        try:
            office = office_named(township)
            tables = read_workbook(file)
        except OSError:
            raise CommandError(f"没有找到文件 {file}，或没有权限读取") from None
        except (NotFound, WorkbookProblem) as problem:
            raise CommandError(str(problem)) from problem
        result = load_workbook(
            tables,
            office=office,
            by=None,
            name=file,
            dry_run=options["dry_run"],
            accept_good=options["accept_good"],
            ignore=options["ignore_column"],
            default_year=options["year"],
        )
        self._report(result)
        if result.problems:
            done = "其余已导入" if result.is_loaded else "没有导入任何内容"
            raise CommandError(f"有 {len(result.problems)} 处问题，{done}。", returncode=1)

    def _report(self, result: LoadResult) -> None:
        for sheet in result.sheets:
            self.stdout.write(sheet.line)
        for problem in result.problems:
            self.stdout.write(str(problem))
