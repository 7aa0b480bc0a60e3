"""The replaced functions are those that were tried; otherwise WeasyPrint is left as it is."""

import logging

import pytest
from weasyprint.layout import inline
from weasyprint.text import line_break

from tests.documents import printed
from tests.documents.papers import paper, say
from township_safety.documents import justification


def test_the_replaced_functions_read_as_recorded():
    assert justification.source_digests() == justification.RECORDED


@pytest.fixture
def unpatched(monkeypatch):
    monkeypatch.setattr(inline, "justify_line", justification._justify_line)
    monkeypatch.setattr(line_break.Layout, "set_text", justification._set_text)


def test_another_source_is_left_alone(monkeypatch, unpatched, caplog):
    monkeypatch.setitem(justification.RECORDED, "justify_line", "0" * 64)
    with caplog.at_level(logging.WARNING):
        assert not justification.install()

    assert inline.justify_line is justification._justify_line
    assert line_break.Layout.set_text is justification._set_text
    assert "not justified" in caplog.text
    assert printed.pdf_bytes(paper(say("安全生产。" * 30))).startswith(b"%PDF-")


def test_installing_twice_does_no_harm(monkeypatch, unpatched):
    assert justification.install()
    assert justification.install()
    assert inline.justify_line is justification.justify_line


@pytest.mark.parametrize("text", ["plain words only " * 20, "، " * 40, "安" * 200, "a安b " * 60])
def test_other_lines_are_justified_as_before(text):
    assert printed.pdf_bytes(paper(say(text))).startswith(b"%PDF-")


def test_a_line_that_would_be_torn_apart_stays_ragged():
    long = "安全ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ" * 3
    with printed.opened(printed.pdf_bytes(paper(say(long)))) as pdf:
        for line in printed.body_lines(pdf.pages[0]):
            text = "".join(one["text"] for one in line)
            if text == "安全":
                assert line[1]["x0"] - line[0]["x1"] < 0.35 * 16
