"""Which days a report is proposed for: a day, a week, a reporting cycle, a campaign."""

from __future__ import annotations

from datetime import date

import pytest

from reports.actions import open_draft
from reports.forms import NewReportForm
from reports.models import Report, ReportTemplate
from reports.newest import latest_period, newest_reports
from reports.words import words_of
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_campaign
from township_safety.periods import Period

pytestmark = pytest.mark.django_db
TODAY = date(2024, 5, 22)  # a Wednesday


def make_template(kind, **fields):
    given = {"code": f"test_{kind}", "name": "测试报告", "title": "{单位}报告", "blocks": []}
    return ReportTemplate.objects.create(**{**given, "period_kind": kind, **fields})


@pytest.mark.parametrize(
    ("kind", "code"),
    [("day", "2024-05-22"), ("week", "2024-W20"), ("month", "2024-04"), ("quarter", "2024-Q1")],
)
def test_newest_period_of_each_kind(kind, code):
    period = latest_period(make_template(kind), office=make_office(), today=TODAY)
    assert period.code == code


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2024, 4, 25), date(2024, 2, 26), date(2024, 3, 25)),
        (date(2024, 4, 26), date(2024, 3, 26), date(2024, 4, 25)),
    ],
)
def test_monthly_report_follows_the_reporting_cycle_of_the_office(today, first, last):
    office = make_office(report_cycle_day=26)
    period = latest_period(make_template("month"), office=office, today=today)
    assert (period.first_day, period.last_day) == (first, last)


def test_new_monthly_report_covers_the_cycle():
    office = make_office(report_cycle_day=26)
    form = NewReportForm(
        {"year": "2024", "part": "4"}, template=make_template("month"), office=office
    )
    assert form.is_valid(), form.errors
    report = open_draft(
        make_template("month", code="second"),
        office=office,
        period=form.cleaned_data["period"],
        by=make_user(),
        today=TODAY,
    )
    assert (report.first_day, report.last_day) == (date(2024, 3, 26), date(2024, 4, 25))
    assert report.period.label == "2024年4月"


def test_week_is_chosen_by_one_of_its_days():
    form = NewReportForm(
        {"day": "2024-05-15"}, template=make_template("week"), office=make_office()
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["period"].code == "2024-W20"


def test_days_and_weeks_are_proposed_only_where_they_are_written():
    office = make_office()
    user = make_user(office=office)
    daily = make_template("day")
    assert [one.template for one in newest_reports(user, today=TODAY)] == []

    open_draft(daily, office=office, period=Period.of_day(date(2024, 5, 21)), by=user, today=TODAY)

    (one,) = newest_reports(user, today=TODAY)
    assert one.latest == Period.of_day(TODAY)


def test_each_campaign_has_its_own_report():
    office, user = make_office(), make_user()
    template = make_template("range", about="campaign")
    first, second = make_campaign(office=office), make_campaign(office=office)
    period = Period.parse("2024-05-01..2024-05-20")

    for campaign in (first, second, first):
        open_draft(
            template, office=office, period=period, about=str(campaign.uid), by=user, today=TODAY
        )

    assert sorted(Report.objects.values_list("about", flat=True)) == sorted(
        [str(first.uid), str(second.uid)]
    )


def test_what_a_report_is_about_is_chosen_from_the_office_s_own_campaigns():
    office = make_office()
    mine, other = make_campaign(office=office, name="燃气整治"), make_campaign(name="别处的")
    template = make_template("range", about="campaign")
    asked = {"first_day": "2024-05-01", "last_day": "2024-05-20"}

    assert NewReportForm(
        {**asked, "about": str(mine.uid)}, template=template, office=office
    ).is_valid()
    assert not NewReportForm(
        {**asked, "about": str(other.uid)}, template=template, office=office
    ).is_valid()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2024-04", "2024年4月1日至30日"),
        ("2024-Q1", "2024年1月1日至3月31日"),
        ("2023-12-26..2024-01-25", "2023年12月26日至2024年1月25日"),
        ("2024-04-10", "2024年4月10日"),
    ],
)
def test_days_of_a_report_say_a_common_year_or_month_once(code, words):
    assert words_of(make_office(), Period.parse(code))["起止"] == words
