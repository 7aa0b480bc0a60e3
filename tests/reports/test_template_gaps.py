"""缺少的数据: what a report cannot say is named, with the page where it is entered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reports.commissions import commission
from reports.composing import compose
from reports.gaps import missing_records
from tests.factories.activities import make_meeting
from tests.factories.organisation import make_office
from tests.factories.reports import make_template
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL = Period.of_month(2024, 4)
MET = {"kind": "paragraph", "text": "召开会议{meeting.count}次。"}


def missing(office, *blocks):
    composition = compose(commission(office, make_template(*blocks, office=office), APRIL))
    return list(missing_records(composition.asked, composition.values))


def test_a_register_without_rows_is_named_with_its_form():
    (gap,) = missing(make_office(), MET)

    assert gap == "这一期没有登记会议，有关会议的话没有写进报告"
    assert (gap.action, gap.url) == ("登记会议", reverse("records:new", args=["meetings"]))


@pytest.mark.parametrize(
    ("on", "named"),
    [("2024-03-31", True), ("2024-04-01", False), ("2024-04-30", False), ("2024-05-01", True)],
)
def test_a_single_row_of_the_period_is_enough(on, named):
    office = make_office()
    make_meeting(office=office, on=on)

    assert bool(missing(office, MET)) is named


def test_what_the_report_does_not_ask_is_no_gap():
    assert missing(make_office(), {"kind": "paragraph", "text": "文字。"}) == []


def test_a_zero_without_a_record_leads_to_the_nil_return():
    office = make_office()
    block = {"kind": "paragraph", "text": "[发生事故{accident.count}起。//未发生事故。]"}

    (gap,) = compose(commission(office, make_template(block, office=office), APRIL)).gaps

    assert "没有检查记录，也没有零报告" in gap
    assert gap.url in {
        reverse("records:new", args=["nil_returns"]),
        reverse("records:new", args=["operations"]),
    }
