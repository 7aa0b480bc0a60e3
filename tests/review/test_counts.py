"""Numbers in running text: how much, of which unit, of what, and where."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.review.counts import counts_of
from reports.review.passages import Passage, han_number
from reports.review.reviewing import review
from township_safety.documents.numerals import ordinal

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_UNITS = st.sampled_from(["处", "家次", "人次", "份", "家", "起", "次"])


def counts(text):
    return list(counts_of(Passage.of(text)))


def only(text):
    (one,) = counts(text)
    return one


@given(number=st.integers(0, 9_999_999), unit=_UNITS, wide=st.booleans(), grouped=st.booleans())
def test_a_number_is_read_however_it_is_typed(number, unit, wide, grouped):
    typed = f"{number:,}" if grouped else str(number)
    typed = typed.translate(_WIDE) if wide else typed
    one = only(f"上半年共计{typed}{unit}。")
    assert (one.number, one.unit, one.is_about) == (number, unit, False)
    assert one.text == f"{typed}{unit}"


@given(number=st.integers(2, 99), unit=_UNITS)
def test_chinese_numerals_count_too(number, unit):
    one = only(f"召开了{ordinal(number)}{unit}。")
    assert (one.number, one.unit) == (number, unit)


@given(st.integers(1, 99))
def test_ordinals_read_back(number):
    assert han_number(ordinal(number)) == number


@pytest.mark.parametrize(
    ("typed", "number", "unit", "is_about"),
    [
        ("34.467万元", "344670", "万元", False),
        ("15余万元", "150000", "万元", True),
        ("4万余份", "40000", "份", True),
        ("2000余份", "2000", "份", True),
        ("近300人", "300", "人", True),
        ("约70.68吨", "70.68", "吨", True),
        ("1,234处", "1234", "处", False),
        ("100％", "100", "%", False),
        ("两次", "2", "次", False),
    ],
)
def test_forms_of_numbers(typed, number, unit, is_about):
    one = only(f"共{typed}。")
    assert (one.number, one.unit.replace("万元", "元"), one.is_about) == (
        Decimal(number),
        unit.replace("万元", "元"),
        is_about,
    )


@pytest.mark.parametrize(
    "text",
    [
        "2024年4月27日召开会议。",
        "4月份以来形势平稳。",
        "第22个安全生产月启动。",
        "《重大隐患2023行动方案》印发。",
        "坚持管行业必须管安全，落实三个必须。",
        "一是强化领导。",
        "汉安委〔2023〕9号文件要求。",
        "1.道路交通",
        "（3）食品安全",
    ],
)
def test_dates_and_ordinals_count_nothing(text):
    assert counts(text) == []


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("排查隐患12处，已整改10处，剩余2处。", ["found", "rectified", "remaining"]),
        ("排查出17处隐患，已落实整改4处。", ["found", "rectified"]),
        ("查出隐患148处，治理完成147处，余1处。", ["found", "rectified", "remaining"]),
        ("发现隐患5处，下达限期整改通知书5份。", ["found", ""]),
    ],
)
def test_parts_of_the_hazard_balance(text, roles):
    assert [one.role for one in counts(text)] == roles


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("全镇有40家工贸企业。", "工贸企业"),
        ("检查加油站7家。", "加油站"),
        ("悬挂横幅55条。", "横幅"),
    ],
)
def test_what_is_counted(text, noun):
    assert only(text).noun.endswith(noun)


@settings(deadline=None)
@given(
    st.text(
        alphabet="一二三是、。，；（）()12345678家处次隐患整改排查发现其中\n年月日全部均%XX《》“”",
        max_size=200,
    )
)
def test_any_text_is_reviewed_and_quoted_as_it_stands(text):
    found = review(text)
    shown = found.passage.shown
    assert len(shown) == len(found.passage.text)
    for one in found.findings:
        assert 0 <= one.start < one.end <= len(shown)
    for one in found.counts:
        assert shown[one.start : one.end] == one.text
