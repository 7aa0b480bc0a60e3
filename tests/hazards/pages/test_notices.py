"""Notices from ticked hazards to service."""

from datetime import date

import pytest
from django.urls import reverse

from hazards import notice_actions
from hazards.models import Notice
from hazards.workflow import Status
from tests.factories.hazards import (
    make_hazard,
    make_notice,
    make_notice_kind,
)
from tests.factories.register import (
    make_site,
)

pytestmark = pytest.mark.django_db


class TestNotices:
    def test_from_ticked_hazards_to_service(self, client, clerk, office):
        kind = make_notice_kind()
        site = make_site(office=office, name="甲加工厂")
        first, second = (make_hazard(office=office, site=site) for _ in range(2))
        create = reverse("hazards:notice_create")

        page = client.get(create, {"hazards": [first.pk, second.pk]})
        assert page.context["form"]["addressee"].value() == "甲加工厂"
        client.post(
            create,
            {
                "hazards": [first.pk, second.pk],
                "kind": kind.pk,
                "addressee": "甲加工厂",
                "site": site.pk,
                "days_to_rectify": "5",
            },
        )
        notice = Notice.objects.get()
        assert [item.hazard for item in notice.items.all()] == [first, second]

        items = list(notice.items.all())
        client.post(
            reverse("hazards:notice_edit", args=[notice.pk]),
            {
                "kind": kind.pk,
                "addressee": "甲加工厂（二车间）",
                "days_to_rectify": "7",
                "items-TOTAL_FORMS": 2,
                "items-INITIAL_FORMS": 2,
                "items-0-id": items[0].pk,
                "items-0-text": "插座外壳破损",
                "items-0-demand": "更换",
                "items-1-id": items[1].pk,
                "items-1-text": "别的",
                "items-1-DELETE": "on",
            },
        )
        notice.refresh_from_db()
        assert (notice.addressee, notice.days_to_rectify) == ("甲加工厂（二车间）", 7)
        assert notice.items.get().text == "插座外壳破损"

        step = reverse("hazards:notice_step", args=[notice.pk, "issue"])
        issued = client.post(step, {"on": "2024-03-06"}, follow=True)
        assert "已签发，文号测安安整〔2024〕1号" in issued.content.decode()
        client.post(
            reverse("hazards:notice_step", args=[notice.pk, "serve"]),
            {"on": "2024-03-08", "service": "in_person", "received_by": "某丁"},
        )
        first.refresh_from_db()
        assert first.due_on == date(2024, 3, 15)

    def test_what_is_wrong_is_said(self, client, clerk, hazard):
        kind = make_notice_kind()
        said = {"hazards": hazard.pk, "kind": kind.pk, "addressee": "甲加工厂"}
        both = client.post(
            reverse("hazards:notice_create"),
            {**said, "due_on": "2024-04-01", "days_to_rectify": "5"},
        )
        assert "只填一个" in both.content.decode()
        assert hazard.number in both.content.decode()
        assert not Notice.objects.exists()

        notice = make_notice(hazard, issued_on=date(2024, 3, 6))
        serve = reverse("hazards:notice_step", args=[notice.pk, "serve"])
        refused = client.post(serve, {"on": "2024-03-08", "service": "left", "is_refused": "on"})
        assert "请填写见证人" in refused.content.decode()
        early = client.post(serve, {"on": "2024-03-05", "service": "left"})
        assert "早于上一步的日期" in early.content.decode()

    def test_a_hazard_voided_meanwhile_is_not_drafted(self, client, clerk, office):
        hazard = make_hazard(Status.VOIDED, office=office)
        said = {"hazards": hazard.pk, "kind": make_notice_kind().pk, "addressee": "甲加工厂"}
        page = client.post(reverse("hazards:notice_create"), {**said, "days_to_rectify": "5"})
        assert "已误录作废" in page.content.decode()

    def test_a_draft_issued_meanwhile_is_not_changed(self, client, clerk, hazard):
        notice = make_notice(hazard, by=clerk)
        edit = reverse("hazards:notice_edit", args=[notice.pk])
        page = client.get(edit)
        assert hazard.description in page.content.decode()
        item = notice.items.get()
        said = {
            "kind": notice.kind_id,
            "addressee": "别的单位",
            "due_on": notice.due_on,
            "items-TOTAL_FORMS": 1,
            "items-INITIAL_FORMS": 1,
            "items-0-id": item.pk,
            "items-0-text": " ",
        }
        assert "请填写这一项" in client.post(edit, said).content.decode()
        assert client.get(edit.replace("/edit/", "/post/")).status_code == 404
        notice_actions.issue_notice(notice, by=clerk, on=date(2024, 3, 6))
        client.post(edit, {**said, "items-0-text": "别的话"})
        notice.refresh_from_db()
        assert (notice.addressee, notice.items.get().text) == ("测试厂", hazard.description)

    def test_cancelled_it_says_why_and_offers_nothing(self, client, clerk, hazard):
        notice = make_notice(hazard, issued_on=date(2024, 3, 6))
        cancel = reverse("hazards:notice_step", args=[notice.pk, "cancel"])
        client.post(cancel, {"on": "2024-03-07", "reason": "单位名称有误"})
        page = client.get(notice.get_absolute_url()).content.decode()
        assert "单位名称有误" in page
        assert "登记送达" not in page
        again = client.get(cancel, follow=True)
        assert "现在是“已撤销”，不能撤销" in again.content.decode()

    def test_issued_it_is_not_edited_nor_voided(self, client, clerk, hazard):
        notice = make_notice(hazard, issued_on=date(2024, 3, 6))
        edit = client.get(reverse("hazards:notice_edit", args=[notice.pk]), follow=True)
        assert "不能再修改" in edit.content.decode()
        void = client.post(reverse("hazards:notice_void", args=[notice.pk]), {"reason": "错"})
        assert "请撤销" in void.content.decode()

    def test_a_draft_is_voided(self, client, clerk, hazard):
        notice = make_notice(hazard)
        client.post(reverse("hazards:notice_void", args=[notice.pk]), {"reason": "不用发了"})
        notice.refresh_from_db()
        assert notice.is_voided

    @pytest.mark.parametrize("asked", ["x", "999999", "1;2", "²"])
    def test_hazards_that_do_not_exist(self, client, clerk, asked):
        response = client.get(reverse("hazards:notice_create"), {"hazards": asked})
        assert response.status_code == 404

    def test_the_list_by_state(self, client, clerk, hazard):
        make_notice(hazard, addressee="草稿单位")
        make_notice(hazard, addressee="待送单位", issued_on=date(2024, 3, 6))
        make_notice(
            hazard,
            addressee="送达单位",
            issued_on=date(2024, 3, 7),
            served_on=date(2024, 3, 8),
        )
        url = reverse("hazards:notices")
        for state, name in (
            ("draft", "草稿单位"),
            ("unserved", "待送单位"),
            ("served", "送达单位"),
        ):
            rows = client.get(url, {"state": state}).context["page"]
            assert [row.addressee for row in rows] == [name]
        rows = client.get(url, {"first_day": "2024-03-07"}).context["page"]
        assert [row.addressee for row in rows] == ["送达单位"]
        rows = client.get(url, {"text": "待送"}).context["page"]
        assert [row.addressee for row in rows] == ["待送单位"]
