"""The ranking table of a quarter, for its bulletin: on A4 and as Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from township_safety.desk.scores.points import Total, plain
from township_safety.documents import forms
from township_safety.documents.model import Form, Meta, Table, TableCell, Title
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office
from township_safety.spreadsheets import SheetOut

RULE = "各项按完成数占应完成数的比例得分；本季度没有要求的项记“/”，它的分值按比例并入其他项。"


def heads_of(found: Sequence[Total]) -> list[str]:
    parts = found[0].parts if found else []
    return ["名次", "名称", *(part.part.label for part in parts), "得分", "扣分说明"]


def cells_of(one: Total) -> list[str]:
    parts = [
        f"{plain(part.points)}（{part.fraction}）" if part.is_asked else "/" for part in one.parts
    ]
    rank = str(one.rank) if one.rank is not None else "/"
    return [rank, one.name, *parts, plain(one.total), "\n".join(one.lost_words)]


def score_form(
    found: Sequence[Total], *, title: str, office: Office, on: date, is_published: bool
) -> Form:
    heads = heads_of(found)
    widths = (12.0, 28.0, *(24.0 for _ in heads[2:-2]), 16.0, 90.0)
    rows = tuple(
        tuple(
            TableCell(
                forms.runs(text.replace("\n", "；")),
                align="left" if place == len(heads) - 1 else "center",
            )
            for place, text in enumerate(cells_of(one))
        )
        for one in found
    )
    state = "公布" if is_published else "试算"
    return Form(
        title=Title((title,)),
        blocks=(
            forms.line(f"考核单位：{office.signer}　　　　{state}日期：{chinese_date(on)}"),
            Table(
                "",
                "",
                (tuple(TableCell(forms.runs(text), header=True) for text in heads),),
                rows,
                widths,
            ),
            forms.note(RULE),
        ),
        meta=Meta(
            office.signer,
            title,
            ("考核评分",),
            timezone.make_aware(datetime.combine(on, time(12))),
        ),
        landscape=True,
    )


def score_sheet(found: Sequence[Total], *, title: str) -> SheetOut:
    heads = heads_of(found)
    return SheetOut(
        title="考核评分",
        headers=heads,
        rows=[cells_of(one) for one in found],
        widths=[8, 18, *(18 for _ in heads[2:-2]), 10, 70],
        title_row=title,
    )
