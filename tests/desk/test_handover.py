"""工作交接: the list, the one act that moves everything, and what is left of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from hazards import actions
from hazards.steps import ActionDenied
from hazards.workflow import Action, Status
from tests.factories.activities import make_submission
from tests.factories.hazards import act, make_hazard, make_notice
from tests.factories.organisation import PASSWORD, make_office, make_user, make_village
from tests.factories.register import make_agency
from township_safety.desk import staging
from township_safety.desk.handover import inventory
from township_safety.desk.handover_actions import Agreed, carry_out
from township_safety.documents.model import from_json, plain_text
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, Handover, Role
from township_safety.organisation.models.handover import people_with_work

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 24)
ON = date(2026, 7, 1)
FOUND = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-06-24 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office(safety_office_name="测试乡安全办")


@pytest.fixture
def deputy(office):
    return make_user(Role.DEPUTY, office)


@pytest.fixture
def leaver(office):
    return make_user(Role.CLERK, office, full_name="某甲")


@pytest.fixture
def successor(office):
    return make_user(Role.CLERK, office, full_name="某乙")


def given(office, deputy, to, *, due_on=date(2026, 7, 20), **fields):
    hazard = make_hazard(office=office, by=deputy, found_on=FOUND, **fields)
    return actions.assign(hazard, by=deputy, on=FOUND, due_on=due_on, assigned_to=to)


def agreed(leaver, successor, **said):
    return Agreed(leaver, successor, "某丙", said.pop("on", ON), **said)


def sections(leaver, office):
    return {part.title: part for part in inventory(leaver, office=office, today=TODAY)}


class TestList:
    def test_names_what_the_leaver_has_in_hand(self, office, deputy, leaver):
        given(office, deputy, leaver, due_on=TODAY - timedelta(days=1))
        given(office, deputy, leaver, due_on=TODAY)
        make_hazard(office=office, by=leaver, found_on=FOUND)
        make_hazard(Status.RECTIFIED, office=office, by=leaver, found_on=FOUND)
        make_hazard(Status.CLOSED, office=office, by=leaver, found_on=FOUND)
        make_hazard(office=office, by=deputy, found_on=FOUND)
        found = sections(leaver, office)
        assert found["交办给本人、未销号的隐患"].sum == "2条，其中逾期1条"
        assert found["本人登记、没有承办人的隐患"].size == 1
        assert found["本人登记、待复查的隐患"].size == 1

    def test_what_another_body_has_in_hand_is_not_late(self, office, deputy, leaver):
        hazard = given(office, deputy, leaver, due_on=TODAY - timedelta(days=1))
        words = {"reason": "no_power", "interim_measures": "设警示标志"}
        words["to_agency"] = make_agency(office=office)
        actions.refer(hazard, by=deputy, on=FOUND, **words)
        part = sections(leaver, office)["交办给本人、未销号的隐患"]
        assert (part.sum, part.rows[0][-1]) == ("1条", "已上报待处置")

    def test_names_papers_replies_returns_numbers_and_uploads(self, office, deputy, leaver):
        hazard = make_hazard(office=office, by=leaver, found_on=FOUND)
        act(hazard, Action.REFER, by=deputy, on=FOUND)
        make_notice(hazard, by=leaver)
        make_notice(hazard, by=leaver, issued_on=FOUND)
        make_notice(hazard, by=leaver, issued_on=FOUND, served_on=FOUND)
        make_notice(hazard, by=deputy)
        make_submission(
            office=office, due_on=TODAY, submitted_on=None, first_day=FOUND, last_day=TODAY
        )
        staging.keep([], name="六月台账.xlsx", by=leaver, office=office)
        staging.keep([], name="别人的.xlsx", by=deputy, office=office)
        found = sections(leaver, office)
        assert [row[-1] for row in found["未签发、未送达的文书"].rows] == ["草稿", "待送达"]
        assert found["上报移送、还没有回复的"].size == 1
        assert found["应报未报的报表、信息"].size == 1
        assert ("限期整改通知书文号", "2026年", "第2号") in found["最后用到的文号"].rows
        assert found["上传后还没有确认导入的台账 Excel"].rows == (("六月台账.xlsx",),)

    def test_an_inspector_of_a_village_answers_for_own_hazards_only(self, office):
        inspector = make_user(Role.VILLAGE, office, villages=[make_village(office=office)])
        assert len(sections(inspector, office)) == 4


class TestAct:
    def test_moves_the_open_hazards_and_keeps_their_deadlines(
        self, office, deputy, leaver, successor
    ):
        hazard = given(office, deputy, leaver)
        rectified = actions.claim(
            given(office, deputy, leaver), by=leaver, on=TODAY, measures="已更换"
        )
        closed = actions.pass_check(
            actions.claim(given(office, deputy, leaver), by=leaver, on=TODAY, measures="已更换"),
            by=deputy,
            on=TODAY,
        )

        handover = carry_out(agreed(leaver, successor), office=office, by=deputy)

        assert handover.moved == 2
        for row in (hazard, rectified, closed):
            row.refresh_from_db()
        assert (hazard.assigned_to, hazard.due_on) == (successor, date(2026, 7, 20))
        assert (rectified.assigned_to, rectified.status) == (successor, Status.RECTIFIED)
        assert closed.assigned_to == leaver
        event = hazard.events.latest("pk")
        assert (event.action, event.by, event.on) == (Action.HAND_OVER, deputy, TODAY)
        assert event.note == "工作交接：由某甲转交某乙"
        assert hazard.deadlines.count() == 1
        assert hazard.recorded_by == deputy

    @pytest.mark.parametrize("takes", [True, False])
    def test_what_nobody_sees_to_moves_when_asked(self, office, deputy, leaver, successor, takes):
        hazard = make_hazard(office=office, by=leaver, found_on=FOUND)
        other = make_hazard(office=office, by=deputy, found_on=FOUND)
        said = agreed(leaver, successor, takes_unassigned=takes)
        assert carry_out(said, office=office, by=deputy).moved == takes
        hazard.refresh_from_db()
        other.refresh_from_db()
        assert (hazard.assigned_to == successor, other.assigned_to) == (takes, None)

    def test_old_records_keep_the_old_name(self, office, deputy, leaver, successor):
        hazard = make_hazard(office=office, by=leaver, found_on=FOUND)
        carry_out(agreed(leaver, successor), office=office, by=deputy)
        hazard.refresh_from_db()
        assert hazard.recorded_by == leaver

    def test_the_list_stays_as_it_was_signed(self, office, deputy, leaver, successor):
        hazard = given(office, deputy, leaver)
        handover = carry_out(agreed(leaver, successor), office=office, by=deputy)
        actions.claim(hazard, by=successor, on=TODAY, measures="已更换")
        handover.refresh_from_db()
        text = plain_text(from_json(handover.document))
        assert hazard.number in text
        assert "交办给本人、未销号的隐患（1条）" in text
        assert "移交人（签字）" in text
        assert "由某丙监交" in text
        assert handover.counts[0] == ["交办给本人、未销号的隐患", "1条"]

    @pytest.mark.parametrize(
        ("moment", "may"), [("2026-06-30 23:00+08:00", True), ("2026-07-01 00:30+08:00", False)]
    )
    def test_the_leaver_works_until_the_day(
        self, client, office, deputy, leaver, successor, moment, may
    ):
        carry_out(agreed(leaver, successor), office=office, by=deputy)
        with time_machine.travel(moment):
            client.post(reverse("login"), {"username": leaver.username, "password": PASSWORD})
            assert (client.get(reverse("home")).status_code == 200) == may

    def test_handed_over_today_the_account_ends_today(self, client, office, deputy, leaver):
        client.force_login(leaver)
        carry_out(agreed(leaver, make_user(Role.CLERK, office), on=TODAY), office=office, by=deputy)
        assert client.get(reverse("home")).status_code == 302

    def test_who_only_changes_posts_keeps_the_account(self, office, deputy, leaver, successor):
        carry_out(agreed(leaver, successor, ends_account=False), office=office, by=deputy)
        leaver.refresh_from_db()
        assert leaver.disabled_on is None

    def test_successor_needs_the_role_or_takes_it_over(self, office, deputy):
        village = make_village(office=office)
        leaver = make_user(Role.VILLAGE, office, villages=[village])
        successor = make_user(
            Role.VILLAGE, office, villages=[make_village(office=office)], full_name="某丁"
        )
        hazard = given(office, deputy, leaver, village=village)
        with pytest.raises(ActionDenied, match="不能办理其中1条"):
            carry_out(agreed(leaver, successor), office=office, by=deputy)
        leaver.refresh_from_db()
        assert leaver.disabled_on is None
        carry_out(agreed(leaver, successor, takes_roles=True), office=office, by=deputy)
        hazard.refresh_from_db()
        assert hazard.assigned_to == successor
        assert successor.memberships.get().villages.count() == 2

    def test_is_done_once(self, office, deputy, leaver, successor):
        carry_out(agreed(leaver, successor), office=office, by=deputy)
        with pytest.raises(Refused, match="已经办过"):
            carry_out(agreed(leaver, successor), office=office, by=deputy)
        other = make_user(Role.CLERK, office)
        carry_out(agreed(other, successor, ends_account=False), office=office, by=deputy)
        with pytest.raises(Refused, match="已经办过"):
            carry_out(agreed(other, successor, ends_account=False), office=office, by=deputy)
        assert Handover.objects.count() == 2

    def test_nobody_hands_over_the_own_work(self, office, deputy, successor):
        with pytest.raises(Refused, match="另一位领导"):
            carry_out(agreed(deputy, successor), office=office, by=deputy)

    def test_a_clerk_may_not(self, office, leaver, successor):
        with pytest.raises(ActionDenied):
            carry_out(agreed(leaver, successor), office=office, by=make_user(Role.CLERK, office))
        assert not Handover.objects.exists()

    def test_the_log_tells(self, office, deputy, leaver, successor):
        given(office, deputy, leaver)
        carry_out(agreed(leaver, successor), office=office, by=deputy)
        event = AuditEvent.objects.get(action="工作交接")
        assert event.changes == {
            "moved": 1,
            "tasks": 0,
            "informants": 0,
            "account_ends": "2026-07-01",
        }


def asked(leaver, successor, **said):
    facts = {"leaver": leaver.pk, "successor": successor.pk, "on": ON, "supervisor": "某丙"}
    return facts | said


class TestPages:
    def test_leader_sees_the_list_and_confirms(self, client, office, deputy, leaver, successor):
        hazard = given(office, deputy, leaver)
        client.force_login(deputy)
        said = asked(leaver, successor, ends_account="on")

        page = client.get(reverse("handover_new"), said).content.decode()
        assert hazard.number in page
        assert "账号从 2026年7月1日起不能登录" in page
        assert not Handover.objects.exists()

        response = client.post(reverse("handover_new"), said, follow=True)
        handover = Handover.objects.get()
        assert response.redirect_chain[-1][0] == handover.get_absolute_url()
        assert "1条隐患转给某乙" in response.content.decode()
        hazard.refresh_from_db()
        assert hazard.assigned_to == successor

    def test_successor_finds_it_among_the_own_work(self, client, office, deputy, leaver, successor):
        given(office, deputy, leaver)
        handover = carry_out(agreed(leaver, successor), office=office, by=deputy)
        client.force_login(successor)
        duties = {duty.label: duty.number for duty in client.get(reverse("home")).context["duties"]}
        assert duties["交办给我的"] == 1
        assert client.get(handover.get_absolute_url()).status_code == 200
        assert list(client.get(reverse("handovers")).context["handovers"]) == [handover]

    def test_leaver_prepares_the_own_list_and_no_other(self, client, office, leaver, successor):
        client.force_login(leaver)
        page = client.get(reverse("handover_new"), {"leaver": leaver.pk, "on": ON})
        assert "sections" in page.context
        assert "确认交接" not in page.content.decode()
        page = client.get(reverse("handover_new"), {"leaver": successor.pk, "on": ON})
        assert "sections" not in page.context
        assert client.post(reverse("handover_new"), asked(leaver, successor)).status_code == 403

    @pytest.mark.parametrize(
        ("on", "words"),
        [("2026-06-23", "不能早于今天"), ("2062-07-01", "核对年份"), ("2026-06-24", "")],
    )
    def test_the_day_is_today_or_later(self, client, office, deputy, leaver, successor, on, words):
        client.force_login(deputy)
        page = client.get(reverse("handover_new"), asked(leaver, successor, on=on))
        assert words in str(page.context["form"].errors.get("on", ""))
        assert ("sections" in page.context) == (not words)

    def test_work_of_a_closed_account_can_still_be_handed_over(
        self, client, office, deputy, leaver, successor
    ):
        hazard = given(office, deputy, leaver)
        leaver.is_active = False
        leaver.save()
        client.force_login(deputy)
        said = asked(leaver, successor, ends_account="on")
        page = client.get(reverse("handover_new"), said).content.decode()
        assert "账号已经停用" in page
        client.post(reverse("handover_new"), said)
        hazard.refresh_from_db()
        assert hazard.assigned_to == successor
        assert not Handover.objects.get().is_account_ended

    def test_a_refusal_is_said_on_the_form(self, client, office, deputy):
        leaver = make_user(Role.VILLAGE, office, villages=[make_village(office=office)])
        given(office, deputy, leaver, village=leaver.memberships.get().villages.get())
        station = make_user(Role.VILLAGE, office, villages=[make_village(office=office)])
        client.force_login(deputy)
        page = client.post(reverse("handover_new"), asked(leaver, station)).content.decode()
        assert "接任移交人的角色" in page
        assert "不能办理其中1条隐患" in page

    def test_prints_before_and_after(self, client, office, deputy, leaver, successor, monkeypatch):
        printed = []
        monkeypatch.setattr(
            "township_safety.desk.handover_views.pdf_of",
            lambda document, **_: printed.append(document) or b"%PDF-",
        )
        given(office, deputy, leaver)
        client.force_login(deputy)
        response = client.get(reverse("handover_draft"), asked(leaver, successor))
        assert response["Content-Type"] == "application/pdf"
        handover = carry_out(agreed(leaver, successor), office=office, by=deputy)
        client.get(reverse("handover_pdf", args=[handover.pk]))
        first, second = (plain_text(document) for document in printed)
        assert first == second

    def test_another_office_sees_nothing_of_it(self, client, office, deputy, leaver, successor):
        handover = carry_out(agreed(leaver, successor), office=office, by=deputy)
        client.force_login(make_user(Role.DEPUTY, make_office()))
        assert client.get(handover.get_absolute_url()).status_code == 404
        client.force_login(make_user(Role.CLERK, office))
        assert client.get(handover.get_absolute_url()).status_code == 404


def test_people_who_have_left_are_not_offered(office, deputy, leaver, successor):
    carry_out(agreed(leaver, successor), office=office, by=deputy)
    assert set(people_with_work(office)) == {deputy, successor}
