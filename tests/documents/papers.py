"""Invented papers that use every part of the document model."""

from datetime import UTC, date, datetime
from typing import Any

from township_safety.documents.model import (
    Addressee,
    Block,
    Chart,
    Document,
    FigureRun,
    Heading,
    Item,
    Meta,
    PageBreak,
    Paragraph,
    Series,
    Signature,
    Slot,
    Table,
    TableCell,
    TextRun,
    Title,
)


def say(*parts: str | FigureRun, **more: Any) -> Paragraph:
    runs = tuple(TextRun(part) if isinstance(part, str) else part for part in parts)
    return Paragraph(runs, **more)


def figure(text: str, unit: str, **more: Any) -> FigureRun:
    values: dict[str, Any] = {
        "key": "hazards.found",
        "value": text,
        "filters": (("sector", "fire"),),
        "definition": "统计期内发现的隐患",
        "href": "/figures/hazards.found?sector=fire",
        "rows": 2,
    } | more
    return FigureRun(text=text, unit=unit, **values)


def cell(text: str, **more: Any) -> TableCell:
    return TableCell((TextRun(text),), **more)


def table(count: int, *, landscape: bool = False, caption: str = "各村隐患情况") -> Table:
    rows = tuple((cell(str(number)), cell("梧桐村"), cell("3")) for number in range(1, count + 1))
    head = ((cell("序号"), cell("村（社区）"), cell("隐患数")),)
    return Table(caption, "处", head, rows, (12, 60, 30), landscape=landscape)


def chart(kind: Any = "bar_line") -> Chart:
    return Chart(
        kind,
        "隐患与整改率",
        "处",
        ("消防", "交通", "燃气"),
        (Series("隐患数", (12, 8, 0), "处"), Series("整改率", (91.5, 100, None), "%", "right")),
        "三类隐患的数量和整改率",
    )


def paper(*blocks: Block, **more: Any) -> Document:
    values: dict[str, Any] = {
        "title": Title(("梧桐镇2024年第一季度", "安全隐患排查治理情况的报告")),
        "period_label": "2024年第一季度",
        "addressee": Addressee("县应急管理局"),
        "blocks": blocks,
        "signature": Signature("梧桐镇人民政府", date(2024, 4, 8)),
        "meta": Meta(
            "梧桐镇安全办", "季度报告", ("隐患", "整改"), datetime(2024, 4, 8, 1, tzinfo=UTC)
        ),
    } | more
    return Document(**values)


def full_paper() -> Document:
    return paper(
        say("现将本期情况报告如下。"),
        Slot("opening", "开头", (say("本期抓了三件事，投入12.5万元。"),), "请写开头"),
        Heading(1, (TextRun("排查情况"),)),
        Heading(2, (TextRun("总体情况"),)),
        say("共发现隐患", figure("13", "处"), "处，已整改", figure("12", "处"), "处。"),
        Heading(3, (TextRun("消防安全。"),), run_in=(TextRun("检查场所86家。"),)),
        chart(),
        table(3),
        Heading(1, (TextRun("存在问题"),)),
        Item((TextRun("进度不均衡。"),)),
        Item((TextRun("台账不完整。"),)),
        Slot("problems", "其他问题", (), "请写其他问题"),
        table(4, landscape=True, caption="重点隐患清单"),
        PageBreak(),
        say("特此报告。"),
    )
