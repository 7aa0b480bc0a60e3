"""What is proposed for the month-end session, and the list that is drawn up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hazards import actions
from hazards.models import Hazard
from hazards.steps import ActionDenied
from hazards.workflow import Status
from inspections.clearing import sessions
from inspections.models import Clearance
from tests.factories.hazards import make_hazard
from tests.factories.opinions import make_leader
from tests.factories.organisation import make_user, make_village
from tests.factories.register import make_agency
from tests.inspections.clearances.lists import (
    APRIL,
    DUE_ON,
    FOUND_ON,
    HELD_ON,
    MARCH,
    draw_up,
    line,
    make_late,
    proposed,
)
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db


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
