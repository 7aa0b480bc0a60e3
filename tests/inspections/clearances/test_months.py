"""What became of the decisions, the months without a session, and the to-dos."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hazards.workflow import Status
from inspections.clearing.deciding import Said, decide
from inspections.clearing.following import followed
from inspections.clearing.months import months_of, owed
from inspections.models import Clearance
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_user
from tests.factories.register import make_agency, make_site
from tests.inspections.clearances.lists import APRIL, LATER, draw_up, line, make_late
from township_safety.desk.duties import KINDS, Ask
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


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
