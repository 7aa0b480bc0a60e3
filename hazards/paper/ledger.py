"""隐患台账 as it is printed: A4 across, the head on every page, who filled it in at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from hazards.paper import layout
from township_safety.documents import forms
from township_safety.documents.model import (
    Align,
    BlankRun,
    Form,
    Meta,
    Table,
    TableCell,
    Title,
)

if TYPE_CHECKING:
    from hazards.models import Hazard
    from township_safety.organisation.models import Office

# More are a book, and take longer than anybody waits: then it goes out as a workbook.
MOST_ROWS = 500
# Name, width in mm, alignment.
_COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("序号", 11, "center"),
    ("编号", 21, "center"),
    ("检查日期", 22.5, "center"),
    ("村（居）", 16, "center"),
    ("被检查单位及部位", 34, "left"),
    ("隐患描述", 46, "left"),
    ("等级", 11, "center"),
    ("整改措施", 32, "left"),
    ("责任单位、责任人", 25, "left"),
    ("整改期限", 22.5, "center"),
    ("状态", 14.5, "center"),
    ("完成日期", 22.5, "center"),
    ("复查人", 14.5, "center"),
    ("销号日期", 22.5, "center"),
)


def ledger_form(
    hazards: Sequence[Hazard], *, office: Office, on: date, asked: Sequence[str] = ()
) -> Form:
    """`asked` are the conditions in words; rows that do not fit one page go on with the head."""
    head = (tuple(TableCell(forms.runs(name), header=True) for name, _, _ in _COLUMNS),)
    rows = tuple(_row(number, hazard) for number, hazard in enumerate(hazards, start=1))
    name = f"{office.name}安全隐患排查治理台账"
    conditions = (forms.line(f"范围：{'；'.join(asked)}"),) if asked else ()
    return Form(
        title=Title((name,)),
        blocks=(
            forms.line(
                f"填报单位（章）：{office.signer}　　　　截至日期：{layout.day(on)}"
                f"　　　　共{len(hazards)}条"
            ),
            *conditions,
            Table("", "", head, rows, tuple(width for _, width, _ in _COLUMNS)),
            forms.line(
                "负责人：",
                BlankRun(ems=8),
                "　　审核人：",
                BlankRun(ems=8),
                "　　填表人：",
                BlankRun(ems=8),
                f"　　填报日期：{layout.OPEN_DAY}",
            ),
        ),
        meta=Meta(office.signer, name, ("隐患", "台账"), _noon(on)),
        landscape=True,
    )


def _noon(on: date) -> datetime:
    """The same list of the same day is the same file."""
    return timezone.make_aware(datetime.combine(on, time(12)))


def _row(number: int, hazard: Hazard) -> tuple[TableCell, ...]:
    claim = hazard.standing_rectification
    is_unknown = claim is not None and claim.is_date_unknown
    texts = (
        str(number),
        hazard.number,
        _iso(hazard.found_on),
        str(hazard.village or ""),
        " ".join(part for part in (str(hazard.site or ""), hazard.place) if part),
        hazard.description,
        hazard.get_grade_display(),
        hazard.measures,
        " ".join(part for part in (hazard.responsible_unit, hazard.responsible_person) if part),
        "长期坚持" if hazard.is_standing else _iso(hazard.due_on),
        hazard.get_status_display(),
        "日期不详" if is_unknown else _iso(hazard.rectified_on),
        hazard.checked_by,
        _iso(hazard.closed_on),
    )
    return tuple(
        TableCell(forms.runs(text), align=align)
        for text, (_, _, align) in zip(texts, _COLUMNS, strict=True)
    )


def _iso(on: date | None) -> str:
    return str(on) if on else ""
