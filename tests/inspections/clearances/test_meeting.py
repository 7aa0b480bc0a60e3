"""The session held and what is decided on each line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hazards.models import Listing, Referral
from hazards.steps import ActionDenied, Stale
from hazards.workflow import Action, Status
from inspections.clearing import sessions
from inspections.clearing.deciding import Said, decide, decide_all
from inspections.models import Operation
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_user
from tests.factories.register import make_agency
from tests.inspections.clearances.lists import (
    DUE_ON,
    HELD_ON,
    LATER,
    draw_up,
    fresh,
    line,
    make_late,
)
from township_safety.organisation.models import LeaderOpinion, Role

pytestmark = pytest.mark.django_db


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
