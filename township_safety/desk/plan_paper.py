"""季度调度表: the work plan with what the ledger says of each item, as a paper and as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from reports.plans import Progress
from township_safety.documents import forms
from township_safety.documents.model import Align, BlankRun, Form, Meta, Table, TableCell, Title
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office
from township_safety.spreadsheets import SheetOut

_COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("序号", 10, "center"),
    ("所属部分", 30, "left"),
    ("工作内容", 54, "left"),
    ("责任单位（人）", 28, "left"),
    ("时限（频次）", 22, "center"),
    ("目标", 16, "center"),
    ("一季度", 14, "center"),
    ("二季度", 14, "center"),
    ("三季度", 14, "center"),
    ("四季度", 14, "center"),
    ("累计完成", 18, "center"),
    ("情况", 13, "center"),
    ("进展、存在问题", 32, "left"),
)


def dispatch_form(found: Sequence[Progress], *, title: str, office: Office, on: date) -> Form:
    head = (tuple(TableCell(forms.runs(name), header=True) for name, _, _ in _COLUMNS),)
    rows = tuple(
        tuple(
            TableCell(forms.runs(text), align=align)
            for text, (_, _, align) in zip(row, _COLUMNS, strict=True)
        )
        for row in _rows(found)
    )
    return Form(
        title=Title((title,)),
        blocks=(
            forms.line(f"填报单位（章）：{office.signer}　　　　数据截至：{chinese_date(on)}"),
            Table("", "", head, rows, tuple(width for _, width, _ in _COLUMNS)),
            forms.line("负责人：", BlankRun(ems=8), "　　填表人：", BlankRun(ems=8)),
        ),
        meta=Meta(
            office.signer,
            title,
            ("工作要点", "季度调度"),
            timezone.make_aware(datetime.combine(on, time(12))),
        ),
        landscape=True,
    )


def dispatch_sheet(found: Sequence[Progress], *, title: str, office: Office, on: date) -> SheetOut:
    return SheetOut(
        title="季度调度表",
        headers=[name for name, _, _ in _COLUMNS],
        rows=_rows(found),
        widths=[width / 2 for _, width, _ in _COLUMNS],
        title_row=f"{title}　填报单位：{office.signer}　数据截至：{on}",
    )


def _rows(found: Sequence[Progress]) -> list[tuple[str, ...]]:
    return [_row(number, one) for number, one in enumerate(found, start=1)]


def _row(number: int, one: Progress) -> tuple[str, ...]:
    item = one.item
    quarters = [cell.text for cell in one.cells] or [""] * 4
    words = "；".join(part for part in (one.note, item.progress) if part)
    return (
        str(number),
        item.theme,
        item.text,
        item.owner,
        one.deadline,
        one.target,
        *quarters,
        one.done.text,
        one.word,
        words,
    )
