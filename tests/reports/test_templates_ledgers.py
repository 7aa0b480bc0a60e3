"""Every shipped template over an empty, a thin and a full ledger: it composes and reads well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from django.db import transaction
from django.urls import reverse

from hazards.workflow import Action, Status
from reports.actions import open_draft
from reports.commissions import commission
from reports.composing import Composition, compose
from reports.models import ReportTemplate
from tests.factories.activities import (
    make_accident,
    make_drill,
    make_duty,
    make_meeting,
    make_plan_item,
    make_publicity,
    make_roster,
    make_submission,
    make_training,
)
from tests.factories.hazards import act, make_hazard, make_returned_hazard
from tests.factories.inspections import make_operation, make_result, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_campaign, make_key_period, make_nil_return, make_sector
from tests.reports.test_templates import PERIODS, SHIPPED, out_of_order
from township_safety.desk.reference_data import load_reference_data
from township_safety.documents.model import plain_text
from township_safety.documents.rendering import pdf_of
from township_safety.organisation.models import Office
from township_safety.periods import Period
from township_safety.register.models import Campaign, Sector

pytestmark = pytest.mark.django_db
DAY = date(2024, 4, 10)
# The word for the period, and those that would be wrong in it.
OWN_WORD = {
    "day": "当日",
    "week": "本周",
    "month": "本月",
    "quarter": "本季度",
    "half": "上半年",
    "year": "全年",
    "range": "期间",
}


def composed(code: str, office: Office) -> Composition:
    template, about = ReportTemplate.objects.get(code=code), ""
    period = Period.parse(PERIODS[template.period_kind])
    if template.about:
        about = {"sector": "fire"}.get(template.about) or campaign_of(office)
    return compose(commission(office, template, period, about=about))


def campaign_of(office: Office) -> str:
    running = Campaign.objects.for_offices([office.pk]).first()
    return str((running or make_campaign(office=office, name="岁末年初专项整治")).uid)


def problems_of(composition: Composition) -> list[str]:
    lines = plain_text(composition.document).splitlines()
    return [f"{wrong}：{line}" for line in lines for wrong in out_of_order(line)]


def fill(office: Office) -> None:
    """A bit of everything on and before the day."""
    by = make_user(office=office)
    fire = Sector.objects.get(code="fire")
    village = make_village(office=office, name="东村")
    make_village(office=office, name="西村")
    silent = make_village(office=office, name="南村")
    campaign = make_campaign(office=office, name="岁末年初专项整治", issuer="县安委会")
    key_period = make_key_period(
        office=office, name="清明节", first_day=date(2024, 4, 4), last_day=DAY
    )
    given: dict[str, Any] = {"office": office, "by": by, "village": village, "sector": fire}
    for grade in ("general", "major"):
        hazard = make_hazard(found_on=DAY, grade=grade, place="仓库", **given)
        hazard.campaigns.add(campaign)
        hazard.key_periods.add(key_period)
    make_hazard(
        found_on=date(2024, 3, 1), due_on=date(2024, 3, 8), responsible_person="某甲", **given
    )
    make_hazard(Status.CLOSED, found_on=date(2024, 4, 1), **given)
    make_returned_hazard(
        office=office,
        found_on=date(2024, 3, 2),
        claimed_on=date(2024, 4, 3),
        failed_on=date(2024, 4, 8),
    )
    listed = make_hazard(found_on=date(2024, 2, 1), due_on=date(2024, 2, 9), **given)
    act(listed, Action.LIST, by=by, on=date(2024, 2, 5))
    referred = make_hazard(found_on=date(2024, 4, 2), **given)
    act(referred, Action.REFER, by=by, on=date(2024, 4, 3))
    operation = make_operation(
        office=office, on=DAY, sector=fire, campaigns=(campaign,), key_periods=(key_period,)
    )
    make_target(operation)
    make_result(operation)
    make_meeting(office=office, on=DAY)
    make_training(office=office, on=DAY)
    make_publicity(office=office, on=DAY)
    make_drill(office=office, on=DAY)
    make_accident(office=office, occurred_on=DAY)
    make_roster(office=office, on=DAY)
    make_duty(office=office, name="村级季度例会", work="meeting", per="office", frequency="week")
    make_submission(office=office, title="3月月报", due_on=DAY)
    make_plan_item(office=office, theme="一、责任落实", text="签订责任书。", owner="乡安办")
    make_plan_item(office=office, theme="二、隐患排查", text="每月集中排查一次")
    make_nil_return(
        office=office, village=silent, first_day=date(2024, 4, 1), last_day=date(2024, 4, 30)
    )


@pytest.fixture(scope="module")
def _offices(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Office]]:
    """One office with nothing, one with a single hazard, one with a bit of everything."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        given = {name: make_office(name=f"{name}乡") for name in ("空山", "青溪", "青山")}
        make_hazard(office=given["青溪"], found_on=DAY, sector=make_sector("fire"))
        fill(given["青山"])
        yield given
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def compositions(_offices: dict[str, Office]) -> dict[tuple[str, str], Composition]:
    return {
        (code, name): composed(code, office)
        for code in SHIPPED
        for name, office in _offices.items()
    }


