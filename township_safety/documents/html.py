"""A document as HTML: a fragment for the page on the screen, or the whole page that is printed."""

from collections.abc import Iterable
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Literal

from township_safety.documents import charts
from township_safety.documents.breaks import guided
from township_safety.documents.model import (
    Block,
    Chart,
    Document,
    FigureRun,
    Heading,
    Item,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Slot,
    Table,
    TableCell,
    TextRun,
    number_captions,
    number_headings,
    text_of,
)
from township_safety.documents.numerals import chinese_date
from township_safety.documents.records import addressed, captioned

Mode = Literal["screen", "paper"]

# With more columns than these a table is set smaller.
MANY_COLUMNS = 7

STYLE_SHEET = Path(__file__).resolve().parent / "static" / "documents" / "gbt9704.css"


@cache
def style_sheet() -> str:
    return STYLE_SHEET.read_text(encoding="utf-8")


def render_html(document: Document, *, mode: Mode = "screen", running_head: bool = False) -> str:
    """For the screen an <article>, its style sheet linked by the page around it; for paper a page
    that needs nothing else. Nothing in the document is taken as markup."""
    body = _Writer(document, paper=mode == "paper").body()
    head = " headed" if running_head else ""
    if mode == "screen":
        return (
            f'<article class="paper sheet{head}" lang="{_attribute(document.language)}">'
            f"{body}</article>"
        )
    return (
        f'<!doctype html>\n<html lang="{_attribute(document.language)}"><head>'
        f'<meta charset="utf-8"><title>{_text(document.name)}</title>{_meta(document)}'
        f'<style>{style_sheet()}</style></head><body class="paper{head}">\n{body}\n</body></html>'
    )


def _meta(document: Document) -> str:
    meta = document.meta
    values = {
        "author": meta.author,
        "description": meta.subject,
        "keywords": ",".join(meta.keywords),
        "dcterms.created": meta.created_at.isoformat(timespec="seconds"),
    }
    return "".join(
        f'<meta name="{name}" content="{_attribute(value)}">' for name, value in values.items()
    )


def _text(text: str) -> str:
    """The characters themselves; controls, which have no shape, become spaces."""
    shown = "".join(" " if ord(character) < 32 else character for character in text)
    return escape(shown, quote=True)


_attribute = _text


