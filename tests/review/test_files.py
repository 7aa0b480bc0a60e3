"""Texts from outside: Word files, plain files in the encodings of Windows, and what is neither."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word

from reports.review.files import MAX_BYTES, FileProblem, text_of_file, text_of_upload
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


def of_xml(body):
    """A Word file with this in its body."""
    names = {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }
    spaces = " ".join(f'xmlns:{short}="{name}"' for short, name in names.items())
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", body.replace("<w:document>", f"<w:document {spaces}>"))
    return file.getvalue()


def said(words):
    return f"<w:r><w:t>{words}</w:t></w:r>"


def test_deleted_and_moved_words_are_not_there_and_a_text_box_is_read_once():
    box = f"<w:p>{said('框里')}</w:p>"
    boxes = (
        f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    body = (
        "<w:document><w:body><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
        f"<w:del>{said('删了的')}</w:del><w:moveFrom>{said('搬走的')}</w:moveFrom>"
        f"<w:ins>{said('排查')}</w:ins>{boxes}{said('3处')}<w:r><w:tab/></w:r>{said('完')}</w:p>"
        "</w:body></w:document>"
    )
    assert text_of_file("总结.docx", of_xml(body)) == "排查3处\u3000完\n框里"


def test_an_uploaded_word_file_is_read_in_the_child_and_a_hostile_one_refused():
    inner = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE d [<!ENTITY a0 "x">{inner}]><w:document>&a9;</w:document>'
    deep = f"<w:document>{'<w:p>' * 40_000}{'</w:p>' * 40_000}</w:document>"

    assert text_of_upload(uploaded(a_word_file())).startswith("一、排查情况")
    with pytest.raises(FileProblem, match="已损坏"):
        text_of_upload(uploaded(of_xml(bomb)))
    with pytest.raises(FileProblem, match="不是完整的"):
        text_of_upload(uploaded(a_word_file()[:-40]))
    assert not text_of_upload(uploaded(of_xml(deep))).strip()


def uploaded(data):
    return SimpleUploadedFile("总结.docx", data)