@pytest.fixture
def full(_offices: dict[str, Office]) -> Office:
    return _offices["青山"]


@pytest.mark.parametrize("ledger", ["空山", "青溪", "青山"])
@pytest.mark.parametrize("code", SHIPPED)
def test_report_reads_well(code, ledger, compositions):
    composition = compositions[code, ledger]

    assert problems_of(composition) == []
    assert [one for one in composition.checks if not one.holds] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_period_is_called_by_its_own_word(code, compositions):
    own = OWN_WORD[SHIPPED[code]["period_kind"]]

    text = plain_text(compositions[code, "青山"].document)

    others = set(OWN_WORD.values()) - {own, "全年", "期间", "当日"}
    assert [word for word in others if word in text] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_no_word_is_left_open(code, compositions):
    text = plain_text(compositions[code, "青山"].document)

    assert re.findall(r"[{}\[\]]|//|None", text) == []


def test_daily_report_says_who_is_on_duty_and_counts_up(full):

    text = plain_text(composed("daily", full).document)

    assert "截至2024年4月10日16时；累计数自2024年1月1日起。" in text
    assert "带班领导：某戊。值班人员：某己、某庚。" in text
    assert "当日排查发现隐患2处（其中重大隐患1处），整改0处。" in text
    assert "排查隐患（处）" in text


def test_daily_report_of_nothing_is_a_nil_report_only_when_somebody_said_so(full):
    office = make_office(name="北山乡")
    silent = plain_text(composed("daily", office).document)
    make_nil_return(office=office, first_day=DAY, last_day=DAY)
    make_nil_return(office=office, register="accidents", first_day=DAY, last_day=DAY)

    stated = plain_text(composed("daily", office).document)

    assert "零报告" not in silent
    assert "当日未排查发现隐患，零报告。" in stated
    assert "当日未发生生产安全事故，零报告。" in stated


def test_daily_report_fits_one_page(full):
    with pdfplumber.open(BytesIO(pdf_of(composed("daily", full).document))) as pdf:
        assert len(pdf.pages) == 1


def test_bulletin_names_nil_and_missing_returns(full):

    text = plain_text(composed("village_bulletin", full).document)

    assert "零报告的村（居）1个：南村。" in text
    assert "没有报送的村（居）2个：东村、西村。" in text


def test_district_bulletin_adds_up_its_townships(full):
    district = make_office(name="青山区", level="county")
    east = make_office(name="东乡", parent=district)
    west = make_office(name="西乡", parent=district)
    make_office(name="北乡", parent=district)
    make_hazard(office=east, found_on=DAY)
    make_nil_return(office=west, first_day=date(2024, 4, 1), last_day=date(2024, 4, 30))

    composition = composed("district_bulletin", district)
    text = plain_text(composition.document)

    assert "本月排查发现1处" in text
    assert "零报告的单位1个：西乡。" in text
    assert "没有报送的单位1个：北乡。" in text
    found = next(run for run in composition.asked if run.key == "hazard.found")
    assert set(found.scope.office_ids) == {
        district.pk,
        *district.children.values_list("pk", flat=True),
    }


def test_work_plan_is_set_under_its_themes(full):

    text = plain_text(composed("work_plan", full).document)

    assert "一、责任落实" in text
    assert "1.签订责任书。（责任单位：乡安办）" in text
    assert "二、隐患排查" in text
    assert "附件：2024年安全生产工作要点任务分解表" in text
    assert text.index("2024年12月31日\n附件") < text.index("工作要点任务分解\n")


def test_meeting_material_lists_what_is_to_be_decided(full):

    text = plain_text(composed("clearance", full).document)

    assert "未整改的挂牌督办、重大和逾期隐患共4处" in text
    assert "东村仓库" in text


def test_campaign_report_counts_its_own_rows_only(full):
    text = plain_text(composed("campaign", full).document)

    assert "岁末年初专项整治小结" in text
    assert "期间排查发现2处（其中重大隐患1处）" in text


def test_daily_report_can_be_copied_as_text(full, client):
    user = make_user(office=full)
    template = ReportTemplate.objects.get(code="daily")
    report = open_draft(template, office=full, period=Period.of_day(DAY), by=user, today=DAY)
    client.force_login(user)

    page = client.get(reverse("reports:text", args=[report.pk])).content.decode()

    assert "当日排查发现隐患2处（其中重大隐患1处），整改0处。" in page
    assert (
        reverse("reports:text", args=[report.pk])
        in client.get(report.get_absolute_url()).content.decode()
    )
