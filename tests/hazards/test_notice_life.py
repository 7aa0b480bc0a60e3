"""After a notice is issued: served, returned, reported, done; numbers written by hand."""

from datetime import date

import pytest
import time_machine

from hazards import actions, notice_actions
from hazards.actions import ActionDenied
from hazards.models import HazardPhoto, Notice
from hazards.workflow import Action
from tests.factories.files import make_photo
from tests.factories.hazards import make_hazard, make_notice, make_notice_kind
from tests.factories.organisation import make_office, make_user
from township_safety.organisation import numbers, papers
from township_safety.organisation.models import NumberBlock, PrintedForm, Role, SignedCopy

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 6)
SERVED = date(2024, 3, 8)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2024-03-20T04:00:00Z", tick=False):
        yield


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def hazard(office):
    return make_hazard(office=office)


def states(notice):
    known = ("draft", "unserved", "late", "returned", "served", "report", "closed", "cancelled")
    return {state for state in known if notice in Notice.objects.in_state(state)}


def close(hazard, *, by):
    actions.claim(hazard, by=by, on=date(2024, 3, 12), measures="已更换")
    actions.pass_check(hazard, by=make_user(Role.CLERK, hazard.office), on=date(2024, 3, 15))


def test_a_notice_goes_its_whole_way(hazard, clerk):
    notice = make_notice(hazard)
    assert states(notice) == {"draft"}
    notice = notice_actions.issue_notice(notice, by=clerk, on=date(2024, 3, 15))
    assert states(notice) == {"unserved"}
    notice = notice_actions.serve_notice(
        notice, by=clerk, on=date(2024, 3, 16), service="in_person", received_by="某丙"
    )
    assert (states(notice), notice.open_steps) == ({"served", "report"}, ("report", "cancel"))
    notice = notice_actions.receive_report(notice, by=clerk, on=date(2024, 3, 18), note="已换")
    assert (states(notice), notice.awaits_report) == ({"served"}, False)
    assert [event.action for event in hazard.events.order_by("pk")][-3:] == [
        Action.NOTICE,
        Action.SERVE,
        Action.REPORTED,
    ]
    close(hazard, by=clerk)
    notice = Notice.objects.with_names().get()
    assert (states(notice), notice.state) == ({"closed"}, "已办结")


def test_one_item_left_keeps_it_open(office, clerk, hazard):
    other = make_hazard(office=office)
    notice = make_notice(hazard, other, issued_on=DAY, served_on=SERVED)
    close(hazard, by=clerk)
    assert (notice.state, states(notice)) == ("已送达", {"served", "report"})


def test_what_is_not_served_in_seven_days_is_late(hazard):
    notice = make_notice(hazard, issued_on=date(2024, 3, 13))
    assert (notice.is_served_late, states(notice)) == (False, {"unserved"})
    with time_machine.travel("2024-03-21T04:00:00Z", tick=False):
        assert (notice.is_served_late, states(notice)) == (True, {"unserved", "late"})


def test_what_is_not_served_by_its_deadline_is_late(hazard):
    notice = make_notice(hazard, issued_on=date(2024, 3, 18), due_on=date(2024, 3, 19))
    assert notice.is_served_late
    assert "late" in states(notice)


def test_a_returned_notice_is_served_by_another_way(hazard, clerk):
    notice = make_notice(hazard, issued_on=date(2024, 3, 14), days=15, due_on=None)
    notice = notice_actions.return_notice(
        notice, by=clerk, on=date(2024, 3, 16), service="post", reason="原址查无此人"
    )
    assert (notice.state, states(notice)) == ("退回未送达", {"unserved", "returned"})
    hazard.refresh_from_db()
    assert hazard.due_on is None
    with pytest.raises(ActionDenied, match="早于上一步"):
        notice_actions.serve_notice(notice, by=clerk, on=date(2024, 3, 15), service="left")
    notice = notice_actions.serve_notice(
        notice, by=clerk, on=date(2024, 3, 18), service="left", witness="某丁"
    )
    assert notice.state == "已送达"
    assert notice.return_reason == "原址查无此人"
    hazard.refresh_from_db()
    assert hazard.due_on == date(2024, 4, 2)
    with pytest.raises(ActionDenied, match="不能登记退回"):
        notice_actions.return_notice(notice, by=clerk, on=date(2024, 3, 19), reason="又退")


