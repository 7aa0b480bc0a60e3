"""What 查数 understands of the words of an office."""

from __future__ import annotations

from datetime import date

import pytest

from reports.asking.days import named, period_in
from reports.asking.words import read
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_campaign, make_sector

TODAY = date(2024, 8, 15)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("上半年", "2024-01-01", "2024-06-30"),
        ("下半年", "2024-07-01", "2024-08-15"),
        ("去年下半年", "2023-07-01", "2023-12-31"),
        ("2023年第三季度", "2023-07-01", "2023-09-30"),
        ("一季度", "2024-01-01", "2024-03-31"),
        ("四季度", "2023-10-01", "2023-12-31"),
        ("本季度", "2024-07-01", "2024-08-15"),
        ("上季度", "2024-04-01", "2024-06-30"),
        ("7月份", "2024-07-01", "2024-07-31"),
        ("12月", "2023-12-01", "2023-12-31"),
        ("2024年3月", "2024-03-01", "2024-03-31"),
        ("1至6月", "2024-01-01", "2024-06-30"),
        ("1-7月份", "2024-01-01", "2024-07-31"),
        ("上月", "2024-07-01", "2024-07-31"),
        ("本月", "2024-08-01", "2024-08-15"),
        ("今年以来", "2024-01-01", "2024-08-15"),
        ("今年", "2024-01-01", "2024-08-15"),
        ("2023年全年", "2023-01-01", "2023-12-31"),
        ("去年", "2023-01-01", "2023-12-31"),
        ("8月1日", "2024-08-01", "2024-08-01"),
        ("2024-08-09", "2024-08-09", "2024-08-09"),
        ("昨天", "2024-08-14", "2024-08-14"),
    ],
)
def test_days_are_read(text, first, last):
    period, rest = period_in(f"{text}未整改", today=TODAY)

    assert (str(period.first_day), str(period.last_day)) == (first, last)
    assert rest.strip() == "未整改"


def test_days_that_have_not_begun_are_none():
    assert period_in("2025年上半年", today=TODAY)[0] is None


def test_typed_days_get_the_name_of_their_period():
    assert named(date(2024, 1, 1), date(2024, 6, 30)).label == "2024年上半年"
    assert named(date(2024, 4, 1), date(2024, 4, 30)).label == "2024年4月"
    assert named(date(2024, 1, 1), date(2024, 8, 15)).label == "2024年"
    assert named(date(2024, 2, 3), date(2024, 3, 4)).kind == "range"


@pytest.fixture
def office(db):
    office = make_office(name="青山乡")
    make_sector("fire", name="消防安全")
    make_sector("gas", name="燃气")
    make_village(office=office, name="东山村")
    return office


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("上半年消防未整改", "hazard.remaining"),
        ("未整改隐患有多少处", "hazard.remaining"),
        ("逾期未整改的", "hazard.overdue"),
        ("上月排查隐患多少处？", "hazard.found"),
        ("重大隐患", "hazard.found"),
        ("整改率", "hazard.rate"),
        ("累计整改率", "hazard.flow_rate"),
        ("未销号", "hazard.unclosed"),
        ("本月检查次数", "operation.count"),
        ("培训人次", "training.attendees"),
        ("开了几次会议", "meeting.count"),
        ("罚款金额", "result.fines"),
        ("反复反弹家数", "hazard.recurring_sites"),
    ],
)
def test_figures_are_read(office, text, key):
    reading = read(text, office=office, today=TODAY)

    assert reading.figure is not None
    assert reading.figure.key == key


def test_parts_of_the_ledger_are_read(office):
    campaign = make_campaign(office=office, name="冬季行动")
    reading = read("冬季行动 上半年 东山 消防 重大隐患未整改", office=office, today=TODAY)

    village = office.villages.get() if hasattr(office, "villages") else None
    assert reading.filters["sector"] == "fire"
    assert reading.filters["grade"] == "major"
    assert reading.filters["campaign"] == str(campaign.uid)
    assert "village" in reading.filters
    assert village is None or reading.filters["village"] == str(village.uid)
    assert reading.unread == ""


def test_what_is_not_understood_is_said(office):
    reading = read("上半年 火星 未整改", office=office, today=TODAY)

    assert reading.figure.key == "hazard.remaining"
    assert reading.unread == "火星"


def test_a_part_that_the_figure_does_not_tell_is_refused(office):
    reading = read("今年 消防 会议次数", office=office, today=TODAY)

    assert reading.figure.key == "meeting.count"
    assert "sector" in reading.filters or reading.refused


def test_unknown_words_bring_suggestions(office):
    reading = read("治理资金", office=office, today=TODAY)

    assert any("资金" in figure.name for figure in reading.suggestions) or reading.figure
