"""The file of a site as one paper: cover facts, every section, the photos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from hazards.models import HazardPhoto
from hazards.paper.layout import GRID
from township_safety.desk.register_lists import Table as ShownTable
from township_safety.desk.sitefile.contents import SiteFile
from township_safety.desk.sitefile.events import Happening
from township_safety.desk.sitefile.spelling import Section
from township_safety.documents import forms
from township_safety.documents.model import (
    Block,
    Form,
    FormTable,
    Heading,
    Meta,
    PageBreak,
    Table,
    TableCell,
    Title,
)
from township_safety.documents.numerals import chinese_date
from township_safety.register.models import Site

_WIDTH = 160.0
_WIDE = 1.8
_MOST_COLUMNS = 8


def dossier(file: SiteFile, happened: Sequence[Happening]) -> Form:
    site, now = file.site, timezone.localtime()
    blocks: list[Block] = [
        forms.line(f"建档单位（章）：{site.office.signer}　　数据截至：{chinese_date(now.date())}"),
        FormTable(forms.fields(facts(site, file.contacts)), widths=GRID),
    ]
    for section in file.filled:
        blocks += printed(section)
    if file.unfilled:
        blocks.append(forms.line(f"没有记录的：{'、'.join(file.unfilled)}。"))
    if happened:
        blocks += [
            Heading(1, forms.runs("大事记")),
            _plain(
                ("日期", "事项", "内容"),
                [(one.on.isoformat(), one.title, one.text) for one in happened],
                (1.2, 1.4, 4),
            ),
        ]
    blocks += pictures(file.photos)
    return Form(
        title=Title((f"{site.name}安全监管档案",)),
        blocks=tuple(blocks),
        meta=meta(site, "一企一档", at=now),
        heading="一企一档",
    )


def meta(site: Site, subject: str, *, at: datetime) -> Meta:
    """The day, not the minute: the same file of one day prints once."""
    noon = at.replace(hour=12, minute=0, second=0, microsecond=0)
    return Meta(site.office.signer, f"{site.name}{subject}", (subject,), noon)


def facts(site: Site, contacts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    set_on = f"（{site.risk_set_on}评定）" if site.risk_set_on else ""
    return [
        ("名称", site.name),
        ("曾用名", site.former_name),
        ("统一社会信用代码", site.credit_code_shown),
        ("村（居）", str(site.village or "")),
        ("类别", "、".join(str(one) for one in site.categories.all())),
        ("行业领域", str(site.sector or "")),
        ("规模", site.get_size_display()),
        ("从业人员数", str(site.employees) if site.employees is not None else ""),
        ("经营状态", site.get_operating_status_display()),
        ("重点单位", "是" if site.is_key_unit else "否"),
        ("证照情况", site.get_licence_status_display()),
        ("风险等级", f"{site.get_risk_level_display()}{set_on}" if site.risk_level else "未评定"),
        *contacts,
        ("安全设施", site.equipment),
    ]


def printed(section: Section) -> list[Block]:
    cut = f"（共{section.total}条，下列最近的{len(section.table.rows)}条）"
    words = section.title + (cut if section.is_cut else f"（{section.total}条）")
    return [Heading(1, forms.runs(words)), as_table(section.table, section.shares)]


def as_table(shown: ShownTable, shares: Sequence[float] = ()) -> Table:
    """A ledger of many columns prints its first ones."""
    head = [column.label for column in shown.columns][:_MOST_COLUMNS]
    rows = [[text for text, _, _ in row.cells][:_MOST_COLUMNS] for row in shown.rows]
    return _plain(head, rows, shares)


def _plain(head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]) -> Table:
    shares = shares or (1.0,) * len(head)
    return Table(
        caption="",
        unit="",
        head=(tuple(TableCell(forms.runs(word), header=True) for word in head),),
        rows=tuple(
            tuple(
                TableCell(forms.runs(text), align="left" if share >= _WIDE else "center")
                for text, share in zip(row, shares, strict=True)
            )
            for row in rows
        ),
        widths=tuple(_WIDTH * share / sum(shares) for share in shares),
    )


def pictures(photos: Sequence[HazardPhoto]) -> list[Block]:
    if not photos:
        return []
    found = [
        (photo.file.sha256, f"{photo.hazard.number}　{photo.get_stage_display()}")
        for photo in photos
        if photo.file.is_picture
    ]
    return [PageBreak(), Heading(1, forms.runs("照片")), forms.photo_grid(found)]
