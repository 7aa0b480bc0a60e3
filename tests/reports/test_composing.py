"""Composing a report: clauses without facts vanish, zeros need their proof, nothing is typed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hazards.workflow import Status
from reports.commissions import commission, days_of
from reports.composing import compose
from reports.models import Report, ReportTemplate, Series
from reports.text import WordingProblem
from tests.factories.activities import make_drill, make_meeting
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_nil_return, make_sector
from township_safety.documents.model import FigureRun, Slot, digest, figures, plain_text
from township_safety.periods import Period, PeriodProblem
from township_safety.register.models import Register

pytestmark = pytest.mark.django_db

APRIL = Period.parse("2024-04")
MAY = Period.parse("2024-05")
DAY = date(2024, 4, 10)


def make_template(*blocks, **fields) -> ReportTemplate:
    given = {"code": "test", "name": "测试报告", "period_kind": "month", "title": "{单位}报告"}
    return ReportTemplate.objects.create(**{**given, "blocks": list(blocks), **fields})


def paragraph(text, **fields):
    return {"kind": "paragraph", "text": text, **fields}


def composed(office, *blocks, period=APRIL, slots=None):
    template = make_template(*blocks)
    return compose(commission(office, template, period, slots=slots or {}))


def text(composition) -> str:
    """The body, between the title and the signature."""
    return plain_text(composition.document)


def test_figure_is_printed_with_its_question_and_its_rows():
    office = make_office()
    make_hazard(office=office, found_on=DAY, sector=make_sector("fire", name="消防"))

    (run,) = figures(composed(office, paragraph("发现{hazard.found|sector=fire}处。")).document)

    assert isinstance(run, FigureRun)
    assert (run.text, run.value, run.unit, run.rows) == ("1", 1, "处", 1)
    assert (run.key, run.filters) == ("hazard.found", (("sector", "fire"),))
    assert run.href == (
        f"/reports/figures/hazard.found/?office={office.pk}"
        "&first=2024-04-01&last=2024-04-30&sector=fire"
    )


def test_clause_without_facts_vanishes():
    office = make_office()
    make_meeting(office=office, on=DAY)
    block = paragraph("[召开会议{meeting.count}次][，组织演练{drill.count}次]。")

    assert "召开会议1次。" in text(composed(office, block))


def test_paragraph_of_zeros_is_left_out_unless_it_must_stay():
    office = make_office()
    blocks = [
        paragraph("[演练{drill.count}次，]提高了能力。"),
        paragraph("会议{meeting.count}次。", stays=True),
    ]

    said = text(composed(office, *blocks))

    assert "提高了能力" not in said
    assert "会议0次。" in said


def test_zero_is_stated_only_with_an_inspection_behind_it():
    office = make_office()
    block = paragraph("[发现隐患{hazard.found}处//未发现隐患]。")
    assert "未发现隐患" not in text(first := composed(office, block))
    assert len(first.gaps) == 1
    assert "没有检查记录，也没有零报告" in first.gaps[0]

    make_operation(office=office, on=DAY)
    again = compose(commission(office, ReportTemplate.objects.get(), APRIL))

    assert "未发现隐患" in text(again)
    assert again.gaps == ()


def test_no_accident_is_stated_only_with_a_nil_return():
    office = make_office()
    block = paragraph("[发生事故{accident.count}起//未发生事故]。")
    make_operation(office=office, on=DAY)
    assert "未发生事故" not in text(composed(office, block))

    make_nil_return(
        office=office,
        register=Register.ACCIDENTS,
        first_day=APRIL.first_day,
        last_day=APRIL.last_day,
    )

    assert "未发生事故" in text(compose(commission(office, ReportTemplate.objects.get(), APRIL)))


def test_sectors_speak_in_turn_and_silent_ones_are_left_out():
    office = make_office()
    fire = make_sector("fire", name="消防", order=2)
    make_sector("gas", name="燃气", order=1)
    make_hazard(office=office, found_on=DAY, sector=fire)
    block = {
        "kind": "sectors",
        "blocks": [
            {"kind": "heading", "level": 2, "text": "{行业}"},
            paragraph("[发现隐患{hazard.found|sector=$}处]。"),
        ],
    }

    said = text(composed(office, block))

    assert "（一）消防" in said
    assert "燃气" not in said


def test_balance_makes_found_and_rectified_add_up():
    office = make_office()
    make_hazard(office=office, found_on=date(2024, 3, 1))
    make_hazard(Status.RECTIFIED, office=office, found_on=DAY, claimed_on=DAY)

    composition = composed(office, {"kind": "balance"})

    assert (
        "上期结转未整改隐患1处，本月排查发现1处，完成整改1处，截至2024年4月30日未整改1处"
        in text(composition)
    )
    assert all(check.holds for check in composition.checks)


def test_table_has_a_row_for_each_sector_with_hazards_and_a_total():
    office = make_office()
    make_village(office=office)
    make_hazard(office=office, found_on=DAY, sector=make_sector("fire", name="消防"))
    make_hazard(office=office, found_on=DAY)
    make_sector("gas", name="燃气")

    said = text(composed(office, {"kind": "table", "table": "sectors"}))

    assert "消防" in said
    assert "未分" in said
    assert "合计" in said
    assert "燃气" not in said


def test_slot_keeps_the_words_of_the_office_paragraph_by_paragraph():
    office = make_office()
    block = {"kind": "slot", "name": "next", "label": "下步安排"}

    (slot,) = composed(office, block, slots={"next": "第一条。\n\n第二条。"}).document.blocks

    assert isinstance(slot, Slot)
    assert [run.text for one in slot.paragraphs for run in one.runs] == ["第一条。", "第二条。"]


def test_title_addressee_and_signature_come_from_the_office():
    office = make_office(name="青山乡", government_name="青山乡人民政府", reports_to="县安委办")

    document = composed(office).document

    assert document.title.lines == ("青山乡报告", "（2024年4月）")
    assert document.addressee.name == "县安委办"
    assert (document.signature.body, document.signature.on) == ("青山乡人民政府", APRIL.last_day)


def test_title_breaks_where_the_template_says_and_names_the_period_once():
    template = make_template(title="{单位}{时段}工作总结//及{下期}打算")

    document = compose(commission(make_office(name="青山乡"), template, APRIL)).document

    assert document.title.lines == ("青山乡2024年4月工作总结", "及下月打算")


def test_same_ledger_gives_the_same_document():
    office = make_office()
    make_hazard(office=office, found_on=DAY)
    template = make_template({"kind": "balance"})

    one, other = (compose(commission(office, template, APRIL)) for _ in range(2))

    assert digest(one.document) == digest(other.document)


@pytest.mark.parametrize("rows", [1, 25])
def test_report_costs_the_same_queries_for_any_number_of_rows(rows):
    office = make_office()
    for _ in range(rows):
        make_hazard(office=office, found_on=DAY)
        make_drill(office=office, on=DAY)
    template = make_template(
        {"kind": "balance"}, {"kind": "table", "table": "sectors"}, paragraph("[{drill.count}次]")
    )

    with CaptureQueriesContext(connection) as queries:
        compose(commission(office, template, APRIL))

    assert len(queries) == 25


def test_template_with_an_unknown_block_names_its_number():
    office = make_office()
    with pytest.raises(WordingProblem, match="第2段"):
        composed(office, {"kind": "balance"}, {"kind": "script", "text": "x"})


def issued_in_april(office, template, **values):
    """Signed before the month ended."""
    return Report.objects.create(
        office=office,
        template=template,
        period_code="2024-04",
        first_day=APRIL.first_day,
        last_day=date(2024, 4, 27),
        state=Report.State.ISSUED,
        **values,
    )


def test_report_follows_on_the_last_issued_one():
    office = make_office()
    template = make_template()
    issued_in_april(office, template)

    may = days_of(Series.of(office.pk, template), MAY)

    assert (may.first_day, may.last_day) == (date(2024, 4, 28), date(2024, 5, 31))
    assert may.label == "2024年5月"


def test_a_copy_of_a_template_goes_on_where_the_shipped_one_ended():
    office = make_office()
    shipped = make_template()
    copy = make_template(office=office, copied_from=shipped)
    other = make_template(office=office, code="other")
    issued_in_april(office, shipped)

    days = {template: days_of(Series.of(office.pk, template), MAY) for template in (copy, other)}

    assert days[copy].first_day == date(2024, 4, 28)
    assert days[other].first_day == date(2024, 5, 1)


def test_a_report_about_one_sector_does_not_follow_on_that_of_another():
    office = make_office()
    template = make_template()
    issued_in_april(office, template, about="fire")

    fire, gas = (Series.of(office.pk, template, about=sector) for sector in ("fire", "gas"))

    assert days_of(fire, MAY).first_day == date(2024, 4, 28)
    assert days_of(gas, MAY).first_day == date(2024, 5, 1)


def test_half_year_begins_with_the_calendar_whatever_was_issued():
    office = make_office()
    template = make_template(period_kind="half")
    Report.objects.create(
        office=office,
        template=template,
        period_code="2023-H2",
        first_day=date(2023, 7, 1),
        last_day=date(2023, 12, 20),
        state=Report.State.ISSUED,
    )

    half = days_of(Series.of(office.pk, template), Period.parse("2024-H1"))

    assert half.first_day == date(2024, 1, 1)


def test_cut_off_before_the_first_day_is_refused():
    office = make_office()
    template = make_template()

    with pytest.raises(PeriodProblem, match="早于起始日期"):
        days_of(Series.of(office.pk, template), APRIL, cut_off=date(2024, 3, 31))


def test_month_before_the_books_began_gives_no_sentence_of_unknown_numbers():
    office = make_office(started_on=date(2024, 5, 1))

    composition = composed(office, {"kind": "balance"})

    assert "上期结转" not in text(composition)
    assert composition.gaps
