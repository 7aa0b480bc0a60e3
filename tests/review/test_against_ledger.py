"""A text held against the ledger: each number, how it was found, and names nobody registered."""

from __future__ import annotations

from datetime import date

import pytest

from hazards.workflow import Status
from reports.review.editing import edit
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_campaign, make_sector, make_site
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

MARCH = Period.of_month(2024, 3)


@pytest.fixture
def office():
    """Three hazards found in March, two of them of fire safety, one rectified."""
    office = make_office(name="青山乡", started_on=date(2024, 1, 1))
    fire = make_sector("fire", name="消防")
    roads = make_sector("roads", name="道路交通")
    make_hazard(office=office, sector=fire)
    make_hazard(Status.CLOSED, office=office, sector=fire)
    make_hazard(office=office, sector=roads)
    return office


def held(text, office):
    edited = edit(text, period=MARCH, office=office)
    return {match.count.text: match for match in edited.matches}, {
        finding.rule.code: finding for finding in edited.findings
    }


def test_numbers_of_the_ledger_are_confirmed(office):
    matches, findings = held("本月共排查隐患3处，已整改1处，剩余2处。", office)

    assert {match.verdict for match in matches.values()} == {"equal"}
    assert matches["3处"].how == "隐患.排查数"
    assert "hazard.found" in matches["3处"].href
    assert findings == {}


def test_a_number_above_the_ledger_is_a_difference(office):
    matches, findings = held("本月共排查隐患4处，已整改1处，剩余2处。", office)

    assert matches["4处"].verdict == "differs"
    assert matches["4处"].ledger_text == "3处"
    assert findings["differs_from_ledger"].said == "写的是4处，台账是3处（隐患.排查数）"


def test_the_sector_that_the_words_name_narrows_the_question(office):
    matches, _ = held("（一）消防安全。本月排查隐患2处，已整改1处，剩余1处。", office)

    assert matches["2处"].verdict == "equal"
    assert matches["2处"].how == "隐患.排查数，行业：消防，按文中的“消防”"


def test_a_smaller_number_can_be_a_part(office):
    matches, findings = held("集中检查中排查隐患1处，已整改1处。", office)

    assert matches["1处"].verdict in {"equal", "part"}
    assert "differs_from_ledger" not in findings


def test_about_is_near_enough(office):
    for _ in range(20):
        make_hazard(office=office)
    matches, _ = held("本月共排查隐患20余处，已整改1处，剩余22处。", office)

    assert matches["20余处"].verdict == "equal"


def test_what_the_ledger_does_not_know_is_said_so(office):
    matches, findings = held("更换窨井盖15块。", office)

    assert matches["15块"].verdict == "unknown"
    assert findings == {}


def test_of_another_office_nothing_counts(office):
    other = make_office(name="石桥乡", started_on=date(2024, 1, 1))
    matches, _ = held("本月共排查隐患3处，已整改1处，剩余2处。", other)

    assert "equal" not in {match.verdict for match in matches.values()}


def test_names_are_looked_up(office):
    make_village(office=office, name="东湾村")
    make_site(office=office, name="顺达加油站")
    make_campaign(office=office, name="“除患保安”专项行动")
    text = "在东湾村、西坪村检查，对顺达加油站、宏图加油站作了排查，开展“铁拳除患”专项行动。"
    _, findings = held(text, office)

    assert findings["unknown_village"].said == "“西坪村”"
    assert findings["unknown_site"].said == "“宏图加油站”"
    assert findings["unknown_campaign"].said == "“铁拳除患”"
