"""Pages from the scanner and the codes printed on them."""

import pytest

from tests.documents.blanks import record
from tests.factories.scans import bound, scanned
from township_safety import scans
from township_safety.documents import rendering
from township_safety.jobs import Refused

CODES = ["QA7K2M", "QB3X9P", "QC5R8T"]


@pytest.fixture(scope="module")
def printed():
    papers = [record("消火栓无水。", code=code) for code in CODES]
    return [rendering.pdf_of(paper, substitute=True) for paper in papers]


def test_a_scan_of_three_papers_tells_their_codes_in_order(printed):
    pages = bound([page for pdf in printed for page in scanned(pdf)])
    assert scans.count(pages) == len(CODES)
    read = scans.read(pages, 0, 3)
    assert [codes for codes, _, _ in read] == [[code] for code in CODES]
    assert all(picture.startswith(b"\xff\xd8") for _, picture, _ in read)


@pytest.mark.parametrize("turn", [0, 88, 180])
def test_a_page_lies_any_way_round(printed, turn):
    (page,) = scanned(printed[0], turn=turn)
    assert scans.read(page, 0, 1)[0][0] == CODES[:1]


def test_a_page_without_code_is_kept_all_the_same(printed):
    (page,) = scanned(rendering.pdf_of(record("无编码", code=""), substitute=True))
    assert scans.read(page, 0, 1)[0][0] == []


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing %%EOF", b"text"])
def test_what_is_no_scan_is_refused_in_words(data):
    with pytest.raises(Refused):
        scans.count(data)
