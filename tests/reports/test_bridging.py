"""上期期末 → 期初, and the six months beside the half-year: no row lost, none counted twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hazards import actions as hazard_actions
from hazards.workflow import Status
from reports.bridging import Bridge, bridge_for
from reports.composing import Commission, compose
from reports.figures import Scope, value
from reports.models import Report
from reports.reconciling import reconcile, uncovered
from tests.factories.hazards import make_count, make_hazard, make_on_spot_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_draft, make_issued, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.documents.model import plain_text
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL, MAY = (Period.of_month(2024, month) for month in (4, 5))
HALF = Period.of_half(2024, 1)


@pytest.fixture(autouse=True)
def _world(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    make_sector("fire", name="消防")
    load_list("report_templates")
    stand_in_files(monkeypatch)


@pytest.fixture
def office():
    return make_office(name="青山乡")


def at(day):
    """The noon of a day at the desk."""
    return time_machine.travel(f"{day} 12:00+08:00", tick=False)


def entered(day, **fields):
    with at(day):
        return make_hazard(**fields)


def issue_april(office, *, cut_off=date(2024, 4, 27)):
    with at("2024-04-28"):
        return make_issued(make_draft(office, APRIL, cut_off=cut_off), on=date(2024, 4, 28))


def may_bridge(office, report=None):
    report = report or make_draft(office, MAY)
    return bridge_for(report.series, report.period)


def numbers(bridge: Bridge):
    return (
        bridge.before,
        bridge.late,
        bridge.late_rectified,
        bridge.voided,
        bridge.corrected,
        bridge.after,
    )


# The bridge


def test_without_a_report_before_there_is_no_bridge(office):
    with at("2024-05-31"):
        assert may_bridge(office) is None


def test_nothing_happened_since_and_nothing_is_printed(office):
    entered("2024-04-10", office=office, found_on=date(2024, 4, 10))
    issue_april(office)
    with at("2024-05-31"):
        report = make_draft(office, MAY)
        bridge = may_bridge(office, report)
        assert bridge.is_even
        assert numbers(bridge) == (1, 0, 0, 0, 0, 1)
        assert "上期报告" not in plain_text(compose(Commission.of(report)).document)


def test_the_bridge_names_each_kind_of_change(office):
    fields = {"office": office, "found_on": date(2024, 4, 10)}
    stays, void, fixed, moved = (entered("2024-04-10", **fields) for _ in range(4))
    issue_april(office)
    clerk, leader = make_user(Role.CLERK, office), make_user(Role.LEADER, office)
    with at("2024-05-10"):
        make_hazard(office=office, found_on=date(2024, 4, 27))
        make_hazard(office=office, found_on=date(2024, 4, 28))
        hazard_actions.void(void, by=leader, on=date(2024, 5, 10), reason="重复登记")
        hazard_actions.claim(fixed, by=clerk, on=date(2024, 4, 20), measures="已更换")
        moved.found_on = date(2024, 5, 2)
        type(moved).objects.filter(pk=moved.pk).update(found_on=date(2024, 5, 2))

    with at("2024-05-31"):
        report = make_draft(office, MAY)
        bridge = may_bridge(office, report)
        text = plain_text(compose(Commission.of(report)).document)

    assert numbers(bridge) == (4, 1, -1, -1, -1, 2)
    assert bridge.holds
    assert {step.why for step in bridge.steps} == {"补录", "补录整改", "误录作废", "更正"}
    assert (
        "上期报告（数据截至4月27日）期末未整改4处，期后补录1处，补录整改1处，"
        "误录作废1处，更正减少1处，本期期初未整改2处。" in text
    )
    assert stays.is_open


def test_a_late_row_counts_by_its_own_day_and_never_as_found_later(office):
    issue_april(office)
    with at("2024-05-10"):
        make_hazard(office=office, found_on=date(2024, 4, 26))
    with at("2024-05-31"):
        report = make_draft(office, MAY)
        scope = Scope((office.pk,), report.period)

        assert value("hazard.found", scope).number == 0
        assert value("hazard.opening", scope).number == 1
        assert numbers(may_bridge(office, report)) == (0, 1, 0, 0, 0, 1)


def test_late_rows_that_were_put_right_at_once_are_told_too(office):
    """They change no balance, so nothing but this sentence would speak of them."""
    issue_april(office)
    with at("2024-05-10"):
        make_on_spot_hazard(office=office, found_on=date(2024, 4, 26))
        make_on_spot_hazard(office=office, found_on=date(2024, 4, 28))
    with at("2024-05-31"):
        report = make_draft(office, MAY)
        bridge = may_bridge(office, report)
        text = plain_text(compose(Commission.of(report)).document)

    assert numbers(bridge) == (0, 0, 0, 0, 0, 0)
    assert (bridge.late_found, bridge.late_done) == (1, 1)
    assert "签发后补录上期排查发现1处、整改1处，按发生日期计入上期，不计入本期。" in text


def test_what_was_found_after_the_cut_off_belongs_to_the_next_report(office):
    entered("2024-04-27", office=office, found_on=date(2024, 4, 27))
    issue_april(office)
    with at("2024-05-31"):
        make_hazard(office=office, found_on=date(2024, 4, 28))
        report = make_draft(office, MAY)
        scope = Scope((office.pk,), report.period)

        assert report.first_day == date(2024, 4, 28)
        assert value("hazard.found", scope).number == 1
        assert numbers(may_bridge(office, report)) == (1, 0, 0, 0, 0, 1)


def test_counted_entries_cross_the_bridge_with_what_they_add(office):
    with at("2024-04-10"):
        make_count(office=office, on=date(2024, 4, 10), found=10, rectified=4)
    issue_april(office)
    with at("2024-05-10"):
        make_count(office=office, on=date(2024, 4, 11), found=5, rectified=1)
    with at("2024-05-31"):
        assert numbers(may_bridge(office)) == (6, 4, 0, 0, 0, 10)


def test_after_a_corrected_version_the_bridge_leads_from_that(office):
    entered("2024-04-10", office=office, found_on=date(2024, 4, 10))
    old = issue_april(office).report
    with at("2024-05-02"):
        make_hazard(office=office, found_on=date(2024, 4, 12))
        new = Report.objects.create(
            office=office,
            template=old.template,
            period_code=old.period_code,
            first_day=old.first_day,
            last_day=old.last_day,
            version=2,
            corrects=old,
        )
        make_issued(new, on=date(2024, 5, 2))
    with at("2024-05-31"):
        assert numbers(may_bridge(office)) == (2, 0, 0, 0, 0, 2)


def test_the_kept_bridge_reads_back(office):
    issue_april(office)
    with at("2024-05-31"):
        bridge = may_bridge(office)
    assert Bridge.from_json(bridge.to_json()) == bridge


# Six months and their half-year


def cycles():
    """From the 27th of the month before to the 26th."""
    return [(Period.of_month(2024, month), date(2024, month, 26)) for month in range(1, 7)]


def issue_months(office):
    for month, cut_off in cycles():
        with at(cut_off + timedelta(days=1)):
            draft = make_draft(office, month, cut_off=cut_off)
            make_issued(draft, on=cut_off + timedelta(days=1))


def half_year(office):
    return make_draft(office, HALF, code="half_year")


def line(found, name):
    (one,) = (line for line in found.lines if line.label == name)
    return one


def test_six_months_reconcile_with_the_half_year_to_the_last_row(office):
    leader = make_user(Role.LEADER, office)
    days = [date(2024, month, day) for month in range(1, 7) for day in (3, 26)]
    hazards = [entered(day, office=office, found_on=day) for day in days]
    issue_months(office)
    with at("2024-07-02"):
        make_hazard(office=office, found_on=date(2024, 2, 10))
        make_hazard(office=office, found_on=date(2024, 6, 27))
        make_hazard(office=office, found_on=date(2024, 6, 30))
        hazard_actions.void(hazards[0], by=leader, on=date(2024, 7, 2), reason="重复登记")
        found = reconcile(half_year(office))

    total = line(found, "隐患.排查数")
    assert found.holds
    assert [period.label for period in (month.period for month in found.months)] == [
        f"2024年{month}月" for month in range(1, 7)
    ]
    assert (total.sum, total.whole) == (12, 14)
    assert total.amount("月报未覆盖的天数") == 2
    assert total.amount("补录") == 1
    assert total.amount("误录作废") == -1
    assert total.amount("更正") == 0


def test_days_of_the_year_before_are_taken_off(office):
    entered("2023-12-28", office=office, found_on=date(2023, 12, 28))
    with at("2023-12-27"):
        december = make_draft(office, Period.of_month(2023, 12), cut_off=date(2023, 12, 26))
        make_issued(december, on=date(2023, 12, 27))
    issue_months(office)
    with at("2024-07-02"):
        assert Report.objects.get(period_code="2024-01").first_day == date(2023, 12, 27)
        found = line(reconcile(half_year(office)), "隐患.排查数")

    assert (found.sum, found.whole, found.amount("月报中不属本期的天数")) == (1, 0, -1)
    assert found.holds


def test_an_issued_half_year_is_reconciled_as_it_was_kept(office):
    issue_months(office)
    with at("2024-07-02"):
        report = make_issued(half_year(office), on=date(2024, 7, 2)).report
        make_hazard(office=office, found_on=date(2024, 3, 3))
        found = line(reconcile(report), "隐患.排查数")
    assert (found.sum, found.whole) == (0, 0)


def test_a_month_has_nothing_to_add_up(office):
    with at("2024-05-31"):
        assert reconcile(make_draft(office, MAY)) is None


def test_without_issued_months_there_is_no_table(office):
    with at("2024-07-02"):
        assert reconcile(half_year(office)) is None


@pytest.mark.parametrize(
    ("months", "days"),
    [
        ([], [("2024-01-01", "2024-06-30")]),
        ([("2024-01-01", "2024-06-30")], []),
        ([("2023-12-27", "2024-03-26")], [("2024-03-27", "2024-06-30")]),
        ([("2024-01-02", "2024-06-29")], [("2024-01-01", "2024-01-01"), ("2024-06-30",) * 2]),
        ([("2024-04-01", "2024-07-05")], [("2024-01-01", "2024-03-31")]),
    ],
)
def test_days_between_the_months(months, days):
    def period(pair):
        return Period.between(*(date.fromisoformat(day) for day in pair))

    assert uncovered(HALF, map(period, months)) == [period(pair) for pair in days]


# Random ledgers

_DAY = st.dates(date(2024, 3, 1), date(2024, 5, 31))
_HAZARD = st.tuples(_DAY, st.one_of(st.none(), st.integers(0, 40)), st.integers(0, 60))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    hazards=st.lists(_HAZARD, max_size=6),
    cut_off=st.dates(date(2024, 4, 20), date(2024, 4, 30)),
    voided=st.sets(st.integers(0, 5), max_size=2),
)
def test_balance_and_bridge_hold_for_any_ledger(hazards, cut_off, voided):
    """Each hazard: its day, days until it is put right, days until it is entered at all."""
    office = make_office()
    clerk, leader = make_user(Role.CLERK, office), make_user(Role.LEADER, office)
    issued_on = cut_off + timedelta(days=1)
    end = date(2024, 6, 30)

    def enter(early):
        for number, (found_on, days, delay) in enumerate(hazards):
            if (found_on + timedelta(days=delay) <= issued_on) != early:
                continue
            with at(issued_on if early else end):
                hazard = make_hazard(office=office, found_on=min(found_on, issued_on))
                if days is not None and hazard.found_on + timedelta(days=days) <= (
                    issued_on if early else end
                ):
                    day = hazard.found_on + timedelta(days=days)
                    hazard = hazard_actions.claim(hazard, by=clerk, on=day, measures="已更换")
                kept.append((number, hazard))

    kept: list = []
    enter(early=True)
    with at(issued_on):
        make_issued(make_draft(office, APRIL, cut_off=cut_off), on=issued_on)
    enter(early=False)
    with at(end):
        for number, hazard in kept:
            if number in voided and hazard.status == Status.OPEN:
                hazard_actions.void(hazard, by=leader, on=end, reason="重复登记")
        report = make_draft(office, MAY)
        bridge = may_bridge(office, report)
        scope = Scope((office.pk,), report.period)
        opening, found, returned, rectified, remaining = (
            value(f"hazard.{key}", scope).number
            for key in ("opening", "found", "returned", "rectified", "remaining")
        )
        composition = compose(Commission.of(report))

    assert bridge.holds
    assert bridge.after == opening
    assert opening + found + returned == rectified + remaining
    assert all(check.holds for check in composition.checks)
