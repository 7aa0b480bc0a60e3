"""A half-year report as Word and Excel against the libraries alone; Word in LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pypdfium2
import weasyprint
from django.utils import timezone
from openpyxl.reader.excel import load_workbook
from openpyxl.workbook.workbook import Workbook

from reports import annex, annexes
from reports.commissions import commission, template_named
from reports.composing import Commission, compose
from reports.models import ReportTemplate
from reports.red_heads import Layout
from tests.bench.measurements import line, seconds
from township_safety.documents import model as paper
from township_safety.documents.docx import render_docx
from township_safety.documents.html import render_html
from township_safety.documents.pdf import render_pdf
from township_safety.organisation.models import Office
from township_safety.periods import Kind, Period

RED = Layout(
    head=paper.RedHead("青山乡人民政府文件", "青政〔2026〕1号", signer="严守安"),
    attachments=("隐患排查整改统计表", "挂牌督办清单"),
    imprint=paper.Imprint("", "青山乡党政综合办公室", date(2026, 7, 1)),
)


def files() -> None:
    asked = _half_year()
    composition = compose(asked)
    document = composition.document
    red = compose(replace(asked, layout=RED)).document
    html = render_html(red, mode="paper")
    floor = seconds(lambda: weasyprint.HTML(string=html).write_pdf())
    whole = seconds(lambda: render_pdf(html))
    line("半年总结：红头 PDF", whole, floor=floor, of="只排版同一网页")
    floor = seconds(lambda: _word_alone(document))
    whole = seconds(lambda: render_docx(document, {}))
    line("半年总结：Word", whole, floor=floor, of="只用 python-docx 写同样的字")
    made = annexes.of_draft(composition, office=asked.office, private=True)
    content = _annex(made)
    cells = [
        [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in load_workbook(io.BytesIO(content), read_only=True).worksheets
    ]
    floor = seconds(lambda: _excel_alone(cells))
    whole = seconds(lambda: _annex(made))
    rows = sum(map(len, cells))
    line(f"半年总结：附表 {rows} 行", whole, floor=floor, of="只用 openpyxl 写同样的格")


def _half_year() -> Commission:
    office = Office.objects.get()
    template = template_named("half_year", office=office)
    return commission(office, template, Period.latest_closed(timezone.localdate(), kind="half"))


def _annex(made: annex.Annexed) -> bytes:
    file = io.BytesIO()
    annex.write_annex(made, target=file, limits=annex.ON_SCREEN)
    return file.getvalue()


def _word_alone(document: paper.Document) -> None:
    file = docx.Document()
    for text in paper.plain_text(document).split("\n"):
        file.add_paragraph(text)
    file.save(io.BytesIO())


def _excel_alone(sheets: list[list[list[object]]]) -> None:
    book = Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(io.BytesIO())


def pages(folder: Path) -> None:
    """How many pages each shipped template has as PDF, and its Word file in LibreOffice."""
    office = Office.objects.get()
    program = shutil.which("soffice")
    if program is None:
        sys.stdout.write("没有 LibreOffice，不比较 Word 的页数\n")
        return
    counts = {}
    for template in ReportTemplate.objects.available_to(office):
        kind: Kind = template.period_kind  # type: ignore[assignment]  # the same names
        today = timezone.localdate()
        period = Period.between(today.replace(day=1), today)
        if kind != "range":
            period = Period.latest_closed(today, kind=kind)
        document = compose(commission(office, template, period)).document
        counts[template.code] = _pages(render_pdf(render_html(document, mode="paper")))
        (folder / f"{template.code}.docx").write_bytes(render_docx(document, {}))
    names = [str(folder / f"{code}.docx") for code in counts]
    command = [program, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *names]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- a fixed program on our own files
    for code, count in counts.items():
        word = _pages((folder / f"{code}.pdf").read_bytes())
        mark = "" if abs(word - count) <= 1 else "　相差超过一页"
        sys.stdout.write(f"{code:<20} PDF {count} 页，Word {word} 页{mark}\n")


def _pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as read:
        return len(read)
