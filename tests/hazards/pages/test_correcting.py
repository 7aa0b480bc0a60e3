"""Correcting a hazard and its rectification with a reason."""

from datetime import date

import pytest
from django.urls import reverse

from hazards import actions
from hazards.workflow import Status
from tests.factories.hazards import (
    make_hazard,
)
from tests.factories.organisation import make_user
from tests.hazards.pages.said import MAJOR
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


class TestCorrecting:
    def url(self, hazard):
        return reverse("hazards:edit", args=[hazard.pk])

    def opened(self, client, hazard):
        """The form as the browser would send it back."""
        form = client.get(self.url(hazard)).context["form"]
        said = {}
        for bound in form:
            value = bound.value()
            for key in (bound.html_name, bound.html_initial_name):
                if isinstance(value, list):
                    said[key] = [str(item) for item in value]
                elif value is not None and value is not False:
                    said[key] = str(value)
        return said

    def test_a_reason_and_what_changed_are_kept(self, client, clerk, hazard):
        said = {**self.opened(client, hazard), "place": "东侧", "reason": "部位写错"}
        client.post(self.url(hazard), said)
        event = hazard.events.latest("pk")
        assert (event.note, event.changes) == ("部位写错", {"place": ["", "东侧"]})
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "隐患部位：（空） → 东侧" in page

    def test_graded_major_it_demands_the_plan(self, client, clerk, hazard):
        said = {**self.opened(client, hazard), "grade": "major", "reason": "重新判定"}
        response = client.post(self.url(hazard), said)
        assert "plan_goals" in response.context["form"].errors
        client.post(self.url(hazard), {**said, **MAJOR})
        hazard.refresh_from_db()
        assert (hazard.grade, hazard.plan_goals) == ("major", "plan_goals已写明")
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "治理的目标和任务：（空） → plan_goals已写明" in page

    def test_a_major_hazard_of_a_loaded_ledger_may_be_corrected(self, client, clerk, office):
        hazard = make_hazard(office=office, grade="major")
        said = {**self.opened(client, hazard), "place": "东侧", "reason": "部位写错"}
        client.post(self.url(hazard), said)
        hazard.refresh_from_db()
        assert hazard.place == "东侧"

    def test_without_a_reason_nothing_is_corrected(self, client, clerk, hazard):
        response = client.post(self.url(hazard), {**self.opened(client, hazard), "place": "东侧"})
        assert "reason" in response.context["form"].errors
        assert "东侧" in response.content.decode()

    def test_two_people_at_once_lose_nothing(self, client, clerk, office, hazard):
        mine = {**self.opened(client, hazard), "place": "东侧", "reason": "部位写错"}
        other = make_user(Role.CLERK, office, full_name="某戊")
        actions.correct(
            hazard, by=other, on=date(2024, 4, 1), reason="错", values={"inspectors": "某己"}
        )

        refused = client.post(self.url(hazard), mine)

        page = refused.content.decode()
        assert "某戊刚修改过这条隐患（更正）" in page
        form = refused.context["form"]
        assert form["place"].value() == "东侧"
        assert form["inspectors"].value() == "某己"

        again = {**mine, "version": form["version"].value(), "inspectors": "某己"}
        again["initial-inspectors"] = "某己"
        client.post(self.url(hazard), again)
        hazard.refresh_from_db()
        assert (hazard.place, hazard.inspectors) == ("东侧", "某己")

    def test_a_rule_that_forbids_it_is_said(self, client, clerk, office):
        hazard = make_hazard(Status.RECTIFIED, office=office, claimed_on=date(2024, 3, 8))
        said = {**self.opened(client, hazard), "found_on": "2024-03-09", "reason": "日期写错"}
        response = client.post(self.url(hazard), said)
        assert "检查日期不能晚于整改完成日期2024-03-08" in response.content.decode()

    def test_put_right_on_the_spot_moves_as_a_whole(self, client, clerk, office):
        hazard = make_hazard(Status.RECTIFIED, office=office, rectify_mode="on_spot")
        said = {**self.opened(client, hazard), "found_on": "2024-03-09", "reason": "日期写错"}
        client.post(self.url(hazard), said)
        hazard.refresh_from_db()
        assert hazard.found_on == hazard.rectified_on == date(2024, 3, 9)

    def test_a_voided_one_is_not_corrected(self, client, clerk, office):
        hazard = make_hazard(Status.VOIDED, office=office)
        response = client.get(self.url(hazard), follow=True)
        assert "已误录作废，不能再更正" in response.content.decode()

    def test_a_rectification(self, client, clerk, office):
        hazard = make_hazard(Status.RECTIFIED, office=office, claimed_on=date(2024, 3, 8))
        row = hazard.rectifications.get()
        url = reverse("hazards:amend", args=[hazard.pk, row.pk])
        said = {"claimed_on": "2024-03-09", "measures": "已更换", "reason": "日期写错"}
        client.post(url, {**said, "version": hazard.version})
        hazard.refresh_from_db()
        assert hazard.rectified_on == date(2024, 3, 9)
        actions.fail_check(
            hazard, by=make_user(Role.CLERK, office), on=date(2024, 3, 12), due_on=date(2024, 4, 1)
        )
        assert "decided_on" not in client.get(url).context["form"].fields
        hazard.refresh_from_db()
        late = client.post(url, {**said, "version": hazard.version, "claimed_on": "2024-03-01"})
        assert "早于上一步" in late.content.decode()
