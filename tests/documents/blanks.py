"""Invented forms that use every part a paper form has."""

import io
from datetime import UTC, date, datetime
from typing import Any

from PIL import Image

from tests.documents.papers import cell as table_cell
from township_safety.documents import forms
from township_safety.documents.model import (
    BlankRun,
    Form,
    FormTable,
    Meta,
    Picture,
    SealPlace,
    Table,
    Title,
)

META = Meta("梧桐镇安全办", "现场检查", ("检查",), datetime(2024, 4, 8, 1, tzinfo=UTC))
DIGEST = "a" * 64
LOST = "b" * 64


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 480), (120, 160, 200)).save(file, "JPEG")
    return file.getvalue()


def form(*blocks: Any, **more: Any) -> Form:
    values: dict[str, Any] = {
        "title": Title(("现场检查记录",)),
        "blocks": blocks,
        "meta": META,
        "heading": "安全生产监督检查文书",
        "number": "梧安检记〔2024〕12号",
        "code": "QA-2024-0012",
    } | more
    return Form(**values)


def record(findings: str, **more: Any) -> Form:
    """A record of an inspection with everything that is signed on it."""
    rows = (
        *forms.fields(
            (("被检查单位", "梧桐镇五金厂"), ("地址", "梧桐村3组"), ("负责人", "某负责人"))
        ),
        forms.row(
            forms.label("送达方式"),
            forms.value(*forms.choices(("当面", "留置", "邮寄"), chosen=["留置"]), colspan=3),
        ),
        forms.row(
            forms.label("检查情况"),
            forms.cell(forms.paragraphs(findings, indent=True), colspan=3),
            height=60,
            splits=True,
        ),
        forms.row(
            forms.label("签名"),
            forms.cell(
                (
                    forms.signature("检查人员（签名）", more=("　证号：", BlankRun("ZJ012", 8))),
                    forms.signature("被检查单位负责人（签名）", on=date(2024, 4, 8)),
                ),
                colspan=3,
            ),
        ),
    )
    return form(
        FormTable(rows, widths=(26, 56, 26, 57)),
        SealPlace("梧桐镇人民政府"),
        forms.note("本文书一式两份：一份由检查机关备案，一份交被检查单位。"),
        **more,
    )


def full_form() -> Form:
    return record("1.配电箱前堆放杂物。\n2.灭火器压力不足。")


def every_part() -> Form:
    """Notice, grid, photographs (one of them lost) and a list on one paper."""
    deadline = forms.line("请于", BlankRun("2024年4月18日", 9), "前整改完毕。", indent=True)
    return form(
        forms.line("梧桐镇五金厂：", align="justify"),
        deadline,
        *record("1.配电箱前堆放杂物。").blocks,
        forms.photo_grid(((DIGEST, "整改前"), (LOST, "整改后"), (DIGEST, "全景"))),
        Picture(LOST),
        forms.signature("见证人（签名）", dated=False),
    )


def ledger(count: int) -> Form:
    head = (tuple(table_cell(name) for name in ("序号", "单位", "隐患", "期限", "状态")),)
    rows = tuple(
        tuple(
            table_cell(text)
            for text in (str(number), "梧桐镇五金厂", "配电箱前堆放杂物", "4月18日", "未整改")
        )
        for number in range(1, count + 1)
    )
    return form(
        Table("", "", head, rows, (12, 50, 120, 30, 30)),
        title=Title(("隐患台账",)),
        heading="",
        number="",
        landscape=True,
    )
