"""Every shipped template on paper: PDF, page and Word say the same, and the archive copy is one."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from reports.commissions import commission
from reports.composing import compose
from reports.models import ReportTemplate
from reports.red_heads import Layout
from tests.documents.printed import extracted, opened, said, squeezed
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_village
from tests.reports.test_templates import PERIODS, SHIPPED
from township_safety.desk.reference_data import load_reference_data
from township_safety.documents import model as paper
from township_safety.documents.docx import render_docx
from township_safety.documents.html import render_html
from township_safety.documents.pdf import render_pdf
from township_safety.periods import Period
from township_safety.register.models import Sector

pytestmark = pytest.mark.django_db

_NUMBER = re.compile(r"—\d+—")
RED = Layout(
    head=paper.RedHead("测试乡人民政府文件", "测政〔2024〕7号", signer="某甲"),
    attachments=("统计表", "名单"),
    imprint=paper.Imprint("县水利局", "测试乡党政综合办公室", date(2024, 7, 5)),
)


@pytest.fixture
def office():
    load_reference_data()
    return make_office(
        name="测试乡", government_name="测试乡人民政府", reports_to="县安全生产委员会办公室"
    )


@pytest.fixture
def ledger(office):
    for number, sector in enumerate(Sector.objects.all()[:8]):
        village = make_village(office=office)
        for day in range(1, 4 + number % 3):
            found_on = date(2024, 4, day + number)
            make_hazard(office=office, village=village, sector=sector, found_on=found_on)


def written(code, office, **more):
    template = ReportTemplate.objects.get(code=code)
    period = Period.parse(PERIODS[template.period_kind])
    return compose(replace(commission(office, template, period), **more)).document


def without_charts(document):
    """Their labels have no reading order."""
    kept = (block for block in document.blocks if not isinstance(block, paper.Chart))
    return replace(document, blocks=tuple(kept))


def once(text, document):
    """The text with each table's head only where it stands first."""
    for block in document.blocks:
        if isinstance(block, paper.Table):
            cells = (paper.text_of(cell.runs) for row in block.head for cell in row)
            head = squeezed("".join(cells))
            first, found, rest = text.partition(head)
            text = first + found + rest.replace(head, "") if head else text
    return text


# Half of them under a red head, for each takes a second.
LAYOUTS = [(code, RED if number % 2 else Layout()) for number, code in enumerate(SHIPPED)]


@pytest.mark.usefixtures("ledger")
def test_the_pdf_says_what_each_report_says(office):
    for code, layout in LAYOUTS:
        document = without_charts(written(code, office, layout=layout))
        pdf = render_pdf(render_html(document, mode="paper"), pdf_variant="pdf/a-2u")
        text = _NUMBER.sub("", squeezed(extracted(pdf, "-raw")))

        assert once(text, document) == once(said(document), document), code
        assert_archived(pdf, document)


def assert_archived(pdf, document):
    """PDF/A-2u with a bookmark for each heading, and nothing attached."""
    headings = [block for block in document.blocks if isinstance(block, paper.Heading)]
    with pypdfium2.PdfDocument(pdf) as read:
        titles = [mark.get_title() for mark in read.get_toc()]
        assert read.get_metadata_dict()["Title"] == document.name
        assert read.count_attachments() == 0
    with opened(pdf) as read:
        described = read.doc.catalog["Metadata"].resolve().get_data()
        assert read.doc.catalog["Lang"] in {b"zh-CN", "zh-CN"}
        assert read.doc.catalog["OutputIntents"]
    assert b'pdfaid:part="2"' in described
    assert b'pdfaid:conformance="U"' in described
    assert titles[0] == document.name
    assert len(titles) == 1 + len(headings)


def test_word_says_what_each_report_says(office):
    for code, layout in LAYOUTS:
        document = without_charts(written(code, office, layout=layout))
        body = docx.Document(io.BytesIO(render_docx(document, {}))).element.body
        text = squeezed("".join(one.text or "" for one in body.iter(qn("w:t"))))

        assert text == said(document), code
