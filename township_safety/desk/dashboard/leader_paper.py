"""领导履职台账 as a paper: one line for each leader, then what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.utils import timezone

from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.leaders import LeaderRecord
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, Heading, Meta, Table, TableCell, Title
from township_safety.documents.numerals import chinese_date

HEADS: tuple[tuple[str, float], ...] = (
    ("领导", 24),
    ("职务（本期担任）", 60),
    ("带队检查（次）", 22),
    ("发现隐患（处）", 22),
    ("已整改（处）", 22),
    ("已销号（处）", 22),
    ("主持会议（次）", 22),
    ("包案隐患（处）", 22),
    ("挂牌督办（件）", 22),
)


def cells_of(one: LeaderRecord) -> tuple[str, ...]:
    numbers = (
        len(one.led),
        one.found_number,
        one.rectified_number,
        one.closed,
        len(one.chaired),
        len(one.cases),
        len(one.listed),
    )
    return (one.name, "；".join(one.posts), *map(str, numbers))


def leaders_form(found: list[LeaderRecord], span: Span) -> Form:
    title = f"{span.office.name}领导安全生产履职台账（{span.period.label}）"
    head = (tuple(TableCell(forms.runs(name), header=True) for name, _ in HEADS),)
    rows = tuple(tuple(TableCell(forms.runs(text)) for text in cells_of(one)) for one in found)
    day = span.period.last_day
    return Form(
        title=Title((title,)),
        blocks=(
            forms.line(f"填报单位（章）：{span.office.signer}　　截至{chinese_date(day)}"),
            Table("", "", head, rows, tuple(width for _, width in HEADS)),
            *(block for one in found for block in _deeds(one)),
        ),
        meta=Meta(
            span.office.signer,
            title,
            ("领导履职",),
            timezone.make_aware(datetime.combine(day, time(12))),
        ),
        landscape=True,
    )


def _deeds(one: LeaderRecord) -> Iterator[Block]:
    yield Heading(1, forms.runs(one.name))
    for label, deeds in one.groups:
        said = "；".join(f"{deed.day} {deed.text}（{deed.note}）" for deed in deeds)
        yield forms.line(f"{label}：{said}。")
