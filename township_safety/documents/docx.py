"""A document as a Word file, which offices open in WPS: the same parts, the same look.

Runs in the child of township_safety.jobs. The docx*.py beside it are the only users of
python-docx.
"""

import io
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC
from typing import Any

import docx
from docx.oxml.ns import qn

from township_safety.documents import docx_heads, pdf
from township_safety.documents import docx_styles as looks
from township_safety.documents.characters import legible
from township_safety.documents.charts import svg
from township_safety.documents.codes import qr_png
from township_safety.documents.docx_parts import Parts, written
from township_safety.documents.docx_tables import Tables
from township_safety.documents.docx_xml import (
    child,
    element,
    field,
    line_break,
    paragraph,
    run,
    tab,
    twips,
)
from township_safety.documents.html import render_html
from township_safety.documents.html_heads import FOOT, FOOT_AFTER_BLANK
from township_safety.documents.model import (
    Block,
    CellPart,
    Chart,
    Document,
    Form,
    FormTable,
    Heading,
    Imprint,
    Item,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Signature,
    Slot,
    Table,
    TextRun,
    number_captions,
    number_headings,
    width_in_ems,
)
from township_safety.documents.numerals import chinese_date
from township_safety.documents.records import addressed, captioned

# Faces of a heading whose text goes on in its own line.
LEADS = {1: looks.HEI, 2: looks.KAI}
CHART_MM = 190
CHART_ROOM_PT = TABLE_ROOM_PT = 6
CODE_MM = 13
# Under the number of a form, and over its small print.
NUMBER_ROOM_MM = 3
TITLE_ROOM_PT = looks.GRID_LINE


def render_docx(paper: Paper, pictures: Mapping[str, bytes]) -> bytes:
    """The same paper gives the same bytes."""
    return _same_bytes(_Writer(paper, pictures).file())


