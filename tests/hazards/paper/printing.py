"""A form of a row, its words on paper and in Word, and the days of the case."""

import io
import re
from datetime import date

import docx
from docx.oxml.ns import qn

from hazards.paper.catalogue import KINDS
from tests.documents.printed import extracted, opened, squeezed
from township_safety.documents import model
from township_safety.documents.docx import render_docx
from township_safety.documents.html import render_html
from township_safety.documents.pdf import render_pdf

FOUND = date(2024, 3, 5)
ISSUED = date(2024, 3, 6)
SERVED = date(2024, 3, 8)
DUE = date(2024, 3, 31)
BOTH = {
    "inspector": "某甲",
    "inspector_number": "010101",
    "second_inspector": "某乙",
    "second_number": "010102",
}
HEAD_OR_FOOT = re.compile(r"（续页）|^第 \d+ 页 共 \d+ 页$")


def drawn(slug, row, reader):
    return KINDS[slug].forms(row, reader=reader)


def printed(*papers):
    return render_pdf(*(render_html(paper, mode="paper") for paper in papers))


def lines(pdf):
    texts = (" ".join(line.split()) for line in extracted(pdf, "-raw").splitlines())
    return [line for line in texts if line]


def in_word(paper):
    """The text of the Word file in its order, without heads and feet."""
    word = docx.Document(io.BytesIO(render_docx(paper, {})))
    return squeezed("".join(text.text or "" for text in word.element.body.iter(qn("w:t"))))


def text_of(paper):
    return squeezed(model.plain_text(paper))


def the_same_in_pdf_and_word(paper, *, pages=1):
    """All that the paper says is on its pages and in its Word file; so many pages."""
    pdf = printed(paper)
    on_paper = squeezed("".join(line for line in lines(pdf) if not HEAD_OR_FOOT.search(line)))
    for line in model.plain_text(paper).replace("\t", "\n").splitlines():
        assert squeezed(line) in on_paper
        assert squeezed(line) in in_word(paper)
    assert len(opened(pdf).pages) == pages
