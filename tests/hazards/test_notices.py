"""The life of a notice: drafted, issued, served, refused, cancelled."""

from datetime import date

import pytest

from hazards import actions, notice_actions
from hazards.actions import ActionDenied
from hazards.models import Notice, NoticeKind
from hazards.workflow import Action, Status
from tests.factories.hazards import make_hazard, make_notice, make_notice_kind
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 6)
NEXT = date(2024, 3, 8)


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def hazard(office):
    return make_hazard(office=office, due_on=date(2024, 3, 20), description="插座外壳破损")


def test_a_draft_counts_nowhere_and_takes_no_number(hazard):
    notice = make_notice(hazard)
    assert (notice.state, notice.number) == ("草稿", "")
    assert not Notice.objects.counted().exists()
    assert not Notice.objects.unserved(on=DAY).exists()


def test_an_issued_notice_sets_the_deadline_and_is_told_to_the_hazard(hazard):
    notice = make_notice(hazard, due_on=date(2024, 3, 31), issued_on=DAY)
    hazard.refresh_from_db()
    assert hazard.due_on == date(2024, 3, 31)
    event = hazard.events.latest("pk")
    assert (event.action, event.note) == (Action.NOTICE, notice.number)
    assert event.changes["due_on"] == ["2024-03-20", "2024-03-31"]
    assert [row.due_on.day for row in hazard.deadlines.all()] == [20, 31]


def test_the_words_stay_as_issued(hazard, clerk):
    notice = make_notice(hazard, issued_on=DAY)
    actions.correct(
        hazard, by=clerk, on=NEXT, reason="写错", values={"description": "插座内部烧焦"}
    )
    assert notice.items.get().text == "插座外壳破损"


def test_one_put_right_already_keeps_its_deadline(office, clerk):
    hazard = make_hazard(Status.RECTIFIED, office=office, due_on=date(2024, 3, 20), claimed_on=DAY)
    make_notice(hazard, due_on=date(2024, 3, 31), issued_on=DAY)
    hazard.refresh_from_db()
    assert hazard.due_on == date(2024, 3, 20)


def test_a_deadline_agreed_later_is_not_undone_by_a_notice_entered_late(hazard, clerk):
    deputy = make_user(Role.DEPUTY, hazard.office)
    actions.extend(hazard, by=deputy, on=NEXT, due_on=date(2024, 4, 10), reason="等配件")
    make_notice(hazard, due_on=date(2024, 3, 31), issued_on=DAY)
    hazard.refresh_from_db()
    assert hazard.due_on == date(2024, 4, 10)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"on": date(2024, 3, 4)}, "早于上一步的日期"),
        ({"on": date(2024, 4, 1)}, "整改期限2024-03-31早于签发日期"),
        ({"on": date(2030, 1, 1)}, "在今天之后"),
    ],
)
def test_the_day_of_issue(hazard, clerk, said, problem):
    notice = make_notice(hazard, due_on=date(2024, 3, 31))
    with pytest.raises(ActionDenied, match=problem):
        notice_actions.issue_notice(notice, by=clerk, **said)
    notice.refresh_from_db()
    assert notice.number == ""


def test_an_order_needs_a_hazard_and_a_deadline(office, clerk, hazard):
    with pytest.raises(ActionDenied, match="至少要有一条隐患"):
        notice_actions.issue_notice(make_notice(office=office), by=clerk, on=DAY)
    notice = make_notice(hazard)
    Notice.objects.filter(pk=notice.pk).update(due_on=None)
    with pytest.raises(ActionDenied, match="没有整改期限。请先修改草稿"):
        notice_actions.issue_notice(notice, by=clerk, on=DAY)


def test_a_hint_needs_neither(office, clerk):
    hint = make_notice_kind("hint", name="提示单", number_word="提", orders_rectification=False)
    notice = make_notice(office=office, kind=hint, content="请做好防汛准备。")
    assert notice_actions.issue_notice(notice, by=clerk, on=DAY).number == "测安提〔2024〕1号"


def test_it_is_issued_once(hazard, clerk):
    notice = make_notice(hazard, issued_on=DAY)
    with pytest.raises(ActionDenied, match="已于2024-03-06签发，文号测安安整〔2024〕1号"):
        notice_actions.issue_notice(notice, by=clerk, on=DAY)
    with pytest.raises(ActionDenied, match="不能再修改"):
        notice_actions.redraft_notice(notice, by=clerk, items=[])
    with pytest.raises(ActionDenied, match="请撤销"):
        notice_actions.void_draft(notice, by=clerk, reason="写错")


