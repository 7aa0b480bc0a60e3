"""A document as HTML: a fragment for the page on the screen, or the whole page that is printed."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from township_safety.documents import charts, html_forms, html_heads
from township_safety.documents.html_runs import attribute, escaped, linked, printed
from township_safety.documents.model import (
    Block,
    Chart,
    Document,
    Form,
    Heading,
    Item,
    PageBreak,
    Paper,
    Run,
    Signature,
    Slot,
    Table,
    TableCell,
    TextRun,
    number_captions,
    number_headings,
    text_of,
    width_in_ems,
)
from township_safety.documents.numerals import chinese_date
from township_safety.documents.records import addressed, captioned

Mode = Literal["screen", "paper"]

# With more columns than these a table is set smaller.
MANY_COLUMNS = 7
# So few are kept on one page.
FEW_ROWS = 5

STYLES = Path(__file__).resolve().parent / "static" / "documents"


@cache
def style_sheet(name: str = "gbt9704.css") -> str:
    return (STYLES / name).read_text(encoding="utf-8")


def render_html(
    document: Paper,
    *,
    mode: Mode = "screen",
    running_head: bool = False,
    sources: Mapping[str, str] | None = None,
) -> str:
    """For the screen an <article>, its style sheets linked by the page around it; for paper a page
    that needs nothing else. Nothing in the document is taken as markup.

    `sources` gives the addresses of the pictures by their digests; a picture without one leaves
    its frame.
    """
    body = _Writer(document, paper=mode == "paper", sources=sources or {}).body()
    named = " ".join(_kinds(document, running_head=running_head))
    language = attribute(document.language)
    if mode == "screen":
        return f'<article class="{named} sheet" lang="{language}">{body}</article>'
    styles = style_sheet()
    if isinstance(document, Form):
        styles += style_sheet("forms.css")
    return (
        f'<!doctype html>\n<html lang="{language}"><head>'
        f'<meta charset="utf-8"><title>{escaped(document.name)}</title>{_meta(document)}'
        f'<style>{styles}</style></head><body class="{named}">\n{body}\n</body></html>'
    )


def page_html(body: str, *, title: str, sheet: str) -> str:
    """A page to be printed that needs nothing else, around markup that a template wrote."""
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escaped(title)}</title><style>{style_sheet(sheet)}</style></head>"
        f"<body>\n{body}\n</body></html>"
    )


def chart_html(chart: Chart, *, name: str) -> str:
    """A chart for a page: the drawing with its links, its title, and its numbers as a table.

    `name` is its own on the page. Everything in the chart is text, never markup.
    """
    table = charts.table_of(chart)
    head = "".join(f'<th scope="col">{escaped(text_of(cell.runs))}</th>' for cell in table.head[0])
    rows = "".join(_plain_row(row) for row in table.rows)
    return (
        f'<figure class="chart-figure">{charts.svg(chart, name=name, links=True)}'
        f"<figcaption>{escaped(chart.title)}</figcaption><details><summary>数据表</summary>"
        '<div class="table-scroll" role="region" aria-label="数据表" tabindex="0">'
        f'<table class="table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></details></figure>"
    )


def _plain_row(row: tuple[TableCell, ...]) -> str:
    first, *others = (escaped(text_of(cell.runs)) for cell in row)
    cells = "".join(f"<td>{text}</td>" for text in others)
    return f'<tr><th scope="row">{first}</th>{cells}</tr>'


def _kinds(document: Paper, *, running_head: bool) -> list[str]:
    if isinstance(document, Form):
        looks = {"lying": document.landscape, "tight": document.tight}
        return ["paper", "form", *(name for name, is_so in looks.items() if is_so)]
    return ["paper", "headed"] if running_head else ["paper"]


def _meta(document: Paper) -> str:
    meta = document.meta
    values = {
        "author": meta.author,
        "description": meta.subject,
        "keywords": ",".join(meta.keywords),
        "dcterms.created": meta.created_at.isoformat(timespec="seconds"),
    }
    return "".join(
        f'<meta name="{name}" content="{attribute(value)}">' for name, value in values.items()
    )


class _Writer:
    """Writes one document; `paper` leaves out what only the screen has."""

    def __init__(self, document: Paper, *, paper: bool, sources: Mapping[str, str]) -> None:
        self.document = document
        self.paper = paper
        self.forms = html_forms.Writer(self._runs, paper=paper, sources=sources)
        self.charts = 0
        self.tables = 0

    def body(self) -> str:
        document = self.document
        if isinstance(document, Form):
            parts = self.forms.opening(document, self._title())
        else:
            parts = [html_heads.opening(document.head)] if document.head else []
            parts.append(self._title())
            if document.addressee:
                parts.append(f'<p class="flush">{escaped(addressed(document.addressee))}</p>')
        labels, captions = number_headings(document), number_captions(document)
        for block, label, caption in zip(document.blocks, labels, captions, strict=True):
            parts.append(self._block(block, label=label, caption=caption))
        if isinstance(document, Document):
            parts += self._closing(document)
        return "\n".join(part for part in parts if part)

    def _closing(self, document: Document) -> list[str]:
        parts = [html_heads.attachments(document.attachments)]
        if document.signature:
            parts.append(self._signature(document.signature))
        if document.imprint:
            parts.append(html_heads.foot(document.imprint))
        return parts

    def _title(self) -> str:
        lines = "<br>".join(escaped(line) for line in self.document.title.lines)
        return f'<h1 data-label="{attribute(self.document.name)}">{lines}</h1>'

    def _block(self, block: Block, *, label: str, caption: str) -> str:
        match block:
            case Item():
                return f"<p>{self._runs((TextRun(label), *block.runs))}</p>"
            case Heading():
                return self._heading(block, label)
            case Slot():
                return self._slot(block)
            case Table():
                return self._table(block, caption)
            case Chart():
                return self._chart(block, caption)
            case PageBreak():
                return '<div class="page-break"></div>'
            case Signature():
                return self._signature(block)
            case _:
                return self.forms.block(block)

    def _heading(self, heading: Heading, label: str) -> str:
        runs = self._runs((TextRun(label), *heading.runs))
        if heading.run_in is None:
            return f"<h{heading.level + 1}>{runs}</h{heading.level + 1}>"
        name = attribute(label + text_of(heading.runs))
        return (
            f'<p class="led led-{heading.level}" data-label="{name}"><span class="lead" '
            f'role="heading" aria-level="{heading.level + 1}">{runs}</span>'
            f"{self._runs(heading.run_in)}</p>"
        )

    def _slot(self, slot: Slot) -> str:
        text = "\n".join(self.forms.part(paragraph) for paragraph in slot.paragraphs)
        if self.paper:
            return text
        shown = text or f'<p class="placeholder">{escaped(slot.placeholder)}</p>'
        return (
            f'<section data-slot="{attribute(slot.name)}" '
            f'aria-label="{attribute(slot.label)}">{shown}</section>'
        )

    def _table(self, table: Table, label: str) -> str:
        head = self._rows(table.head, header=True)
        last = len(table.rows) - 1 if table.total_row else None
        heading, named = self._table_heading(table, label)
        looks = ["dense"] if len(table.widths) > MANY_COLUMNS else []
        looks += ["short"] if len(table.rows) <= FEW_ROWS else []
        look = f' class="{" ".join(looks)}"' if looks else ""
        markup = (
            f"{heading}<table{look}{named}><colgroup>{self.forms.columns(table.widths)}</colgroup>"
            f"<thead>{head}</thead><tbody>{self._rows(table.rows, total=last)}</tbody></table>"
        )
        return f'<div class="wide">{markup}</div>' if table.landscape else markup

    def _table_heading(self, table: Table, label: str) -> tuple[str, str]:
        """Caption and unit above the table, and the table's reference to them.

        Not a <caption>: WeasyPrint leaves one behind on the page before its table.
        """
        heading, named = "", ""
        if table.caption:
            self.tables += 1
            name = f"table-{self.tables}"
            heading = (
                f'<div class="caption" id="{name}">{escaped(captioned(table.caption, label))}</div>'
            )
            named = f' aria-labelledby="{name}"'
        if table.unit:
            heading += f'<div class="measure">单位：{escaped(table.unit)}</div>'
        return heading, named

    def _rows(
        self,
        rows: Iterable[tuple[TableCell, ...]],
        *,
        header: bool = False,
        total: int | None = None,
    ) -> str:
        lines = []
        for number, row in enumerate(rows):
            cells = "".join(self._cell(cell, header=header) for cell in row)
            named = ' class="total"' if number == total else ""
            lines.append(f"<tr{named}>{cells}</tr>")
        return "\n".join(lines)

    def _cell(self, cell: TableCell, *, header: bool) -> str:
        tag = "th" if header or cell.header else "td"
        scope = "" if tag == "td" else ' scope="col"' if header else ' scope="row"'
        spans = "".join(
            f' {name}="{count}"'
            for name, count in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
            if count > 1
        )
        align = f' class="{cell.align}"' if cell.align != "center" else ""
        return f"<{tag}{scope}{spans}{align}>{self._runs(cell.runs)}</{tag}>"

    def _chart(self, chart: Chart, label: str) -> str:
        self.charts += 1
        drawing = charts.svg(chart, name=f"chart-{self.charts}", links=not self.paper)
        return (
            f"<figure>{drawing}<figcaption>{escaped(captioned(chart.title, label))}</figcaption>"
            "</figure>"
        )

    def _signature(self, signature: Signature) -> str:
        day = chinese_date(signature.on) if signature.on else ""
        names = ["signature"]
        if signature.sealed:
            names.append("sealed")
        elif width_in_ems(day) > width_in_ems(signature.body):
            names.append("long-date")
        body = f'<p class="body">{escaped(signature.body)}</p>' if signature.body else ""
        on = f'<p class="on">{day}</p>' if day else ""
        return f'<div class="{" ".join(names)}"><div>{body}{on}</div></div>'

    def _runs(self, runs: tuple[Run, ...]) -> str:
        return printed(runs) if self.paper else linked(runs)
