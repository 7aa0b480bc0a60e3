"""沿用上期: passages of the last issue stand in a new draft, marked until somebody read them."""

from __future__ import annotations

from datetime import date

import pytest

from reports import actions
from reports.carrying import confirm_slot, still_carried
from reports.composing import Commission, compose
from reports.freezing.gates import doubts
from reports.models import Report, ReportTemplate
from tests.factories.organisation import make_office, make_user
from township_safety.desk.reference_data import load_list
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

TODAY = date(2024, 6, 8)


@pytest.fixture
def clerk():
    load_list("report_templates")
    return make_user(Role.CLERK, make_office())


def draft(clerk, month, *, code="monthly"):
    template = ReportTemplate.objects.get(code=code)
    return actions.open_draft(
        template, office=clerk.office, period=Period.of_month(2024, month), by=clerk, today=TODAY
    )


def written(report, name):
    return report.slots.get(name=name).text


def test_a_new_draft_takes_over_what_was_written_last_time(clerk):
    april = draft(clerk, 4)
    actions.write_slot(april, name="problems", text="人手不足。", version=0, by=clerk)

    may = draft(clerk, 5)

    assert written(may, "problems") == "人手不足。"
    assert [(slot.name, slot.carried_from) for slot in still_carried(may)] == [("problems", april)]


def test_the_mark_goes_when_the_passage_is_touched(clerk):
    actions.write_slot(draft(clerk, 4), name="next", text="加强巡查。", version=0, by=clerk)
    may = draft(clerk, 5)
    slot = may.slots.get(name="next")

    actions.write_slot(may, name="next", text="加强夜间巡查。", version=slot.version, by=clerk)

    assert still_carried(may) == []


def test_the_mark_goes_when_somebody_confirms_it(clerk):
    actions.write_slot(draft(clerk, 4), name="next", text="加强巡查。", version=0, by=clerk)
    may = draft(clerk, 5)

    confirm_slot(may, name="next", by=clerk)

    assert still_carried(may) == []
    assert written(may, "next") == "加强巡查。"
    with pytest.raises(Refused):
        confirm_slot(may, name="next", by=clerk)


def test_the_issued_report_goes_before_an_older_or_equal_draft(clerk):
    march, april = draft(clerk, 3), draft(clerk, 4)
    actions.write_slot(march, name="next", text="三月的打算。", version=0, by=clerk)
    actions.write_slot(april, name="next", text="四月的打算。", version=0, by=clerk)
    Report.objects.filter(pk=april.pk).update(state=Report.State.ISSUED)

    assert written(draft(clerk, 5), "next") == "四月的打算。"


def test_a_later_report_is_never_taken_over(clerk):
    may = draft(clerk, 5)
    actions.write_slot(may, name="next", text="六月的打算。", version=0, by=clerk)

    assert not draft(clerk, 4).slots.exists()


def test_nothing_comes_from_another_office_or_another_template(clerk):
    actions.write_slot(draft(clerk, 4), name="next", text="加强巡查。", version=0, by=clerk)
    other = make_user(Role.CLERK, make_office())

    assert not draft(other, 5).slots.exists()


def test_an_empty_passage_is_not_carried(clerk):
    april = draft(clerk, 4)
    slot = actions.write_slot(april, name="next", text="加强巡查。", version=0, by=clerk)
    actions.write_slot(april, name="next", text="", version=slot.version, by=clerk)

    assert not draft(clerk, 5).slots.exists()


def test_a_signature_is_doubted_while_a_passage_is_unread(clerk):
    actions.write_slot(draft(clerk, 4), name="next", text="加强巡查。", version=0, by=clerk)
    may = draft(clerk, 5)
    said = "自写内容“下步工作安排”沿用上期，没有改过，也没有确认"
    assert said in doubts(may, compose(Commission.of(may)))

    confirm_slot(may, name="next", by=clerk)

    assert said not in doubts(may, compose(Commission.of(may)))
