"""Where pages and lines break: seen in the finished PDF."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from tests.documents.papers import paper, say, table
from township_safety.documents.breaks import MAY_BREAK, guided
from township_safety.documents.rendering import pdf_of


def pages_of(document) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf_of(document))) as pdf:
        return ["".join((page.extract_text() or "").split()) for page in pdf.pages]


@pytest.mark.parametrize("lines", range(14, 20))
def test_caption_and_unit_stay_with_the_first_rows_of_their_table(lines):
    filling = [say("甲") for _ in range(lines)]

    pages = pages_of(paper(*filling, table(12)))

    with_caption = [page for page in pages if "各村隐患情况" in page]
    assert len(with_caption) == 1
    assert "单位：处" in with_caption[0]
    assert "1梧桐村3" in with_caption[0]


def test_rate_may_end_a_line_before_its_bracket():
    assert guided("整改率96%（285/297）") == f"整改率96%{MAY_BREAK}（285/297）"
