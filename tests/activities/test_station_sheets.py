"""站所报数 in the workbook: what is asked and what came in, there and back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.organisation import make_office
from tests.factories.register import make_agency, make_result_kind
from tests.factories.stations import make_question, make_station_figure
from tests.factories.tables import load_rows, table
from tests.workbook.tables import dumped, loaded
from township_safety.activities.models import Asked, StationFigure, StationQuestion

pytestmark = pytest.mark.django_db

QUESTIONS = ["站所单位", "报什么数", "计入哪项数据", "处置结果种类", "多久报一次", "起始日期"]
FIGURES = ["报数项目", "起始日期", "截止日期", "数", "零报告", "报数人", "报数日期", "原始消息"]
MARCH = ["2024-3-1", "2024-3-31"]


def asked(*rows):
    return table("站所报数项目", QUESTIONS, *rows)


def told(*rows):
    return table("站所报数", FIGURES, *rows)


@pytest.fixture
def office():
    office = make_office()
    make_agency(office=office, name="派出所")
    make_result_kind("helmet", name="佩戴头盔劝导", unit="人次")
    return office


def test_questions_and_numbers_go_in(office):
    result = load_rows(
        office,
        asked(["派出所", "头盔", "执法处置结果的数量", "佩戴头盔劝导", "每月", "2024-1-1"]),
        told(
            ["头盔", *MARCH, 599, "否", "某辛", "2024-4-1", "三月599人次"],
            ["头盔", "2024-2-1", "2024-2-29", 0, "是", "某辛", "2024-3-1", "二月没有"],
        ),
    )
    assert result.problems == []
    assert StationQuestion.objects.get().figure == Asked.RESULTS
    assert {row.first_day: row.shown for row in StationFigure.objects.all()} == {
        date(2024, 3, 1): "599人次",
        date(2024, 2, 1): "零报告",
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["查处", *MARCH, 0, "否", "某辛", "2024-4-1", "没有"], "勾选零报告"),
        (["查处", *MARCH, 5, "否", "某辛", "2024-4-1", ""], "原始消息"),
        (["隐患", *MARCH, 5, "否", "某辛", "2024-4-1", "五处"], "请在“站所报数”页面登记"),
    ],
)
def test_what_the_page_refuses_the_workbook_refuses(office, row, reason):
    result = load_rows(
        office,
        asked(
            ["派出所", "查处", "执法次数", "", "每月", "2024-1-1"],
            ["派出所", "隐患", "排查隐患数（连同已整改数）", "", "每月", "2024-1-1"],
        ),
        told(row),
    )
    assert any(reason in str(problem) for problem in result.problems)
    assert not StationFigure.objects.exists()


def test_there_and_back_nothing_changes(office):
    question = make_question(office=office, label="查处")
    make_station_figure(question, value=7)
    sheets = dumped(office)
    result = loaded(*sheets, office=office)
    assert result.problems == []
    assert (StationQuestion.objects.count(), StationFigure.objects.count()) == (1, 1)
    StationFigure.objects.all().delete()
    assert loaded(*sheets, office=office).problems == []
    assert StationFigure.objects.get().shown == "7次"
