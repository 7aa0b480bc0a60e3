"""Bring in a ledger made elsewhere from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.commissions import NotFound, office_named
from township_safety.desk.ledger_import import bring_in_ledger, repeated, terms_for
from township_safety.spreadsheets import WorkbookProblem, read_any
from township_safety.workbook import Sheet, all_sheets
from township_safety.workbook.foreign import (
    Examination,
    Found,
    Settlement,
    State,
    Use,
    convert,
    examine,
    guess_sheet,
    open_names,
    problems,
    propose,
    row_by_row,
    source_columns,
    tables_of,
)
from township_safety.workbook.foreign.settling import named

_USES = {"备注": Use.NOTE, "并入备注": Use.NOTE, "不导入": Use.SKIP}


class Command(BaseCommand):
    help = "导入别处的台账（任意列名的 .xlsx 或 .csv）；有一行不对就都不导入，除非加 --accept-good"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="台账文件，.xlsx 或 .csv")
        parser.add_argument("--sheet", help="导入到哪一种台账，如 隐患；不写就按列名猜")
        parser.add_argument("--table", help="文件中哪一张工作表；只有一张时不用写")
        parser.add_argument("--township", help="单位名称；只有一个单位时不用写")
        parser.add_argument("--year", type=int, help="没写年份的日期按这一年")
        parser.add_argument(
            "--history-until", type=date.fromisoformat, metavar="YYYY-MM-DD",
            help="历史台账导入：台账的截至日期",
        )  # fmt: skip
        parser.add_argument(
            "--map", action="append", default=[], metavar="列名=我们的列名",
            help="指定一列，等号后也可写 备注 或 不导入；可以写多次",
        )  # fmt: skip
        parser.add_argument(
            "--fill", action="append", default=[], metavar="我们的列名=值",
            help="台账中没有的内容，给所有行填同一个值；可以写多次",
        )  # fmt: skip
        parser.add_argument(
            "--name", action="append", default=[], metavar="我们的列名:原词=我们的词",
            help="不认识的村名、行业、单位等按我们的哪一个；等号后留空的记到备注；可以写多次",
        )  # fmt: skip
        parser.add_argument(
            "--enter", action="append", default=[], metavar="我们的列名",
            help="这一列不认识的名称先登记为新的，如 监管对象；可以写多次",
        )  # fmt: skip
        parser.add_argument("--skip-repeated", action="store_true", help="重复的行不导入")
        parser.add_argument("--accept-good", action="store_true", help="只导入没有问题的行")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")
        parser.add_argument("--result", help="把每一行的结果写到这个 .xlsx 文件")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            office = office_named(options["township"])
            sheet, found = _table(file, options["sheet"], options["table"])
        except OSError:
            raise CommandError(f"没有找到文件 {file}，或没有权限读取") from None
        except (NotFound, WorkbookProblem) as problem:
            raise CommandError(str(problem)) from problem
        settlement = propose(found, sheet, office)
        _decide(settlement, found, sheet, options["map"], options["fill"])
        _name(settlement, sheet, options["name"])
        self._show_columns(settlement, found, sheet)
        if said := problems(found, source_columns(found), settlement, sheet):
            raise CommandError("\n".join(map(str, said)))
        self._settle_names(settlement, found, sheet, office, options["enter"])
        terms = terms_for(
            office, year=options["year"] or found.year, history_until=options["history_until"]
        )

        def examined() -> Examination:
            converted = convert(found, sheet, settlement, office=office, terms=terms)
            return examine(converted, office=office, by=None)

        examination = examined()
        if options["skip_repeated"] and (rows := repeated(examination)):
            settlement.left_out = rows
            examination = examined()
        self._finish(examination, office, file, options)

    def _show_columns(self, settlement: Settlement, found: Found, sheet: Sheet) -> None:
        uses = {Use.NOTE: "并入备注", Use.SKIP: "不导入", Use.OPEN: "待确定"}
        for column in source_columns(found):
            choice = settlement.choices[column.position]
            ours = sheet.by_name[choice.target].header if choice.target else uses[choice.use]
            self.stdout.write(
                f"{named(column)} → {ours}{f'（{choice.why}）' if choice.why else ''}"
            )

    def _settle_names(
        self, settlement: Settlement, found: Found, sheet: Sheet, office: Any, enter: Iterable[str]
    ) -> None:
        columns = {_column(sheet, wanted) for wanted in enter}
        for name in open_names(found, sheet, settlement, office=office):
            if name.column in columns and name.may_be_entered:
                settlement.entered.setdefault(name.column, []).append(name.text)
                continue
            like = "、".join(candidate.name for candidate in name.candidates)
            hint = f"，是不是：{like}" if like else ""
            self.stdout.write(f"{name.header}“{name.text}”（{name.count} 行）没有登记{hint}")

    def _finish(
        self, examination: Examination, office: Any, file: str, options: dict[str, Any]
    ) -> None:
        for row in examination.rows:
            if row.state is not State.UNCHANGED and (row.reasons or row.remarks or row.changes):
                self.stdout.write(f"第{row.number}行：{row.text}")
        for problem in examination.general:
            self.stdout.write(str(problem))
        counts = examination.counts
        self.stdout.write(" ".join(f"{state.value}{number}" for state, number in counts.items()))
        if options["result"]:
            row_by_row(examination, options["result"])
        if options["dry_run"]:
            return
        result = bring_in_ledger(
            examination, office=office, by=None, name=file, accept_good=options["accept_good"]
        )
        if not examination.is_clean:
            done = "其余已导入" if result.is_loaded else "没有导入任何内容"
            raise CommandError(f"有 {counts[State.WRONG]} 行有错误，{done}。", returncode=1)
        self.stdout.write("已导入。" if result.is_loaded else "没有新的内容，什么也没有导入。")


def _table(file: str, wanted: str | None, title: str | None) -> tuple[Sheet, Found]:
    grids = read_any(file)
    sheet = _sheet(wanted) if wanted else guess_sheet(grids, all_sheets())
    if sheet is None:
        raise CommandError("认不出这是哪一种台账，请用 --sheet 写明，如 --sheet 隐患")
    tables = [t for t in tables_of(grids, sheet) if title in (None, t.title)]
    if len(tables) != 1:
        titles = "、".join(t.title for t in tables) or "没有"
        raise CommandError(f"请用 --table 写明哪一张工作表；文件中的表：{titles}")
    return sheet, tables[0]


def _sheet(wanted: str) -> Sheet:
    for sheet in all_sheets():
        if wanted in (sheet.title, sheet.key, *sheet.synonyms):
            return sheet
    known = "、".join(sheet.title for sheet in all_sheets())
    raise CommandError(f"没有“{wanted}”这种台账，可写：{known}")


def _decide(
    settlement: Settlement,
    found: Found,
    sheet: Sheet,
    maps: Iterable[str],
    fills: Iterable[str],
) -> None:
    for text in maps:
        typed, _, ours = text.partition("=")
        columns = [c for c in source_columns(found) if named(c) == typed]
        if not columns:
            raise CommandError(f"台账中没有“{typed}”这一列")
        for column in columns:
            if ours in _USES:
                settlement.settle(column.position, _USES[ours])
            else:
                settlement.settle(column.position, Use.TARGET, _column(sheet, ours))
    for text in fills:
        ours, _, value = text.partition("=")
        settlement.constants[_column(sheet, ours)] = value


def _name(settlement: Settlement, sheet: Sheet, names: Iterable[str]) -> None:
    for text in names:
        ours, _, words = text.partition(":")
        typed, _, meant = words.partition("=")
        settlement.names.setdefault(_column(sheet, ours), {})[typed] = meant


def _column(sheet: Sheet, wanted: str) -> str:
    for column in sheet.bound:
        if wanted in (column.header, column.name):
            return column.name
    known = "、".join(column.header for column in sheet.bound)
    raise CommandError(f"“{sheet.title}”中没有“{wanted}”这一列，可写：{known}")