def test_served_once_and_only_when_issued(hazard, clerk):
    draft = make_notice(hazard)
    with pytest.raises(ActionDenied, match="草稿"):
        notice_actions.serve_notice(draft, by=clerk, on=DAY, service="in_person")
    notice = make_notice(hazard, issued_on=DAY, served_on=NEXT)
    assert notice.state == "已送达"
    with pytest.raises(ActionDenied, match="已于2024-03-08送达"):
        notice_actions.serve_notice(notice, by=clerk, on=NEXT, service="in_person")


def test_refused_service_names_a_witness(hazard, clerk):
    notice = make_notice(hazard, issued_on=DAY)
    said = {"on": NEXT, "service": "left", "is_refused": True}
    with pytest.raises(ActionDenied, match="见证人"):
        notice_actions.serve_notice(notice, by=clerk, **said)
    notice = notice_actions.serve_notice(notice, by=clerk, witness="某丁", **said)
    assert (notice.is_refused, notice.witness) == (True, "某丁")


def test_a_cancelled_notice_is_told_and_moves_no_more(hazard, clerk):
    notice = make_notice(hazard, issued_on=DAY)
    with pytest.raises(ActionDenied, match="早于上一步"):
        notice_actions.cancel_notice(notice, by=clerk, on=date(2024, 3, 5), reason="写错")
    notice = notice_actions.cancel_notice(notice, by=clerk, on=NEXT, reason="单位名称有误")
    assert (notice.state, notice.open_steps) == ("已撤销", ())
    assert hazard.events.latest("pk").action == Action.CANCEL_NOTICE
    with pytest.raises(ActionDenied, match="已撤销"):
        notice_actions.serve_notice(notice, by=clerk, on=NEXT, service="in_person")
    with pytest.raises(ActionDenied, match="已于2024-03-08撤销"):
        notice_actions.cancel_notice(notice, by=clerk, on=NEXT, reason="写错")
    with pytest.raises(ActionDenied, match="草稿不用撤销"):
        notice_actions.cancel_notice(make_notice(hazard), by=clerk, on=NEXT, reason="写错")


def test_a_voided_hazard_is_on_no_notice(office, clerk, hazard):
    with pytest.raises(ActionDenied, match="已误录作废"):
        make_notice(make_hazard(Status.VOIDED, office=office))
    notice = make_notice(hazard)
    actions.void(hazard, by=clerk, on=DAY, reason="重复登记")
    with pytest.raises(ActionDenied, match="已误录作废"):
        notice_actions.issue_notice(notice, by=clerk, on=DAY)


def test_hazards_of_another_office_are_on_no_notice(office):
    with pytest.raises(ActionDenied, match="不属于同一单位"):
        make_notice(make_hazard(), office=office)


@pytest.mark.parametrize("role", [Role.VILLAGE, Role.LEADER, Role.VIEWER, Role.ADMIN])
def test_who_may_not_move_notices(office, hazard, role):
    notice, by = make_notice(hazard), make_user(role, office)
    with pytest.raises(ActionDenied, match="您的角色不能下达通知书"):
        notice_actions.issue_notice(notice, by=by, on=DAY)


def test_a_voided_draft_is_kept_with_its_reason(hazard, clerk):
    notice = notice_actions.void_draft(make_notice(hazard), by=clerk, reason="不用发了")
    assert (notice.state, notice.void_reason) == ("误录作废", "不用发了")
    with pytest.raises(ActionDenied, match="已误录作废"):
        notice_actions.issue_notice(notice, by=clerk, on=DAY)
    assert notice not in Notice.objects.not_voided()


def test_each_step_is_in_the_log(hazard, clerk):
    notice = make_notice(hazard, issued_on=DAY, served_on=NEXT)
    notice_actions.cancel_notice(notice, by=clerk, on=NEXT, reason="写错")
    steps = AuditEvent.objects.filter(target_type="hazards.notice").order_by("pk")
    assert [event.action for event in steps] == [
        "起草通知书",
        "签发通知书",
        "送达通知书",
        "撤销通知书",
    ]


def test_an_order_is_offered_only_with_powers_handed_over(office, clerk, hazard):
    order = make_notice_kind("powers", name="责令限期整改指令书", needs_powers=True)
    assert order not in NoticeKind.objects.offered_in(office, on=DAY)
    notice = make_notice(hazard, kind=order, inspector="某甲", second_inspector="某乙")
    with pytest.raises(ActionDenied, match="没有下放（委托）的执法权"):
        notice_actions.issue_notice(notice, by=clerk, on=DAY)
    office.powers_handed_over = True
    office.save()
    assert order in NoticeKind.objects.offered_in(office, on=DAY)
    assert notice_actions.issue_notice(notice, by=clerk, on=DAY).number
