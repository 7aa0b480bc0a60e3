"""A foreign ledger of 20,000 rows in and out: per row, and against openpyxl alone."""

from __future__ import annotations

import io
import time
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from openpyxl.reader.excel import load_workbook
from openpyxl.workbook.workbook import Workbook

from hazards.models import Hazard
from hazards.paper_ledger import write_ledger
from hazards.views.listing import USUAL
from tests.bench.measurements import line
from township_safety.desk.import_batches import bring_in_draft, undo
from township_safety.desk.import_drafts import Draft
from township_safety.desk.import_work import Work
from township_safety.organisation.models import Membership, Office, Role
from township_safety.register.models import Sector
from township_safety.spreadsheets import read_any

ROWS = 20_000
HEADERS = ("检查日期", "存在问题", "整改时限", "是否整改", "整改完成时间", "备注")


def ledgers(path: Path) -> None:
    office = Office.objects.get()
    clerk = Membership.objects.filter(office=office, role=Role.CLERK)[0].user
    floor = _write(path)
    clock = time.process_time()
    read_alone(path)
    alone = time.process_time() - clock
    clock = time.process_time()
    draft = Draft.keep(
        read_any(path), name="旧.xlsx", register="hazards", is_history=False,
        by=clerk, office=office, file=None,
    )  # fmt: skip
    work = Work.of(draft, office)
    work.settlement.constants["sector"] = Sector.objects.all()[0].name
    draft.is_settled = True
    work.keep()
    _told(f"读取外来台账 {ROWS} 行", clock, alone, "只用 openpyxl 读同一文件")
    clock = time.process_time()
    examination = work.examined(by=clerk)
    _told("逐行核对", clock, alone, "同上")
    clock = time.process_time()
    _, batch = bring_in_draft(work, examination, by=clerk, accept_good=False)
    if batch is None:
        raise RuntimeError("not imported")
    _told("写入", clock, alone, "同上")
    clock = time.process_time()
    rows = Hazard.objects.counted().filter(uid__in=batch.rows.made().values("uid"))
    write_ledger(
        io.BytesIO(), rows, offices=[office], chosen=USUAL, on=timezone.localdate(), private=False
    )
    _told("导出上报用的台账", clock, floor, "只用 openpyxl 写同样多的格")
    clock = time.process_time()
    undo(batch, by=clerk)
    _told("撤销", clock, alone, "只用 openpyxl 读同一文件")
    draft.drop()


def _told(what: str, since: float, floor: float, of: str) -> None:
    took = time.process_time() - since
    line(f"{what}（{took / ROWS * 1000:.2f} ms/行）", took, floor=floor, of=of)


def _write(path: Path) -> float:
    """The seconds openpyxl alone takes to write it."""
    clock = time.process_time()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("2023年")
    sheet.append(HEADERS)
    for number in range(ROWS):
        day = date(2023, 1, 1) + timedelta(days=number % 360)
        is_done = number % 4 > 0
        sheet.append(
            [
                f"{day.year}.{day.month}.{day.day}",
                f"第{number}处：通道堵塞",
                (day + timedelta(days=7)).isoformat(),
                "已整改" if is_done else "未整改",
                (day + timedelta(days=3)).isoformat() if is_done else "",
                f"原编号{number}",
            ]
        )
    book.save(path)
    return time.process_time() - clock


def read_alone(path: Path) -> None:
    for sheet in load_workbook(path, read_only=True, data_only=True).worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