class _Writer:
    def __init__(self, paper: Paper, pictures: Mapping[str, bytes]) -> None:
        self.paper = paper
        # Whether nothing stands yet on the page begun last.
        self.fresh = True
        self.look = looks.look_of(paper)
        self.page = looks.page_of(paper)
        self.file_: Any = docx.Document()
        self.body = self.file_.element.body
        looks.set_styles(self.file_, self.look)
        self.parts = Parts(self.file_.part, pictures)
        self.tables = Tables(self.parts, self.look)

    def file(self) -> bytes:
        section = self.body.sectPr
        looks.set_page(section, self.page)
        child(section, "docGrid").set(qn("w:linePitch"), str(twips(pt=self.look.pitch)))
        section.find(qn("w:docGrid")).set(qn("w:type"), "lines")
        if isinstance(self.paper, Form):
            self._form_furniture(self.paper)
        else:
            self._report_furniture()
        self._opening()
        self._blocks()
        if isinstance(self.paper, Document):
            self._closing(self.paper)
        self._close_table()
        self._describe()
        file = io.BytesIO()
        self.file_.save(file)
        return file.getvalue()

    def _add(self, *elements: Any) -> None:
        self.fresh = self.fresh and not elements
        for one in elements:
            self.body.sectPr.addprevious(one)

    def _last(self) -> Any:
        return self.body.sectPr.getprevious()

    # --- The page

    def _report_furniture(self) -> None:
        """The number — 1 — at the outer edge, one character in."""
        self.file_.settings.odd_and_even_pages_header_footer = True
        section = self.file_.sections[0]
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            number = field("PAGE", face=looks.SONG, size=14)
            dashes = [run(dash, face=looks.SONG, size=14) for dash in ("— ", " —")]
            _fill(
                footer,
                paragraph(
                    "Footer",
                    dashes[0],
                    *number,
                    dashes[1],
                    jc=element("jc", val=side),
                    ind=element("ind", **{side: twips(pt=14)}),
                ),
            )

    def _form_furniture(self, form: Form) -> None:
        """From the second page on name and number above; below the code and the page's number."""
        section = self.file_.sections[0]
        section.different_first_page_header_footer = True
        width = self.page.type_width
        head = (run(f"{form.name}（续页）"), tab(), run(form.number))
        edge = element("tabs", element("tab", val="right", pos=twips(mm=width)))
        _fill(section.header, paragraph("Header", *head, tabs=edge))
        _fill(section.first_page_header, paragraph("Header"))
        for footer in (section.footer, section.first_page_footer):
            _fill(footer, self._form_foot(form, footer.part, width))

    def _form_foot(self, form: Form, part: Any, width: float) -> Any:
        children: list[Any] = []
        if form.code:
            code = Parts(part, {}).drawing(qr_png(form.code), width=CODE_MM, height=CODE_MM)
            children = [code, run(f" {form.code}", size=9)]
        for text, code_of_field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES")):
            opening = [tab(), run(text)] if code_of_field == "PAGE" else [run(text)]
            children += [*opening, *field(code_of_field, face=looks.SONG, size=10.5)]
        return paragraph(
            "Footer",
            *children,
            run(" 页"),
            tabs=element("tabs", element("tab", val="center", pos=twips(mm=width / 2))),
            spacing=element("spacing", line=240, lineRule="auto"),
        )

    def _turn(self, page: looks.Page) -> None:
        """What follows stands on such a page; the section before ends with its last paragraph."""
        if page == self.page:
            return
        last = self._last()
        if last is None or last.tag != qn("w:p"):
            last = paragraph("Gap")
            self._add(last)
        child(last, "pPr").append(deepcopy(self.body.sectPr))
        looks.set_page(self.body.sectPr, page)
        self.page = page
        self.fresh = True

    def _close_table(self) -> None:
        """A file ends with a paragraph, and two tables without one between them are one."""
        last = self._last()
        if last is not None and last.tag == qn("w:tbl"):
            self._add(paragraph("Gap"))

    # --- What is said

    def _opening(self) -> None:
        paper = self.paper
        if isinstance(paper, Document) and paper.head:
            self._add(*docx_heads.opening(paper.head))
        if isinstance(paper, Form) and paper.heading:
            self._add(paragraph("Normal", run(paper.heading), jc=element("jc", val="center")))
        self._add(self._title())
        if isinstance(paper, Form) and paper.number:
            below = element("spacing", after=twips(mm=NUMBER_ROOM_MM))
            middle = element("jc", val="center")
            self._add(paragraph("Normal", run(paper.number), spacing=below, jc=middle))
        if isinstance(paper, Document) and paper.addressee:
            self._add(paragraph("Normal", run(addressed(paper.addressee))))

    def _title(self) -> Any:
        lines: list[Any] = []
        for text in self.paper.title.lines:
            lines += [line_break()] if lines else []
            lines.append(run(text))
        room = 0 if isinstance(self.paper, Form) else twips(pt=TITLE_ROOM_PT)
        above = room * 2 if isinstance(self.paper, Document) and self.paper.head else room
        pitch = twips(pt=max(self.look.pitch, self.look.title * 1.3))
        spacing = element(
            "spacing", before=above, after=room or twips(mm=3), line=pitch, lineRule="exact"
        )
        return paragraph("Title", *lines, spacing=spacing)

    def _blocks(self) -> None:
        labels, captions = number_headings(self.paper), number_captions(self.paper)
        for block, label, caption in zip(self.paper.blocks, labels, captions, strict=True):
            if isinstance(self.paper, Document):
                wide = isinstance(block, Table) and block.landscape
                self._turn(looks.WIDE if wide else looks.UPRIGHT)
            self._block(block, label=label, caption=caption)

    def _block(self, block: Block, *, label: str, caption: str) -> None:
        match block:
            case Item():
                self._add(paragraph("BodyText", *written((TextRun(label), *block.runs))))
            case Heading():
                self._add(_heading(block, label))
            case Slot():
                self._add(*(self._paragraph(one) for one in block.paragraphs))
            case Table():
                self._table(block, caption)
            case Chart():
                self._chart(block, caption)
            case FormTable():
                self._close_table()
                self._add(self.tables.form_table(block, width=self.page.type_width))
            case Signature():
                self._signature(block)
            case _:
                self._other(block)

    def _other(self, block: PageBreak | Note | CellPart) -> None:
        match block:
            case PageBreak() if self.fresh:
                return
            case PageBreak():
                self._add(paragraph("Gap", element("r", element("br", type="page"))))
            case Note():
                above = element("spacing", before=twips(mm=NUMBER_ROOM_MM))
                self._add(paragraph("SmallPrint", *written(block.runs), spacing=above))
            case Paragraph():
                self._add(self._paragraph(block))
            case _:
                size, width = self.look.body, self.page.type_width
                self._add(*self.parts.elements(block, style="Normal", width=width, size=size))

    def _paragraph(self, said: Paragraph) -> Any:
        style = "BodyText" if said.indent else "Normal"
        return self.parts.elements(
            Paragraph(said.runs, indent=False, align=said.align), style=style, width=0, size=0
        )[0]

    def _table(self, table: Table, label: str) -> None:
        self._close_table()
        keep = element("keepNext")
        if table.caption:
            self._add(paragraph("Caption", run(captioned(table.caption, label)), keepNext=keep))
        if table.unit:
            self._add(
                paragraph(
                    "SmallPrint",
                    run(f"单位：{table.unit}"),
                    keepNext=deepcopy(keep),
                    jc=element("jc", val="right"),
                )
            )
        self._add(self.tables.list_table(table, width=self.page.type_width))
        if isinstance(self.paper, Document):
            room = element("spacing", line=twips(pt=TABLE_ROOM_PT), lineRule="exact")
            self._add(paragraph("Gap", spacing=room))

    def _chart(self, chart: Chart, label: str) -> None:
        drawing = self.parts.drawing(
            pdf.picture_of(svg(chart)),
            width=self.page.type_width,
            height=CHART_MM,
            said=legible(chart.alt or chart.title),
        )
        if drawing is not None:
            above = element("spacing", before=twips(pt=CHART_ROOM_PT))
            self._add(paragraph("Picture", drawing, keepNext=element("keepNext"), spacing=above))
        self._add(paragraph("Caption", run(captioned(chart.title, label))))

    def _closing(self, document: Document) -> None:
        if document.attachments or document.signature or document.imprint:
            self._turn(looks.UPRIGHT)
        self._add(*docx_heads.attachments(document.attachments))
        if document.signature:
            self._signature(document.signature)
        if document.imprint:
            self._foot(document.imprint)

    def _foot(self, imprint: Imprint) -> None:
        """On the page where the printed paper has it; Word itself sees to it that it is even."""
        place = pdf.foot_of(render_html(self.paper, mode="paper"))
        if place != FOOT:
            self._close_table()
            self._begin_section("evenPage")
            if place == FOOT_AFTER_BLANK:
                section = self.file_.sections[-1]
                for footer in (section.footer, section.even_page_footer):
                    _fill(footer, paragraph("Footer"))
            self._add(paragraph("Gap"))
        self._close_table()
        self._add(*docx_heads.foot(imprint))

    def _begin_section(self, kind: str) -> None:
        """The section before ends with the last paragraph."""
        child(self._last(), "pPr").append(deepcopy(self.body.sectPr))
        for reference in self.body.sectPr.findall(qn("w:footerReference")):
            self.body.sectPr.remove(reference)
        child(self.body.sectPr, "pgSz").addprevious(element("type", val=kind))

    def _signature(self, signature: Signature) -> None:
        """Indents from the right edge in characters; see the style sheet for the rule."""
        day = chinese_date(signature.on) if signature.on else ""
        body, date = width_in_ems(signature.body), width_in_ems(day)
        if signature.sealed:
            indents, lines = (4 + (date - body) / 2, 4.0), 2
        elif date > body:
            indents, lines = (4 + date - body, 2.0), 1
        else:
            indents, lines = (2.0, body - date), 1
        above = twips(pt=looks.GRID_LINE * lines)
        for text, indent in zip((signature.body, day), indents, strict=True):
            if text:
                self._add(_signed(text, indent=max(indent, 0), above=above))
                above = 0

    def _describe(self) -> None:
        meta, properties = self.paper.meta, self.file_.core_properties
        created = meta.created_at.astimezone(UTC).replace(tzinfo=None)
        properties.title = legible(self.paper.name)[:255]
        properties.author = properties.last_modified_by = legible(meta.author)[:255]
        properties.subject = legible(meta.subject)[:255]
        properties.keywords = legible(",".join(meta.keywords))[:255]
        properties.comments = ""
        properties.language = legible(self.paper.language)[:255]
        properties.created = properties.modified = created


def _heading(heading: Heading, label: str) -> Any:
    runs = (TextRun(label), *heading.runs)
    if heading.run_in is None:
        return paragraph(f"Heading{heading.level}", *written(runs))
    face = LEADS.get(heading.level, "")
    return paragraph("BodyText", *written(runs, face=face), *written(heading.run_in))


def _signed(text: str, *, indent: float, above: int) -> Any:
    characters = {"rightChars": round(indent * 100), "right": twips(pt=indent * 16)}
    return paragraph(
        "Normal",
        run(text),
        jc=element("jc", val="right"),
        ind=element("ind", **characters),
        keepNext=element("keepNext", val=int(above > 0)),
        spacing=element("spacing", before=above),
    )


def _fill(furniture: Any, line: Any) -> None:
    """Header or footer with this one paragraph."""
    furniture.is_linked_to_previous = False
    inside = furniture._element  # noqa: SLF001 -- python-docx has no other way to its paragraphs
    for old in list(inside):
        inside.remove(old)
    inside.append(line)


def _same_bytes(content: bytes) -> bytes:
    """Packed again, each part of the same time (1980)."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, given.read(name))
    return file.getvalue()
