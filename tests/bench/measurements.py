"""Processor seconds, the best of a few runs, beside the floor of the same work."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import weasyprint
from django.core.management import call_command
from django.utils import timezone
from openpyxl.reader.excel import load_workbook

from reports.commissions import commission, template_named
from reports.composing import Composition, compose
from township_safety.documents.html import render_html
from township_safety.documents.pdf import render_pdf
from township_safety.organisation.models import Office
from township_safety.periods import Period
from township_safety.register.models import Kind
from township_safety.spreadsheets import SheetOut, read_workbook, write_workbook
from township_safety.workbook import load

RUNS = 3
ROWS = 10_000


def seconds(work: Callable[[], object]) -> float:
    """Processor time of the best of several runs; other work on the machine counts less."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


@contextmanager
def once(what: str) -> Iterator[None]:
    start = time.process_time()
    yield
    line(what, time.process_time() - start)


def line(what: str, measured: float, *, floor: float | None = None, of: str = "") -> None:
    ratio = f"{measured / floor:6.2f} × {of}（{floor:.2f} s）" if floor else ""
    sys.stdout.write(f"{what:<24}{measured:8.2f} s {ratio}\n")


def empty_office(folder: Path) -> None:
    """The first migration, as a process of its own."""
    data = folder / "first"
    environment = {
        **os.environ,
        "DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data / 'ledger.sqlite3'}",
    }
    before = os.times()
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)  # noqa: S603 -- our own command
    after = os.times()
    line("首次建库", after.children_user - before.children_user)


def demonstration() -> None:
    with once("生成演示数据"):
        call_command("setup", "--demo", stdout=io.StringIO())


def half_year_report() -> None:
    office = Office.objects.get()
    template = template_named("half_year", office=office)
    period = Period.latest_closed(timezone.localdate(), kind="half")

    def composed() -> Composition:
        return compose(commission(office, template, period))

    html = render_html(composed().document, mode="paper")
    line("半年总结：编写", seconds(composed))
    line("半年总结：编写并成网页", seconds(lambda: render_html(composed().document, mode="paper")))
    floor = seconds(lambda: weasyprint.HTML(string=html).write_pdf())
    whole = seconds(lambda: render_pdf(render_html(composed().document, mode="paper")))
    line("半年总结：编写并成 PDF", whole, floor=floor, of="只排版同一网页")


def workbook(path: Path) -> None:
    """Meetings, because every kind of column occurs in them."""
    office = Office.objects.get()
    kinds = [kind.name for kind in Kind.objects.filter(domain=Kind.Domain.MEETING)]
    days = [date(2020, 1, 1) + timedelta(days=number % 1500) for number in range(ROWS)]
    rows = [
        [day, kinds[number % len(kinds)], f"第{number}次会议", "某甲", 5 + number % 40]
        for number, day in enumerate(days)
    ]
    headers = ["日期", "会议种类", "主题", "主持人", "参会人数"]
    write_workbook([SheetOut(title="会议", headers=headers, rows=rows)], path)

    def openpyxl_alone() -> None:
        for sheet in load_workbook(path, read_only=True, data_only=True).worksheets:
            for _ in sheet.iter_rows(values_only=True):
                pass

    floor = seconds(openpyxl_alone)
    start = time.process_time()
    result = load(read_workbook(path), office=office, by=None)
    took = time.process_time() - start
    if not result.is_loaded:
        raise RuntimeError(f"not loaded: {result.problems[:3]}")
    line(f"导入 {ROWS} 行", took, floor=floor, of="只用 openpyxl 读同一文件")
    again = time.process_time()
    load(read_workbook(path), office=office, by=None)
    line("再导入一次（无变化）", time.process_time() - again, floor=floor, of="同上")