@pytest.mark.parametrize(
    ("fields", "words"),
    [({}, "待送达"), ({"served_on": SERVED, "on": date(2024, 3, 7)}, "早于上一步")],
)
def test_a_report_comes_after_the_service(hazard, clerk, fields, words):
    on = fields.pop("on", date(2024, 3, 18))
    notice = make_notice(hazard, issued_on=DAY, **fields)
    with pytest.raises(ActionDenied, match=words):
        notice_actions.receive_report(notice, by=clerk, on=on)


def test_a_paper_that_orders_nothing_awaits_no_report(hazard):
    hint = make_notice_kind("hint", name="提示单", number_word="提", orders_rectification=False)
    notice = make_notice(hazard, kind=hint, issued_on=DAY, served_on=SERVED)
    assert states(notice) == {"served"}


def test_a_paper_without_hazards_needs_words(office, clerk):
    hint = make_notice_kind("hint", name="提示单", number_word="提", orders_rectification=False)
    notice = make_notice(office=office, kind=hint)
    with pytest.raises(ActionDenied, match="要写正文"):
        notice_actions.issue_notice(notice, by=clerk, on=DAY)


def test_its_photos_are_those_of_the_find_and_stay_as_issued(office, clerk, hazard):
    for stage in HazardPhoto.Stage:
        hazard.photos.create(office=office, file=make_photo(office=office, by=clerk), stage=stage)
    notice = make_notice(hazard, issued_on=DAY)
    (photo,) = notice.photos.all()
    assert (photo.file, photo.caption) == (hazard.photos.get(stage="before").file, "第1条")
    later = make_photo(office=office, by=clerk)
    hazard.photos.create(office=office, file=later, stage="before")
    assert notice.photos.count() == 1


def test_a_cancelled_notice_waits_for_no_signed_copy(hazard, clerk):
    notice = make_notice(hazard, issued_on=DAY)
    papers.printed_form(notice, form="notice", title="通知书", about="某厂", by=clerk)
    notice_actions.cancel_notice(notice, by=clerk, on=DAY, reason="单位写错")
    assert not PrintedForm.objects.unsigned().exists()


@pytest.fixture
def block(office, clerk):
    block = NumberBlock(
        office=office,
        kind="notice:order",
        name="限期整改通知书",
        word="测安安整",
        year=2024,
        taken_by="某甲",
        taken_on=DAY,
    )
    return numbers.reserve_block(block, count=2, by=clerk)


def test_a_notice_written_by_hand_keeps_its_number_its_day_and_its_paper(
    office, clerk, hazard, block
):
    first, second = block.numbers.all()
    scan = make_photo(office=office, by=clerk)
    notice = notice_actions.issue_notice(
        make_notice(hazard), by=clerk, on=SERVED, reserved=second, scan=scan
    )
    assert (notice.number, notice.issued_on) == ("测安安整〔2024〕2号", SERVED)
    second.refresh_from_db()
    assert (second.state, second.used_on) == ("已用", SERVED)
    assert Notice.objects.on_numbers_of(block) == {second.pk: notice}
    assert SignedCopy.objects.of(notice).get().picture == scan
    numbers.cancel_number(first, by=clerk, on=SERVED, reason="写坏")
    later = make_notice(make_hazard(office=office), issued_on=SERVED)
    assert later.number == "测安安整〔2024〕3号"


@pytest.mark.parametrize(
    "wrong", ["without a scan", "another kind", "before it was taken", "twice"]
)
def test_a_handwritten_number_is_checked(office, clerk, hazard, block, wrong):
    said = {"on": SERVED, "reserved": block.numbers.first()}
    said["scan"] = make_photo(office=office, by=clerk)
    kind, words = make_notice_kind(), ""
    if wrong == "without a scan":
        said["scan"], words = None, "附上扫描件"
    if wrong == "another kind":
        kind, words = make_notice_kind("other", name="督办单"), "不是督办单的文号"
    if wrong == "before it was taken":
        said["on"], words = date(2024, 3, 5), "早于领用日期"
    if wrong == "twice":
        notice_actions.issue_notice(make_notice(make_hazard(office=office)), by=clerk, **said)
        said["scan"], words = make_photo(office=office, by=clerk), "不能再用"
    notice = make_notice(hazard, kind=kind)
    with pytest.raises(ActionDenied, match=words):
        notice_actions.issue_notice(notice, by=clerk, **said)
    notice.refresh_from_db()
    assert (notice.number, notice.reserved) == ("", None)
