"""The steps of a hazard on its page, sent twice and by two people too."""

from datetime import date

import pytest
from django.urls import reverse

from hazards import actions
from hazards.workflow import Action, Status
from tests.factories.hazards import (
    make_hazard,
)
from tests.factories.organisation import make_user
from tests.factories.register import (
    make_agency,
)
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


class TestMoving:
    def url(self, hazard, action):
        return reverse("hazards:act", args=[hazard.pk, action])

    @pytest.mark.parametrize(
        ("action", "said"),
        [
            ("assign", {"due_on": "2024-04-10", "responsible_unit": "测试厂"}),
            ("extend", {"due_on": "2024-05-01", "reason": "等配件"}),
            ("claim", {"measures": "已更换", "amount": "300"}),
            ("list", {"body": "测试县安委办", "level": "county"}),
            ("void", {"reason": "重复登记"}),
        ],
    )
    def test_a_step(self, client, clerk, hazard, action, said):
        url = self.url(hazard, action)
        assert client.get(url).status_code == 200
        response = client.post(url, {"on": "2024-03-08", "version": 0, **said}, follow=True)
        hazard.refresh_from_db()
        event = hazard.events.latest("pk")
        assert (event.action, event.by, event.on) == (action, clerk, date(2024, 3, 8))
        assert f"已办理：{Action(action).label}" in response.content.decode()

    @pytest.mark.parametrize(
        ("action", "said", "status"),
        [
            ("pass", {"verifier": "某乙"}, Status.CLOSED),
            ("fail", {"verifier": "某乙", "due_on": "2024-05-01"}, Status.OPEN),
        ],
    )
    def test_a_check(self, client, clerk, office, action, said, status):
        hazard = make_hazard(Status.RECTIFIED, office=office, claimed_on=date(2024, 3, 8))
        url = self.url(hazard, action)
        client.post(url, {"on": "2024-03-09", "version": hazard.version, **said})
        hazard.refresh_from_db()
        assert hazard.status == status

    def test_listing_and_referral_and_back(self, client, clerk, office, hazard):
        agency = make_agency(office=office)
        day = {"on": "2024-03-08"}
        client.post(
            self.url(hazard, "list"),
            {**day, "version": 0, "body": "测试县安委办", "level": "county"},
        )
        client.post(
            self.url(hazard, "refer"),
            {
                **day,
                "version": 1,
                "kind": "report",
                "to_agency": agency.pk,
                "reason": "no_power",
                "interim_measures": "设置围挡",
            },
        )
        listing, referral = hazard.listings.get(), hazard.referrals.get()
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "报送督办进展" in page
        assert "登记回复" in page
        answer = {"referral": referral.pk, "reply": "已派人处理", "result": "done"}
        client.post(self.url(hazard, "reply"), {**day, "version": 2, **answer})
        client.post(self.url(hazard, "claim"), {**day, "version": 3, "measures": "已更换"})
        said = {"listing": listing.pk, "people": "某丙", "outcome": "passed"}
        client.post(self.url(hazard, "accept"), {**day, "version": 4, **said})
        client.post(self.url(hazard, "unlist"), {**day, "version": 5, "listing": listing.pk})
        listing.refresh_from_db()
        referral.refresh_from_db()
        assert listing.lifted_on == referral.replied_on == date(2024, 3, 8)

    def test_a_refusal_keeps_what_was_typed(self, client, clerk, hazard):
        response = client.post(
            self.url(hazard, "claim"),
            {"on": "2024-03-01", "version": 0, "measures": "换了三个插座"},
        )
        page = response.content.decode()
        assert "早于上一步的日期" in page
        assert "换了三个插座" in page
        hazard.refresh_from_db()
        assert hazard.status == Status.OPEN

    def test_sent_twice_it_is_done_once(self, client, clerk, hazard):
        said = {"on": "2024-03-08", "version": 0, "measures": "已更换"}
        client.post(self.url(hazard, "claim"), said)
        again = client.post(self.url(hazard, "claim"), said)
        assert "您刚才已经办理过" in again.content.decode()
        assert hazard.rectifications.count() == 1

    def test_after_hearing_of_the_other_it_can_be_sent_again(self, client, clerk, office, hazard):
        other = make_user(Role.CLERK, office, full_name="某戊")
        actions.assign(hazard, by=other, on=date(2024, 3, 6), due_on=date(2024, 4, 5))
        said = {"on": "2024-03-08", "version": "0", "measures": "已更换"}
        first = client.post(self.url(hazard, "claim"), said)
        assert "某戊刚修改过这条隐患（交办）" in first.content.decode()
        said["version"] = first.context["form"]["version"].value()
        client.post(self.url(hazard, "claim"), said)
        hazard.refresh_from_db()
        assert hazard.status == Status.RECTIFIED

    def test_what_must_be_said(self, client, clerk, hazard):
        said = {"on": "2024-03-08", "version": 0, "measures": " 　"}
        response = client.post(self.url(hazard, "claim"), said)
        assert "请填写这一项" in str(response.context["form"].errors["measures"])

    def test_a_step_that_does_not_fit_leads_back(self, client, clerk, hazard):
        response = client.get(self.url(hazard, "pass"), follow=True)
        assert "现在是“待整改”，不能复查通过并销号" in response.content.decode()

    def test_buttons_are_what_may_be_done(self, client, clerk, hazard):
        page = client.get(hazard.get_absolute_url()).content.decode()
        for label in ("交办", "延期整改", "报告整改完成", "误录作废"):
            assert label in page
        for label in ("复查通过并销号", "解除挂牌", "登记回复"):
            assert label not in page
