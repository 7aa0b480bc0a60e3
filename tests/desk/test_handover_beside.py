"""工作交接 of agreed tasks and of informants."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from tests.factories.activities import make_meeting, make_public_report
from tests.factories.organisation import make_office, make_user
from township_safety.activities.agreeing import agree, finish
from township_safety.activities.informing import keep
from township_safety.activities.models import Informant, MeetingTask
from township_safety.desk.handover import inventory
from township_safety.desk.handover_actions import Agreed, carry_out
from township_safety.desk.handover_forms import PreparingForm
from township_safety.documents.model import from_json, plain_text
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 24)
ON = date(2026, 7, 1)
NAME, PHONE = "某戊", "打某号码"


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-06-24 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def deputy(office):
    return make_user(Role.DEPUTY, office)


@pytest.fixture
def leaver(office):
    return make_user(Role.CLERK, office, full_name="某甲")


@pytest.fixture
def successor(office):
    return make_user(Role.CLERK, office, full_name="某乙")


def task_for(person, *, text="排查渡口"):
    office = person.memberships.get().office
    meeting = make_meeting(office=office, on=date(2026, 6, 1))
    return agree(
        MeetingTask(text=text, responsible="农业站", assigned_to=person), meeting=meeting, by=person
    )


def informant_of(person, **fields):
    office = person.memberships.get().office
    report = make_public_report(office=office, received_on=date(2026, 6, 2), **fields)
    return keep(Informant(name=NAME, contact=PHONE, handler=person), report=report, by=person)


def carried(leaver, to, office, by):
    return carry_out(Agreed(leaver, to, "某丙", ON), office=office, by=by)


def test_unfinished_tasks_and_informants_move(office, deputy, leaver, successor):
    task, done = task_for(leaver), task_for(leaver, text="已办的事")
    finish(done, on=TODAY, result="已办", by=leaver)
    informant = informant_of(leaver)
    handover = carried(leaver, successor, office, deputy)
    for row in (task, done, informant):
        row.refresh_from_db()
    assert task.assigned_to == successor
    assert done.assigned_to == leaver
    assert informant.handler == successor
    event = AuditEvent.objects.get(action="工作交接")
    assert (event.changes["tasks"], event.changes["informants"]) == (1, 1)
    paper = plain_text(from_json(handover.document))
    assert "排查渡口" in paper
    assert "本人经办的举报（1件）" in paper


def test_no_paper_and_no_log_says_who_reported(office, deputy, leaver, successor):
    informant_of(leaver)
    handover = carried(leaver, successor, office, deputy)
    paper = plain_text(from_json(handover.document))
    logged = "".join(f"{event.summary}{event.changes}" for event in AuditEvent.objects.all())
    for secret in (NAME, PHONE):
        assert secret not in paper
        assert secret not in logged


def test_what_villages_must_not_see_goes_to_nobody_there(office, deputy, leaver):
    informant = informant_of(leaver)
    informant.report.is_confined = True
    informant.report.save()
    station = make_user(Role.STATION, office)
    with pytest.raises(Refused, match="换一位接交人"):
        carried(leaver, station, office, deputy)
    informant.refresh_from_db()
    assert informant.handler == leaver


def test_of_others_nothing_moves(office, deputy, leaver, successor):
    other = make_user(Role.CLERK, office)
    task = task_for(other)
    informant = informant_of(other)
    carried(leaver, successor, office, deputy)
    task.refresh_from_db()
    informant.refresh_from_db()
    assert task.assigned_to == informant.handler == other


def test_a_closed_account_with_tasks_may_still_be_chosen(office, deputy, leaver):
    task_for(leaver)
    leaver.is_active = False
    leaver.save()
    form = PreparingForm(user=deputy, office=office)
    assert leaver in form.fields["leaver"].queryset
    titles = {part.title: part.size for part in inventory(leaver, office=office, today=TODAY)}
    assert titles["交给本人、没有完成的议定事项"] == 1
