"""Texts from outside: Word files, plain files in the encodings of Windows, and what is neither."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document as Word

from reports.review.files import MAX_BYTES, FileProblem, text_of_file
from tests.factories.reports import word_file


def a_word_file():
    word = Word()
    word.add_paragraph("一、排查情况")
    word.add_paragraph("排查隐患12处，").add_run("整改13处。")
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "合计", "25"
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def test_paragraphs_and_cells_of_a_word_file():
    lines = text_of_file("总结.docx", a_word_file()).split("\n")

    assert lines[:2] == ["一、排查情况", "排查隐患12处，整改13处。"]
    assert lines[-2:] == ["合计", "25"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_files_in_any_usual_encoding(encoding):
    assert text_of_file("总结.TXT", "排查隐患3处。".encode(encoding)) == "排查隐患3处。"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("总结.doc", b"x", "另存为"),
        ("总结.docx", b"PK not a zip", "不是完整的"),
        ("总结.docx", word_file("<"), "已损坏"),
        ("总结.txt", b"\xff\xff\xff\x81", "编码"),
        ("总结.txt", b" " * (MAX_BYTES + 1), "5 MB"),
    ],
)
def test_files_that_cannot_be_read_say_the_way_out(name, data, said):
    with pytest.raises(FileProblem, match=said):
        text_of_file(name, data)


def test_entities_are_refused():
    bomb = word_file("").replace(b"<w></w>", b"<w></w>")
    assert text_of_file("a.docx", bomb) == ""
