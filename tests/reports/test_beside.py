"""What a report's page says beside its numbers: accidents known later, stations that are silent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from reports.beside import remarks
from reports.figures import Request, Scope, rows_behind, value
from reports.rows import row_lists
from tests.factories.activities import make_accident
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency
from tests.factories.stations import make_question, make_station_figure
from township_safety.activities.accident_reporting import report
from township_safety.activities.models import AccidentReport
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

Kind = AccidentReport.Kind
MARCH = Period.of_month(2024, 3)
# The first moment that belongs to no March any more.
MIDNIGHT = datetime(2024, 3, 31, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def accident(office):
    with time_machine.travel("2024-03-30 10:00+08:00"):
        return make_accident(
            office=office,
            occurred_on=date(2024, 3, 30),
            received_at=datetime(2024, 3, 30, 1, 0, tzinfo=UTC),
            place="某工地",
        )


def sent(accident, by, kind, at, **casualties):
    draft = AccidentReport(
        kind=kind, sent_at=at, as_of=at, sent_to="县应急局", course="正在核实", **casualties
    )
    with time_machine.travel(at + MINUTE):
        return report(draft, accident=accident, by=by)


def deaths(office, period=MARCH):
    scope = Scope((office.pk,), period)
    asked = value("accident.deaths", scope)
    listed = rows_behind(Request("accident.deaths", scope))
    assert asked.number == sum(one.term.measure.recompute(one.rows) for one in listed)
    return asked.number


@pytest.mark.parametrize(("at", "number"), [(MIDNIGHT - MINUTE, 2), (MIDNIGHT, 1)])
def test_deaths_are_those_known_on_the_last_day(office, clerk, accident, at, number):
    sent(accident, clerk, Kind.FIRST, datetime(2024, 3, 30, 2, 0, tzinfo=UTC), deaths=1)
    sent(accident, clerk, Kind.FOLLOW, at, deaths=2)
    assert deaths(office) == number
    assert deaths(office, Period.of_half(2024, 1)) == 2
    told = [line for line in remarks(office, MARCH) if "接到续报" in line]
    assert bool(told) == (number == 1)
    if told:
        assert "某工地的事故，截至2024年4月1日0时00分死亡2人" in told[0]
        assert "按数据截至日写死亡1人" in told[0]


def test_a_first_report_after_the_last_day_is_the_first_thing_known(office, clerk, accident):
    sent(accident, clerk, Kind.FIRST, MIDNIGHT + MINUTE, deaths=1)
    sent(accident, clerk, Kind.FOLLOW, MIDNIGHT + 2 * MINUTE, deaths=3)
    assert deaths(office) == 1
    assert any("还没有快报" in line for line in remarks(office, MARCH))


def test_an_accident_without_reports_says_it_itself(office):
    make_accident(office=office, occurred_on=date(2024, 3, 31), deaths=2)
    assert deaths(office) == 2


def test_the_same_casualties_ask_for_no_correction(office, clerk, accident):
    sent(accident, clerk, Kind.FIRST, datetime(2024, 3, 30, 2, 0, tzinfo=UTC), injuries=1)
    sent(accident, clerk, Kind.FINAL, MIDNIGHT + MINUTE, injuries=1)
    (line,) = remarks(office, MARCH)
    assert "接到终报" in line
    assert "与数据截至日相同" in line


def test_an_accident_entered_later_reopens_the_sentence(office):
    with time_machine.travel("2024-04-08 10:00+08:00"):
        make_accident(office=office, occurred_on=date(2024, 3, 31), place="某路口")
    (line,) = remarks(office, MARCH)
    assert "2024年3月31日某路口的事故；" in line
    assert "“未发生事故”的说法须重新核对" in line
    assert not list(remarks(office, Period.of_month(2024, 4)))


@pytest.mark.parametrize(("day", "told"), [(date(2024, 3, 31), False), (date(2024, 4, 1), True)])
def test_a_judgement_after_the_cut_off_is_news(office, day, told):
    with time_machine.travel("2024-03-30 10:00+08:00"):
        make_accident(
            office=office,
            occurred_on=date(2024, 3, 30),
            is_production_accident="no",
            judged_by="县应急局",
            judged_on=day,
        )
    words = "2024年3月30日的事故，2024年4月1日由县应急局认定不是生产安全事故"
    assert list(remarks(office, MARCH)) == ([words] if told else [])


def test_the_reports_behind_a_number_lead_to_their_accident(office, clerk, accident):
    sent(accident, clerk, Kind.FIRST, datetime(2024, 3, 30, 2, 0, tzinfo=UTC), deaths=1)
    behind = rows_behind(Request("accident.deaths", Scope((office.pk,), MARCH)))
    lists = row_lists(behind, private=True)
    (line,) = [line for one in lists for line in one.lines(one.rows())]
    assert line.url.endswith(f"/accidents/{accident.pk}/")


def test_stations_that_owe_a_number_and_numbers_counted_twice(office):
    police = make_agency(office=office, name="派出所")
    first = make_question(agency=police, label="查处")
    assert list(remarks(office, MARCH)) == ["站所报数：派出所还没有报查处"]
    make_station_figure(first, value=3)
    assert not list(remarks(office, MARCH))
    operation = make_operation(office=office, category="enforcement", on=date(2024, 3, 31))
    operation.partner_agencies.add(police)
    (line,) = remarks(office, MARCH)
    assert line.startswith("可能重复统计：派出所：查处")
