"""What the editor shows is what is stored, in other words: there and back without a loss."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from reports.figures import DIMENSIONS, REGISTRY
from reports.questions import accepts
from reports.text import FORMS, parse
from reports.wording import Translator, token_of
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_site
from township_safety.desk.reference_data import files_of, load_reference_data

pytestmark = pytest.mark.django_db


def wordings(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield from (value for value in block.values() if isinstance(value, str))
        yield from wordings(block.get("blocks", []))


SHIPPED = [
    pytest.param(entry["fields"], id=entry["fields"]["code"])
    for path in files_of("report_templates")
    for entry in json.loads(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("fields", SHIPPED)
def test_every_shipped_wording_comes_back_as_it_was(fields):
    load_reference_data()
    translator = Translator(make_office())
    texts = [fields["title"], *wordings(fields["blocks"])]

    shown = [translator.shown(text) for text in texts]

    assert [translator.stored(text) for text in shown] == texts
    assert not [text for text in shown if "hazard." in text or "meeting." in text]


def test_figures_and_codes_are_shown_with_their_names():
    load_reference_data()
    shown = Translator(make_office()).shown(
        "排查{hazard.found|sector=fire}处[，罚款{result.fines|as=wan}万元]，{本期}。"
    )

    assert (
        shown
        == "排查{隐患.排查数|行业=消防}处[，罚款{执法结果.罚款金额|写法=以万元计}万元]，{本期}。"
    )


def test_several_codes_and_the_round_are_shown_in_chinese():
    load_reference_data()
    translator = Translator(make_office())

    shown = translator.shown("{meeting.count|kind=party_committee,government_special|sector=$}")

    assert "党委会" in shown
    assert "行业=逐个" in shown
    assert translator.stored(shown) == (
        "{meeting.count|kind=party_committee,government_special|sector=$}"
    )


def test_wide_signs_of_the_keyboard_are_understood():
    load_reference_data()

    stored = Translator(make_office()).stored("{隐患.排查数｜行业＝消防，燃气}")

    assert stored == "{hazard.found|sector=fire,gas}"


def test_a_village_is_named_and_stored_by_its_record_number():
    office = make_office()
    village = make_village(name="东村", office=office)
    translator = Translator(office)

    assert (
        translator.stored("{隐患.排查数|村（居）=东村}")
        == f"{{hazard.found|village={village.uid}}}"
    )
    assert translator.shown(f"{{hazard.found|village={village.uid}}}").endswith("村（居）=东村}")


def test_two_sites_of_one_name_stay_record_numbers():
    office = make_office()
    first, second, other = (
        make_site(office=office, name=name) for name in ("甲厂", "甲厂", "乙厂")
    )
    translator = Translator(office)

    assert str(first.uid) in translator.shown(f"{{hazard.found|site={first.uid}}}")
    assert "监管对象=乙厂" in translator.shown(f"{{hazard.found|site={other.uid}}}")
    assert second.uid != first.uid


def test_what_is_not_known_stays_for_the_check_to_name():
    translator = Translator(make_office())

    for text in ("{隐患.没有的}", "{{单位}}", "{% if x %}", "{隐患.排查数|颜色=红}", "{a|b}"):
        assert translator.stored(text) == text or "颜色=红" in translator.stored(text)


def test_words_of_the_report_stay_as_they_are():
    text = "{单位}{时段}，{村（居）}和{我乡}。"

    assert Translator(None).shown(text) == Translator(None).stored(text) == text
    assert parse(text)


def test_every_figure_narrowed_by_every_entry_comes_back_as_it_was():
    load_reference_data()
    office = make_office()
    make_village(office=office)
    make_site(office=office)
    translator = Translator(office)
    told = 0
    for key, figure in REGISTRY.figures.items():
        for dimension in DIMENSIONS:
            if not accepts(figure, dimension):
                continue
            for code in [*translator.choices(key, dimension), "none", "$"]:
                text = token_of(key, {dimension: code})
                assert translator.stored(translator.shown(text)) == text
                told += 1
    assert told > 1000
    assert all(
        translator.stored(translator.shown(text := token_of("hazard.found", {}, form))) == text
        for form in FORMS
    )
