"""A kept number with its unit, as pages and papers say it."""

import pytest

from reports.models.saying import with_unit


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("12", "处", "12处"),
        ("2000余", "人次", "2000余人次"),
        ("3.5万", "元", "3.5万元"),
        ("94.4%（84/89）", "%", "94.4%（84/89）"),
        ("5/6", "%", "5/6"),
        ("/", "%", "/"),
        ("未建账", "处", "未建账"),
        ("—", "元", "—"),
        ("3", "", "3"),
    ],
)
def test_the_unit_stands_behind_numbers_and_a_rate_has_its_sign_once(text, unit, said):
    assert with_unit(text, unit) == said
