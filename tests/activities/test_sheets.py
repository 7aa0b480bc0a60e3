"""Rows of real ledgers of meetings, publicity, letters, money go in as they are typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_campaign, make_kind, make_publicity_item, make_sector
from tests.factories.tables import load_rows, table
from township_safety.activities.models import Fund, Meeting, Publicity, SignedLetter
from township_safety.register.models import Kind, LeaderClass

pytestmark = pytest.mark.django_db


def test_a_month_of_small_work() -> None:
    office = make_office()
    make_village(office=office, name="前进村")
    make_campaign(office=office, name="冬季行动")
    make_sector("fire", name="消防")
    make_kind(Kind.Domain.MEETING, "special", name="专题会议")
    make_kind(Kind.Domain.LETTER, "annual", name="目标责任书")
    make_kind(Kind.Domain.FUND_PURPOSE, "drills", name="应急演练")
    make_publicity_item("banner", name="横幅")
    result = load_rows(
        office,
        table(
            "会议台账",
            ["会议时间", "会议类型", "会议主题", "主持人", "主持领导", "参加人数", "专项行动"],
            ["2024.3.5", "专题会议", "燃气安全", "某甲", "主要领导", "３０人", "冬季行动"],
        ),
        table(
            "宣传", ["日期", "宣传形式", "数量", "行业领域"], ["2024/3/6", "横幅", "5条", "消防"]
        ),
        table(
            "责任书",
            ["类别", "责任书名称", "年度", "村（社区）", "签订日期"],
            ["责任书", "目标责任书", 2024, "前进村", "2024年1月8日"],
        ),
        table(
            "经费",
            ["日期", "金额（万元）", "用途", "资金来源"],
            ["2024-03-07", 1.5, "应急演练", "镇财政"],
        ),
    )
    assert result.problems == []
    meeting = Meeting.objects.get()
    assert (meeting.on, meeting.leader_class) == (date(2024, 3, 5), LeaderClass.MAIN)
    assert (meeting.attendee_count, meeting.campaigns.get().name) == (30, "冬季行动")
    assert Publicity.objects.get().quantity == 5
    assert str(SignedLetter.objects.get().village) == "前进村"
    assert Fund.objects.get().amount == Decimal("15000.00")


def test_rules_of_the_register_are_told_per_row() -> None:
    office = make_office()
    make_kind(Kind.Domain.LETTER, "annual", name="目标责任书")
    result = load_rows(
        office,
        table(
            "责任书承诺书",
            ["类别", "种类", "年度", "个人", "份数", "签订日期"],
            ["责任书", "目标责任书", 2024, "某甲", 1, "2024-1-8"],
            ["责任书", "目标责任书", 2024, None, 1, "2024-1-8"],
        ),
    )
    assert [problem.row for problem in result.problems] == [3]
    assert "四项中须填且只填一项" in result.problems[0].reason
    assert SignedLetter.objects.count() == 0
