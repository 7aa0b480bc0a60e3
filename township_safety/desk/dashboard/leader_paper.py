"""领导履职台账 as a paper: one line for each leader, then what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time

from django.utils import timezone

from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.leader_duties import Charge
from township_safety.desk.dashboard.leaders import LeaderRecord
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, Heading, Meta, Table, TableCell, Title
from township_safety.documents.numerals import chinese_date

HEADS: tuple[tuple[str, float], ...] = (
    ("领导", 22),
    ("职务（本期担任）", 58),
    ("带队检查（次）", 20),
    ("全年带队（已/应）", 22),
    ("发现隐患（处）", 20),
    ("已整改（处）", 20),
    ("已销号（处）", 20),
    ("主持会议（次）", 20),
    ("包案隐患（处）", 20),
    ("挂牌督办（件）", 20),
    ("包保村、单位（个）", 22),
)
_DEED_HEADS: tuple[tuple[str, float], ...] = (
    ("工作", 36),
    ("日期", 28),
    ("内容", 140),
    ("情况", 36),
)
_DEED_TEXT = 2


def cells_of(one: LeaderRecord) -> tuple[str, ...]:
    numbers = (
        len(one.led),
        one.led_of_required,
        one.found_number,
        one.rectified_number,
        one.closed,
        len(one.chaired),
        len(one.cases),
        len(one.listed),
        len(one.charges),
    )
    return (one.name, "；".join(one.posts.words), *map(str, numbers))


def asked_of(one: LeaderRecord, span: Span) -> str:
    """How often the post asks the leader to lead in the whole year, and how often it was."""
    if not one.posts.required:
        return ""
    day = span.period.last_day
    return (
        f"{day.year}年全年应带队检查{one.posts.required}次，"
        f"截至{chinese_date(day)}已带队{one.led_in_year}次。"
    )


def leaders_form(found: list[LeaderRecord], span: Span) -> Form:
    title = f"{span.office.name}领导安全生产履职台账（{span.period.label}）"
    day = span.period.last_day
    return Form(
        title=Title((title,)),
        blocks=(
            forms.line(f"填报单位（章）：{span.office.signer}　　截至{chinese_date(day)}"),
            _table(HEADS, map(cells_of, found)),
            *(block for one in found for block in _deeds(one, span)),
        ),
        meta=Meta(
            span.office.signer,
            title,
            ("领导履职",),
            timezone.make_aware(datetime.combine(day, time(12))),
        ),
        landscape=True,
    )


def _deeds(one: LeaderRecord, span: Span) -> Iterator[Block]:
    yield Heading(1, forms.runs(one.name))
    if said := asked_of(one, span):
        yield forms.line(said)
    if one.charges:
        yield forms.line(f"包保村、单位：{'；'.join(map(_charge, one.charges))}。")
    if one.groups:
        yield _table(_DEED_HEADS, _lines(one), left=_DEED_TEXT)


def _lines(one: LeaderRecord) -> Iterator[tuple[str, ...]]:
    for label, deeds in one.groups:
        for deed in deeds:
            yield label, str(deed.day), deed.text, deed.note


def _table(
    heads: tuple[tuple[str, float], ...], lines: Iterable[tuple[str, ...]], *, left: int = -1
) -> Table:
    """`left` is the column whose words are not centred."""
    head = (tuple(TableCell(forms.runs(name), header=True) for name, _ in heads),)
    rows = tuple(
        tuple(
            TableCell(forms.runs(text), align="left" if place == left else "center")
            for place, text in enumerate(line)
        )
        for line in lines
    )
    return Table("", "", head, rows, tuple(width for _, width in heads))


def _charge(charge: Charge) -> str:
    days = f"，{charge.days}" if charge.days else ""
    return f"{charge.name}（期末未整改{charge.left.text}处{days}）"
