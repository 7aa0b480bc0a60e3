"""Characters that no face holds are named before anything is printed."""

import json
from dataclasses import replace

import pytest

from tests.documents.papers import chart, full_paper, paper, say
from township_safety.documents import glyphs, rendering
from township_safety.documents.glyphs import (
    MissingGlyphs,
    has_glyph,
    missing_characters,
    missing_in,
)


def test_the_recorded_coverage_is_that_of_the_faces():
    assert json.loads(glyphs.COVERAGE.read_text(encoding="utf-8")) == glyphs.measured()


@pytest.mark.parametrize("character", "安全隐患一A1，。“”—…㎡①邨埗堃龑喆〓\u200b\u2060\n")
def test_characters_in_use_are_there(character):
    assert has_glyph(character)


@pytest.mark.parametrize("character", ["\U00020bb7", "\U0001f600", "☎", "ก"])
def test_others_are_not(character):
    assert not has_glyph(character)


def test_each_is_named_once_in_order():
    assert missing_characters("甲\U0001f600乙\U00020bb7丙\U0001f600") == [
        "\U0001f600",
        "\U00020bb7",
    ]


def test_the_message_names_character_and_place():
    (missing,) = missing_in(paper(say("本镇企业负责人\U00020bb7某某已约谈。")))

    assert str(missing) == "“\U00020bb7”（U+20BB7，见“企业负责人\U00020bb7某某已约”）"
    assert missing.character in str(MissingGlyphs([missing]))
    assert "请改用别的写法" in str(MissingGlyphs([missing]))


def test_charts_are_looked_through_too():
    shown = replace(chart(), categories=("消防", "\U0001f600", "燃气"))

    assert [one.character for one in missing_in(paper(shown))] == ["\U0001f600"]
    assert missing_in(full_paper()) == []


def test_printing_refuses_unless_substitutes_are_wanted(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    printed: list[str] = []
    monkeypatch.setattr(
        rendering.jobs,
        "run",
        lambda path, htmls, *rest, **limits: printed.extend(htmls) or b"%PDF-",
    )
    document = paper(say("负责人\U00020bb7某"))

    with pytest.raises(MissingGlyphs):
        rendering.pdf_of(document)
    assert printed == []
    rendering.pdf_of(document, substitute=True)
    assert "负责人〓某" in printed[0]


def test_an_office_may_add_faces(tmp_path, monkeypatch):
    monkeypatch.setattr(glyphs, "LOCAL", glyphs.FONTS)
    monkeypatch.setattr(glyphs, "_shipped", lambda: ([0x20], [0x7E]))
    glyphs._local.cache_clear()
    try:
        assert has_glyph("安")
        assert not has_glyph("\U0001f600")
    finally:
        glyphs._local.cache_clear()
