"""What several forms share: who prints, who signs, how items and days are spelt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from township_safety.documents import forms
from township_safety.documents.model import (
    BlankRun,
    Block,
    CellPart,
    FormRow,
    Meta,
    Paragraph,
    SignatureLine,
)
from township_safety.documents.numerals import chinese_date, wan
from township_safety.organisation.models import Office, User
from township_safety.organisation.permissions import Permission
from township_safety.values import mask_phone

HEADING = "安全生产监督检查文书"
# 安全生产法 67 asks for certificates of those who enforce the law only.
ENFORCEMENT_HEADING = "安全生产行政执法文书"
OPEN_DAY = "　　　　年　　月　　日"
OPEN_NUMBER = "〔　　　　〕　　　号"


class Row(Protocol):
    recorded_at: datetime
    office: Office


def meta(row: Row, subject: str) -> Meta:
    """The day the row was entered: the same row prints the same file again."""
    return Meta(row.office.signer, subject, ("隐患", "文书"), row.recorded_at)


def day(on: date | None) -> str:
    return chinese_date(on) if on else OPEN_DAY


def day_or_nothing(on: date | None) -> str:
    return chinese_date(on) if on else ""


def phone(number: str, *, reader: User) -> str:
    """Masked for who may not see it whole."""
    return number if reader.may(Permission.PERSONAL) else mask_phone(number)


def in_wan(yuan: Decimal | None) -> str:
    return f"{wan(yuan)}万元" if yuan is not None else ""


def places(positions: Sequence[int]) -> str:
    """第1、3项; a run of three or more is 第1至4项."""
    if len(positions) > 2 and positions[-1] - positions[0] == len(positions) - 1:
        return f"第{positions[0]}至{positions[-1]}项"
    return f"第{'、'.join(map(str, positions))}项"


def numbered(texts: Iterable[tuple[int, str]]) -> tuple[Paragraph, ...]:
    """1.…… each in a paragraph of its own; further lines of a text follow without a number."""
    found: list[Paragraph] = []
    for position, text in texts:
        first, *rest = text.strip().splitlines() or [""]
        found.append(forms.line(f"{position}.{first.strip()}", indent=True))
        found += [forms.line(line.strip(), indent=True) for line in rest if line.strip()]
    return tuple(found)


def said(*parts: str) -> Paragraph:
    return forms.line(*parts, indent=True, align="justify")


def inspectors(
    people: Sequence[tuple[str, str]] = (), *, name: str = "检查人员（签名）"
) -> tuple[SignatureLine, ...]:
    """Two lines to be signed, each with the number of the certificate: (printed name, number).

    The signature itself is written by hand, so the name stands behind it in brackets.
    """
    both = [*people, *[("", "")] * 2][: max(len(people), 2)]
    return tuple(
        forms.signature(
            name,
            ems=5 if who else 7,
            dated=False,
            more=(f"{f'（{who}）' if who else ''}　证件号：", BlankRun(number, 6)),
        )
        for who, number in both
    )


def refusal(*, refused: bool = False, witness: str = "") -> tuple[Block, ...]:
    """安全生产法 68: who will not sign is noted, with whom saw it."""
    return (
        forms.line("拒绝签字的，注明情况：", BlankRun("被检查单位拒绝签字" if refused else "", 16)),
        forms.signature("见证人（签名）", dated=False, more=(f"（{witness}）",) if witness else ()),
    )


def copies(body: str, receiver: str = "被检查单位") -> Block:
    return forms.note(f"本文书一式两份：一份由{body}存档，一份交{receiver}。")


def long_field(name: str, text: str, *, height: float, colspan: int = 3) -> FormRow:
    """A label and what may go over the page."""
    parts = forms.paragraphs(text, indent=True)
    return forms.row(
        forms.label(name), forms.cell(parts, colspan=colspan), height=height, splits=True
    )


def signed_field(
    name: str,
    text: str,
    signer: str,
    *,
    on: date | None = None,
    height: float = 30,
    colspan: int = 3,
) -> FormRow:
    """A label, an opinion and who signs it with the day."""
    parts: list[CellPart] = [*forms.paragraphs(text, indent=True)]
    parts += [forms.line("　"), forms.signature(signer, on=on)]
    return forms.row(forms.label(name), forms.cell(parts, colspan=colspan), height=height)


GRID = (33.0, 50.0, 33.0, 49.0)