class _Writer:
    """Writes one document; `paper` leaves out what only the screen has."""

    def __init__(self, document: Document, *, paper: bool) -> None:
        self.document = document
        self.paper = paper
        self.charts = 0
        self.tables = 0

    def body(self) -> str:
        document = self.document
        parts = [self._title()]
        if document.addressee:
            parts.append(f'<p class="flush">{_text(addressed(document.addressee))}</p>')
        labels, captions = number_headings(document), number_captions(document)
        for block, label, caption in zip(document.blocks, labels, captions, strict=True):
            parts.append(self._block(block, label=label, caption=caption))
        if document.signature:
            parts.append(self._signature(document.signature))
        return "\n".join(part for part in parts if part)

    def _title(self) -> str:
        lines = "<br>".join(_text(line) for line in self.document.title.lines)
        return f'<h1 data-label="{_attribute(self.document.name)}">{lines}</h1>'

    def _block(self, block: Block, *, label: str, caption: str) -> str:
        match block:
            case Paragraph():
                return self._paragraph(block)
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

    def _paragraph(self, paragraph: Paragraph) -> str:
        names = [] if paragraph.indent else ["flush"]
        if paragraph.align != "justify":
            names.append(paragraph.align)
        named = f' class="{" ".join(names)}"' if names else ""
        return f"<p{named}>{self._runs(paragraph.runs)}</p>"

    def _heading(self, heading: Heading, label: str) -> str:
        runs = self._runs((TextRun(label), *heading.runs))
        if heading.run_in is None:
            return f"<h{heading.level + 1}>{runs}</h{heading.level + 1}>"
        name = _attribute(label + text_of(heading.runs))
        return (
            f'<p class="led led-{heading.level}" data-label="{name}"><span class="lead" '
            f'role="heading" aria-level="{heading.level + 1}">{runs}</span>'
            f"{self._runs(heading.run_in)}</p>"
        )

    def _slot(self, slot: Slot) -> str:
        text = "\n".join(self._paragraph(paragraph) for paragraph in slot.paragraphs)
        if self.paper:
            return text
        shown = text or f'<p class="placeholder">{_text(slot.placeholder)}</p>'
        return (
            f'<section data-slot="{_attribute(slot.name)}" '
            f'aria-label="{_attribute(slot.label)}">{shown}</section>'
        )

    def _table(self, table: Table, label: str) -> str:
        head = self._rows(table.head, header=True)
        last = len(table.rows) - 1 if table.total_row else None
        heading, named = self._table_heading(table, label)
        dense = ' class="dense"' if len(table.widths) > MANY_COLUMNS else ""
        markup = (
            f"{heading}<table{dense}{named}><colgroup>{self._columns(table)}</colgroup>"
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
                f'<div class="caption" id="{name}">{_text(captioned(table.caption, label))}</div>'
            )
            named = f' aria-labelledby="{name}"'
        if table.unit:
            heading += f'<div class="measure">单位：{_text(table.unit)}</div>'
        return heading, named

    def _columns(self, table: Table) -> str:
        whole = sum(table.widths) or 1
        shares = (f"{width / whole:.3%}" for width in table.widths)
        if self.paper:
            return "".join(f'<col style="width:{share}">' for share in shares)
        return "".join(f'<col width="{share}">' for share in shares)

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
        drawing = charts.svg(chart, name=f"chart-{self.charts}")
        return (
            f"<figure>{drawing}<figcaption>{_text(captioned(chart.title, label))}</figcaption>"
            "</figure>"
        )

    def _signature(self, signature: Signature) -> str:
        day = chinese_date(signature.on) if signature.on else ""
        names = ["signature"]
        if signature.sealed:
            names.append("sealed")
        elif _ems(day) > _ems(signature.body):
            names.append("long-date")
        body = f'<p class="body">{_text(signature.body)}</p>' if signature.body else ""
        on = f'<p class="on">{day}</p>' if day else ""
        return f'<div class="{" ".join(names)}"><div>{body}{on}</div></div>'

    def _runs(self, runs: tuple[Run, ...]) -> str:
        return self._printed(runs) if self.paper else self._linked(runs)

    @staticmethod
    def _printed(runs: tuple[Run, ...]) -> str:
        """Neighbouring runs as one text, so that a number stays with the unit behind it."""
        parts = []
        for bold, group in groupby(runs, key=_bold):
            text = _text(guided(text_of(tuple(group))))
            parts.append(f"<strong>{text}</strong>" if bold else text)
        return "".join(parts)

    @staticmethod
    def _linked(runs: tuple[Run, ...]) -> str:
        parts = []
        unit = ""
        for run, following in zip(runs, (*runs[1:], None), strict=True):
            if isinstance(run, FigureRun):
                unit = _unit_behind(run, following)
                parts.append(_figure(run, unit))
                continue
            text = _text(run.text.removeprefix(unit))
            unit = ""
            parts.append(f"<strong>{text}</strong>" if run.bold else text)
        return "".join(parts)


def _bold(run: Run) -> bool:
    return isinstance(run, TextRun) and run.bold


def _unit_behind(figure: FigureRun, following: Run | None) -> str:
    """The figure's unit when the next run opens with it."""
    plain = isinstance(following, TextRun) and not following.bold
    if following and plain and figure.unit and following.text.startswith(figure.unit):
        return figure.unit
    return ""


def _figure(figure: FigureRun, unit: str) -> str:
    text = _text(figure.text)
    title = f' title="{_attribute(figure.definition)}"' if figure.definition else ""
    key = f' data-key="{_attribute(figure.key)}"'
    if figure.href.startswith("/") and not figure.href.startswith("//"):
        shown = f'<a class="figure" href="{_attribute(figure.href)}"{title}{key}>{text}</a>'
    else:
        shown = f'<span class="figure"{title}{key}>{text}</span>'
    return f'<span class="together">{shown}{_text(unit)}</span>' if unit else shown


def _ems(text: str) -> float:
    """The width of a line in characters, half-width ones counting half."""
    return sum(0.5 if character.isascii() else 1 for character in text)
