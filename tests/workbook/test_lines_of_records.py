"""Lists of people, agreed matters, answers, re-inspections, consultations, sessions go out in
the workbook and come back as they were."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from hazards import consulting
from hazards.models import Consultation, ConsultationItem, Recheck, RecheckItem
from inspections.clearing import sessions
from inspections.clearing.proposing import Proposed
from inspections.models import ChecklistAnswer, ChecklistItem, Clearance, ClearanceItem
from tests.factories.activities import make_drill, make_meeting
from tests.factories.checklists import make_checklist
from tests.factories.hazards import make_hazard, make_notice, make_recheck
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_site
from tests.workbook.tables import counts, dumped, loaded, said
from township_safety.activities.models import Attendee, MeetingTask
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

LINES = {
    "attendees": Attendee,
    "meeting_tasks": MeetingTask,
    "rechecks": Recheck,
    "recheck_items": RecheckItem,
    "consultations": Consultation,
    "consultation_items": ConsultationItem,
    "checklist_answers": ChecklistAnswer,
    "clearances": Clearance,
    "clearance_items": ClearanceItem,
}


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def ledger(office):
    """One row of each."""
    clerk = make_user(Role.CLERK, office)
    meeting = make_meeting(office=office)
    Attendee.objects.create(office=office, meeting=meeting, name="某甲", is_present=True)
    Attendee.objects.create(office=office, drill=make_drill(office=office), unit="测试派出所")
    MeetingTask.objects.create(
        office=office, meeting=meeting, text="排查渡口", responsible="农业站",
        due_on=date(2024, 3, 31), done_on=date(2024, 3, 20), result="已排查",
    )  # fmt: skip
    site = make_site(office=office)
    hazard = make_hazard(office=office, site=site)
    make_recheck(office=office)
    other = make_hazard(office=office)
    make_notice(other, issued_on=date(2024, 3, 6))
    consultation = consulting.draw_up([other], office=office, by=clerk, uid=uuid.uuid4())
    consultation.number = "测安会〔2024〕1号"
    consultation.save()
    clearance = sessions.draw_up(
        [Proposed(other, "重大隐患")], office=office, month=date(2024, 3, 1), by=clerk,
        uid=uuid.uuid4(),
    )  # fmt: skip
    clearance.items.update(decision="go_on", responsible="某丙", due_on=date(2024, 4, 10))
    target = make_target(make_operation(office=office), site=site)
    checklist = make_checklist()
    item = ChecklistItem.objects.filter(checklist=checklist).first()
    ChecklistAnswer.objects.create(
        office=office, target=target, item=item, list_name=checklist.name, list_version=1,
        text=item.name, answer="no", note="堆放纸箱", hazard=hazard,
    )  # fmt: skip
    return office


def facts(model, office):
    """Everything that a workbook carries, by uid."""
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if field.name not in {"id", "recorded_at", "recorded_by", "by"}
    ]
    return sorted(map(str, model.objects.filter(office=office).values(*names)))


def test_they_are_recognised_where_they_stand(ledger):
    before = {key: facts(model, ledger) for key, model in LINES.items()}

    result = loaded(*dumped(ledger), office=ledger)

    assert said(result) == []
    for key, model in LINES.items():
        added, updated, unchanged, rejected = counts(result, key)
        assert (added, updated, rejected) == (0, 0, 0), key
        assert unchanged == model.objects.filter(office=ledger).count() > 0, key
    assert {key: facts(model, ledger) for key, model in LINES.items()} == before


@pytest.mark.parametrize("key", LINES)
def test_a_lost_row_comes_back_with_its_number(ledger, key):
    model = LINES[key]
    tables = dumped(ledger)
    lost = {
        "rechecks": RecheckItem,
        "consultations": ConsultationItem,
        "clearances": ClearanceItem,
    }.get(key)
    if lost is not None:
        lost.objects.all().delete()
    before = facts(model, ledger)
    model.objects.all().delete()

    result = loaded(*tables, office=ledger)

    assert said(result) == []
    assert facts(model, ledger) == before


def test_what_was_found_at_a_re_inspection_is_not_rewritten(ledger):
    tables = dumped(ledger)
    for table in tables:
        if table.title == "整改复查":
            for _, cells in table.rows[1:]:
                cells[:] = ["改过的人" if cell == cells[5] else cell for cell in cells]
    before = facts(Recheck, ledger)

    result = loaded(*tables, office=ledger)

    assert any("不能在台账 Excel 中修改" in problem for problem in said(result))
    assert facts(Recheck, ledger) == before
