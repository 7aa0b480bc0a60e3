"""月末销号例检例查: the list, the meeting, a decision on each hazard, what became of it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hazards import actions
from hazards.models import Hazard, Listing, Referral
from hazards.steps import ActionDenied, Stale
from hazards.workflow import Action, Status
from inspections.clearing import sessions
from inspections.clearing.deciding import Said, decide, decide_all
from inspections.clearing.following import followed
from inspections.clearing.months import months_of, owed
from inspections.clearing.proposing import propose
from inspections.models import Clearance, Operation
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation
from tests.factories.opinions import make_leader
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency, make_kind, make_site
from township_safety.desk.duties import KINDS, Ask
from township_safety.organisation.models import AuditEvent, LeaderOpinion, Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
FOUND_ON, DUE_ON, HELD_ON = date(2024, 3, 5), date(2024, 3, 20), date(2024, 3, 28)
LATER = date(2024, 5, 10)


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def kind():
    return make_kind(Kind.Domain.OPERATION, sessions.KIND, name="月末销号例检例查")


@pytest.fixture
def leader(office):
    return make_leader(office, Role.LEADER, full_name="某书记")


@pytest.fixture
def clerk(office, client, kind, leader):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def facts():
    return {
        "held_on": HELD_ON,
        "place": "三楼会议室",
        "chair": "某书记",
        "chair_class": "main",
        "participants": "各站所负责人",
        "number": "青会纪〔2024〕3号",
        "note": "",
    }


def proposed(office, *, month=MARCH, today=HELD_ON):
    return {row.hazard.pk: row.why for row in propose(office, month=month, today=today)}


def draw_up(office, *, by, month=MARCH, today=HELD_ON):
    lines = propose(office, month=month, today=today)
    return sessions.draw_up(lines, office=office, month=month, by=by, uid=uuid.uuid4())


def make_late(office, **fields):
    return make_hazard(office=office, due_on=DUE_ON, **fields)


@pytest.fixture
def held(office, clerk, facts):
    """A session held on a list of one late hazard after another."""

    def hold(*hazards, **more):
        clearance = draw_up(office, by=clerk)
        sessions.add_lines(clearance, hazards, by=clerk)
        return sessions.hold(clearance, by=clerk, facts={**facts, **more})

    return hold


def line(clearance, hazard):
    return clearance.items.get(hazard=hazard)


def fresh(hazard):
    return Hazard.objects.get(pk=hazard.pk)


class TestProposing:
    def test_says_why_each_is_taken_the_gravest_first(self, office, clerk):
        late = make_late(office)
        listed = make_hazard(office=office)
        leader = make_leader(office)
        actions.place_on_list(listed, by=leader, on=FOUND_ON, body="测试县安委办", level="county")
        major = make_late(office, grade="major")
        waiting = make_late(office)
        actions.refer(
            waiting, by=clerk, on=FOUND_ON, to_agency=make_agency(office=office),
            reason="no_power", interim_measures="设警示标志",
        )  # fmt: skip
        again = make_hazard(office=office, recurs=make_hazard(Status.CLOSED, office=office))
        make_hazard(office=office, due_on=HELD_ON)

        found = proposed(office)

        assert found == {
            late.pk: "逾期8天",
            listed.pk: "挂牌督办",
            major.pk: "重大隐患、逾期8天",
            waiting.pk: "上报未回复",
            again.pk: "反复反弹",
        }
        assert list(found)[:2] == [major.pk, listed.pk]

    @pytest.mark.parametrize(("today", "is_taken"), [(DUE_ON, False), (date(2024, 3, 21), True)])
    def test_the_day_of_the_deadline_is_in_time(self, office, today, is_taken):
        hazard = make_late(office)
        assert (hazard.pk in proposed(office, today=today)) == is_taken

    def test_closed_voided_foreign_and_history_stay_out(self, office):
        make_hazard(Status.CLOSED, office=office, grade="major")
        make_hazard(Status.VOIDED, office=office, recurs=make_hazard())
        make_hazard(grade="major")
        Hazard.objects.filter(pk=make_late(office).pk).update(is_history=True)
        assert proposed(office) == {}

    def test_what_the_last_session_left_unclosed_comes_again(self, office, clerk, held):
        hazard, closed = make_hazard(office=office), make_hazard(Status.RECTIFIED, office=office)
        clearance = held(hazard, closed)
        actions.pass_check(closed, by=make_user(Role.CLERK, office), on=HELD_ON)
        assert clearance.held_on == HELD_ON
        assert proposed(office, month=APRIL) == {hazard.pk: "上次会议未销号"}
        assert proposed(office, month=MARCH) == {}


class TestTheList:
    NEW = reverse("inspections:clearance_new")

    def test_ticked_ones_and_others_by_number(self, client, office, clerk):
        late, other = make_late(office), make_hazard(office=office)
        dropped = make_late(office)
        page = client.get(self.NEW)
        assert page.content.decode().count("checked>") == 2
        said = {"hazards": [late.pk], "numbers": other.number, "token": page.context["token"]}
        for _ in range(2):
            client.post(self.NEW, {**said, "month": page.context["month"].code})
        clearance = Clearance.objects.get()
        lines = [(item.hazard_id, item.why[:2]) for item in clearance.items.all()]
        assert lines == [(late.pk, "逾期"), (other.pk, "指定")]
        assert dropped.pk not in clearance.items.values_list("hazard", flat=True)

    def test_an_unknown_number_is_named_and_the_ticks_stay(self, client, office, clerk):
        make_late(office)
        page = client.get(self.NEW)
        said = {"hazards": [], "numbers": "2024-9999", "month": page.context["month"].code}
        text = client.post(self.NEW, said).content.decode()
        assert "没有编号为2024-9999的隐患" in text
        assert "checked>" not in text
        assert not Clearance.objects.exists()

    def test_one_session_a_month(self, office, clerk):
        draw_up(office, by=clerk)
        with pytest.raises(ActionDenied, match="已经有了"):
            draw_up(office, by=clerk)
        assert draw_up(office, by=clerk, month=APRIL).month == APRIL

    def test_no_month_ahead(self, office, clerk):
        month = (timezone.localdate().replace(day=1) + timedelta(days=40)).replace(day=1)
        with pytest.raises(ActionDenied, match="还没有到"):
            draw_up(office, by=clerk, month=month)

    def test_adjusted_until_it_is_decided(self, client, office, clerk, held):
        late, other = make_late(office), make_hazard(office=office)
        clearance = draw_up(office, by=clerk)
        add = reverse("inspections:clearance_add", args=[clearance.pk])
        assert (
            "已增列1条" in client.post(add, {"numbers": other.number}, follow=True).content.decode()
        )
        drop = reverse("inspections:clearance_drop", args=[clearance.pk, line(clearance, late).pk])
        client.post(drop)
        assert [item.hazard for item in clearance.items.all()] == [other]
        assert AuditEvent.objects.filter(action="去掉例检例查隐患").count() == 1

    def test_a_closed_one_cannot_be_added(self, office, clerk):
        clearance = draw_up(office, by=clerk)
        with pytest.raises(ActionDenied, match="不能列入"):
            sessions.add_lines(clearance, [make_hazard(Status.CLOSED, office=office)], by=clerk)

    def test_another_office_s_hazard_is_not_found(self, client, clerk):
        month = client.get(self.NEW).context["month"].code
        said = {"hazards": [make_hazard().pk], "month": month}
        assert client.post(self.NEW, said).status_code == 404

    def test_an_inspector_does_not(self, client, office):
        client.force_login(make_user(Role.VILLAGE, office, villages=[make_village(office=office)]))
        assert client.get(self.NEW).status_code == 403
        assert client.get(reverse("inspections:clearances")).status_code == 403
        with pytest.raises(ActionDenied, match="您的角色不能"):
            draw_up(office, by=make_user(Role.STATION, office))


class TestTheMeeting:
    def test_is_counted_once_as_an_outing_of_the_main_leader(self, held):
        operation = held().operation
        assert (operation.on, operation.kind.code) == (HELD_ON, sessions.KIND)
        assert (operation.leader_class, operation.leaders) == ("main", "某书记")
        assert Operation.objects.count() == 1

    def test_an_outing_that_was_entered_already_is_taken(self, office, kind, held):
        there = make_operation(office=office, kind=kind, on=HELD_ON, leader_class="main")
        assert held().operation == there
        assert Operation.objects.count() == 1

    def test_needs_a_day_and_a_leader(self, client, office, clerk, facts):
        clearance = draw_up(office, by=clerk)
        hold = reverse("inspections:clearance_hold", args=[clearance.pk])
        said = {**facts, "held_on": "", "chair": "", "chair_class": ""}
        form = client.post(hold, said).context["form"]
        assert {"held_on", "chair", "chair_class"} <= form.errors.keys()
        too_early = client.post(hold, {**facts, "held_on": "2024-02-29"})
        assert "早于" in too_early.content.decode()
        tomorrow = timezone.localdate() + timedelta(days=1)
        assert "在今天之后" in client.post(hold, {**facts, "held_on": tomorrow}).content.decode()
        assert client.post(hold, facts).status_code == 302
        assert client.get(hold).status_code == 302

    def test_its_words_can_be_put_right_and_the_outing_follows(self, client, held, facts):
        clearance = held()
        said = {**facts, "chair": "某乡长", "chair_class": "in_charge"}
        client.post(reverse("inspections:clearance_edit", args=[clearance.pk]), said)
        clearance.refresh_from_db()
        assert (clearance.chair, clearance.held_on) == ("某乡长", HELD_ON)
        assert clearance.operation.leader_class == "in_charge"

    def test_only_a_list_without_a_meeting_is_voided(self, client, office, clerk, facts):
        clearance = draw_up(office, by=clerk)
        void = reverse("inspections:clearance_void", args=[clearance.pk])
        client.post(void, {"reason": "列错了"})
        clearance.refresh_from_db()
        assert clearance.state == "误录作废"
        again = draw_up(office, by=clerk)
        sessions.hold(again, by=clerk, facts=facts)
        with pytest.raises(ActionDenied, match="不能作废"):
            sessions.void_list(again, by=clerk, reason="列错了")


class TestDeciding:
    def test_close_verifies_and_closes(self, office, clerk, held):
        other = make_user(Role.CLERK, office)
        hazard = make_hazard(Status.RECTIFIED, office=office, by=other)
        clearance = held(hazard)
        decide(line(clearance, hazard), Said("close", "某乙", words="现场看过"), by=clerk)
        hazard = fresh(hazard)
        assert (hazard.status, hazard.closed_on) == (Status.CLOSED, HELD_ON)
        assert hazard.checked_by == "某乙"
        assert "现场看过" in hazard.events.latest("pk").note

    def test_what_is_not_rectified_is_not_closed(self, office, clerk, held):
        hazard = make_late(office)
        clearance = held()
        with pytest.raises(ActionDenied, match="还没有报告整改完成"):
            decide(line(clearance, hazard), Said("close", "某乙"), by=clerk)
        assert line(clearance, hazard).decision == ""

    def test_who_claimed_it_does_not_close_it(self, office, clerk, held):
        hazard = make_hazard(Status.RECTIFIED, office=office, by=clerk)
        clearance = held(hazard)
        with pytest.raises(ActionDenied, match="应由另一人复查"):
            decide(line(clearance, hazard), Said("close", "某乙"), by=clerk)

    def test_extend_gives_a_new_deadline_on_the_leader_s_word(self, office, clerk, leader, held):
        hazard = make_late(office)
        clearance = held()
        decide(line(clearance, hazard), Said("extend", "某丙", LATER, words="等配件"), by=clerk)
        assert fresh(hazard).due_on == LATER
        opinion = LeaderOpinion.objects.get()
        assert (opinion.leader, opinion.way, opinion.decided_on) == (leader, "meeting", HELD_ON)

    def test_without_an_account_of_the_chair_the_line_says_what_to_do(self, office, clerk, held):
        hazard = make_late(office)
        clearance = held(chair="某县长")
        with pytest.raises(ActionDenied, match="“某县长”没有领导账号"):
            decide(line(clearance, hazard), Said("extend", "某丙", LATER), by=clerk)
        assert fresh(hazard).due_on == DUE_ON

    def test_refer_and_list(self, office, clerk, held):
        agency = make_agency(office=office)
        first, second = make_late(office), make_late(office, grade="major")
        clearance = held()
        said = Said("refer", "某丙", to_agency=agency, words="先封闭")
        decide(line(clearance, first), said, by=clerk)
        decide(line(clearance, second), Said("list", "某书记", LATER), by=clerk)
        referral = Referral.objects.get()
        assert (referral.hazard, referral.to_agency) == (first, agency)
        assert (referral.reason, referral.interim_measures) == ("no_power", "先封闭")
        listing = Listing.objects.get()
        assert (listing.hazard, listing.level, listing.due_on) == (second, "township", LATER)
        assert listing.leader == "某书记"

    def test_go_on_of_a_late_one_leaves_it_late(self, office, clerk, held):
        hazard = make_late(office)
        clearance = held()
        decide(line(clearance, hazard), Said("go_on", "某丙", LATER), by=clerk)
        assert fresh(hazard).due_on == DUE_ON
        assert not hazard.events.filter(action=Action.EXTEND).exists()

    def test_go_on_beyond_the_deadline_is_an_extension(self, office, clerk, held):
        hazard = make_hazard(office=office, due_on=HELD_ON)
        clearance = held(hazard)
        with pytest.raises(ActionDenied, match="请选“延期”"):
            decide(line(clearance, hazard), Said("go_on", "某丙", LATER), by=clerk)
        decide(line(clearance, hazard), Said("go_on", "某丙", HELD_ON), by=clerk)

    def test_go_on_sends_a_claimed_one_back_and_gives_a_first_deadline(self, office, clerk, held):
        claimed = make_hazard(Status.RECTIFIED, office=office)
        unassigned = make_hazard(office=office)
        clearance = held(claimed, unassigned)
        for hazard in (claimed, unassigned):
            decide(line(clearance, hazard), Said("go_on", "某丙", LATER), by=clerk)
            assert fresh(hazard).status == Status.OPEN
            assert fresh(hazard).due_on == LATER

    def test_go_on_may_still_become_an_extension_the_rest_is_final(self, office, clerk, held):
        hazard = make_late(office)
        clearance = held()
        decide(line(clearance, hazard), Said("go_on", "某丙", LATER), by=clerk)
        decide(line(clearance, hazard), Said("extend", "某丙", LATER, seen="go_on"), by=clerk)
        with pytest.raises(ActionDenied, match="已写入台账"):
            decide(line(clearance, hazard), Said("go_on", "某丙", LATER, seen="extend"), by=clerk)

    def test_who_was_faster_is_named(self, office, clerk, held):
        hazard = make_late(office)
        clearance = held()
        other = make_user(Role.CLERK, office, full_name="某同事")
        decide(line(clearance, hazard), Said("go_on", "某丙", LATER), by=other)
        with pytest.raises(Stale, match="某同事刚把这条登记为“继续整改”"):
            decide(line(clearance, hazard), Said("extend", "某丁", LATER), by=clerk)

    def test_a_refused_line_says_why_the_others_are_kept(self, office, clerk, held):
        first, second = make_late(office), make_late(office)
        clearance = held()
        said = {
            line(clearance, first).pk: Said("close", "某乙"),
            line(clearance, second).pk: Said("extend", "某丙", LATER),
        }
        refusals = decide_all(clearance, said, by=clerk)
        assert list(refusals) == [line(clearance, first).pk]
        assert fresh(second).due_on == LATER

    def test_not_before_the_meeting(self, office, clerk):
        hazard = make_late(office)
        clearance = draw_up(office, by=clerk)
        with pytest.raises(ActionDenied, match="还没有登记会议情况"):
            decide(line(clearance, hazard), Said("go_on", "某丙", LATER), by=clerk)


class TestTheGrid:
    def said(self, clearance, *rows):
        form = {}
        for item, row in zip(clearance.items.all(), rows, strict=True):
            form |= {f"row{item.pk}-{name}": value for name, value in row.items()}
        return form

    def test_what_is_right_is_saved_what_is_wrong_stays(self, client, office, clerk, held):
        first, second, third = (make_late(office) for _ in range(3))
        clearance = held()
        rows = (
            {"decision": "extend", "responsible": "某丙", "due_on": "2024-05-10"},
            {"decision": "close", "responsible": "某乙", "words": "看过了"},
            {"decision": "", "responsible": "某丁"},
        )
        text = client.post(
            clearance.get_absolute_url(), self.said(clearance, *rows)
        ).content.decode()
        assert "已保存1条决定" in text
        assert "有2条没有保存" in text
        assert "还没有报告整改完成" in text
        assert "看过了" in text
        assert "填了内容的，请选择决定" in text
        assert 'value="某丁"' in text
        assert (fresh(first).due_on, fresh(third).due_on) == (LATER, DUE_ON)
        assert line(clearance, second).decision == ""

    def test_one_line_by_itself(self, client, office, clerk, held):
        make_late(office), make_late(office)
        clearance = held()
        row = {"decision": "go_on", "responsible": "某丙", "due_on": "2024-05-10"}
        first = clearance.items.first()
        said = {**self.said(clearance, row, row), "only": str(first.pk)}
        answer = client.post(clearance.get_absolute_url(), said, follow=True)
        assert "已保存1条决定" in answer.content.decode()
        assert [item.decision for item in clearance.items.all()] == ["go_on", ""]

    def test_what_was_typed_in_the_others_goes_on_standing_there(self, client, office, clerk, held):
        make_late(office), make_late(office)
        clearance = held()
        first = clearance.items.first()
        rows = (
            {"decision": "go_on", "responsible": "某丙", "due_on": "2024-05-10"},
            {"decision": "extend", "responsible": "某丁", "words": "等配件"},
        )
        said = {**self.said(clearance, *rows), "only": str(first.pk)}
        text = client.post(clearance.get_absolute_url(), said).content.decode()
        assert "已保存1条决定" in text
        assert 'value="某丁"' in text
        assert "等配件" in text
        assert [item.decision for item in clearance.items.all()] == ["go_on", ""]

    def test_what_stood_there_is_not_saved_again(self, client, office, clerk, held):
        hazard = make_late(office)
        clearance = held()
        decide(line(clearance, hazard), Said("go_on", "某丙", LATER), by=clerk)
        row = {
            "decision": "go_on", "responsible": "某丙", "due_on": "2024-05-10", "seen": "go_on",
        }  # fmt: skip
        answer = client.post(clearance.get_absolute_url(), self.said(clearance, row), follow=True)
        assert "没有新的决定要保存" in answer.content.decode()

    def test_a_leader_reads_and_does_not_write(self, client, office, leader, held):
        make_late(office)
        clearance = held()
        client.force_login(leader)
        page = client.get(clearance.get_absolute_url()).content.decode()
        assert "保存全部决定" not in page
        assert client.post(clearance.get_absolute_url(), {}).status_code == 403


class TestTheMonthAfter:
    def test_begins_with_what_became_of_each(self, client, office, clerk, held):
        agency = make_agency(office=office)
        done = make_hazard(Status.RECTIFIED, office=office)
        late, listed, referred, quiet = (make_late(office) for _ in range(4))
        clearance = held(done)
        decide(line(clearance, done), Said("close", "某乙"), by=clerk)
        decide(line(clearance, late), Said("go_on", "某丙", LATER), by=clerk)
        decide(line(clearance, listed), Said("list", "某书记", LATER), by=clerk)
        said = Said("refer", "某丙", to_agency=agency, words="先封闭", due_on=LATER)
        decide(line(clearance, referred), said, by=clerk)

        def told(today):
            rows = followed(clearance, today=today)
            return {row.item.hazard_id: (row.label, row.text) for row in rows}

        assert told(LATER) == {
            done.pk: ("已落实", "2024-03-28销号"),
            late.pk: ("正在落实", "未整改，时限2024-05-10"),
            listed.pk: ("正在落实", "督办中，未整改，时限2024-05-10"),
            referred.pk: ("正在落实", "尚未回复"),
            quiet.pk: ("未落实", "会上没有决定"),
        }
        after = told(LATER + timedelta(days=1))
        assert after[late.pk] == ("未落实", "未整改，超过时限1天")
        assert after[referred.pk] == ("未落实", "2024-05-10前应回复，已超1天")
        april = draw_up(office, by=clerk, month=APRIL)
        page = client.get(april.get_absolute_url()).content.decode()
        assert "上次决定落实情况" in page
        assert "会上没有决定" in page

    def test_the_hazard_tells_of_the_session(self, client, office, clerk, held):
        hazard = make_late(office, site=make_site(office=office))
        clearance = held()
        decide(line(clearance, hazard), Said("go_on", "某丙", LATER), by=clerk)
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert clearance.get_absolute_url() in page
        assert "继续整改（主持人某书记）" in page

    def test_few_queries_however_many_lines(
        self, office, clerk, held, django_assert_max_num_queries
    ):
        for _ in range(6):
            make_late(office)
        clearance = held()
        with django_assert_max_num_queries(3):
            followed(clearance, today=LATER)


class TestTheMonths:
    def states(self, office, today):
        return [(m.period.first_day.month, m.state) for m in months_of(office, today=today)]

    def test_a_month_without_one_is_told(self, office, clerk, held, kind):
        held()
        make_operation(office=office, kind=kind, on=date(2024, 5, 29))
        assert self.states(office, date(2024, 6, 3)) == [
            (6, "待召开"), (5, "已登记检查"), (4, "未召开"), (3, "已召开"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("today", "number"), [(date(2024, 4, 24), 0), (date(2024, 4, 25), 1), (date(2024, 5, 1), 1)]
    )
    def test_asked_for_from_the_25th_on(self, office, clerk, held, today, number):
        held()
        assert len(owed(office, today=today)) == number

    def test_an_office_that_never_began_is_asked_for_the_present_month_only(self, office):
        assert owed(office, today=date(2024, 4, 24)) == []
        assert [m.period.first_day for m in owed(office, today=date(2024, 4, 25))] == [APRIL]

    def test_the_page_shows_them(self, client, office, clerk, leader, held):
        month = (timezone.localdate().replace(day=1) - timedelta(days=45)).replace(day=1)
        clearance = held()
        Clearance.objects.filter(pk=clearance.pk).update(month=month, held_on=month)
        client.force_login(leader)
        page = client.get(reverse("inspections:clearances")).content.decode()
        assert "没有召开" in page
        assert clearance.get_absolute_url() in page


class TestTheToDos:
    """Computed each time, so never stale."""

    def number(self, user, key, today):
        ask = Ask(user, today, today)
        return next((k.number(ask) for k in KINDS if k.key == key and k.asks(ask)), None)

    @pytest.mark.parametrize("day", [24, 25])
    def test_clerk_and_leader_are_asked_for_the_month_s_session(
        self, office, clerk, leader, held, day
    ):
        held()
        today = date(2024, 4, day)
        expected = int(day >= 25)
        assert self.number(clerk, "clearance", today) == expected
        assert self.number(leader, "clearance", today) == expected
        assert self.number(make_user(Role.STATION, office), "clearance", today) is None

    def test_decisions_not_entered_wait_for_the_clerk(self, office, clerk, leader, held):
        late, other = make_late(office), make_late(office)
        clearance = held()
        decide(line(clearance, late), Said("go_on", "某丙", LATER), by=clerk)
        assert self.number(clerk, "clearance_lines", LATER) == 1
        assert self.number(leader, "clearance_lines", LATER) is None
        decide(line(clearance, other), Said("go_on", "某丙", LATER), by=clerk)
        assert self.number(clerk, "clearance_lines", LATER) == 0
