"""整改复查: one visit, item by item; all of it is saved or nothing."""

from datetime import date

import pytest
from django.urls import reverse

from hazards import actions, notice_actions
from hazards.actions import ActionDenied
from hazards.models import Recheck, RecheckItem
from hazards.rechecking import ItemsDenied, Seen, record_recheck
from hazards.workflow import Action, Status
from tests.factories.hazards import make_hazard, make_notice
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

FOUND = date(2024, 3, 5)
CLAIMED = date(2024, 3, 12)
VISIT = date(2024, 3, 15)
LATER = date(2024, 3, 31)
Outcome = RecheckItem.Outcome


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def site(office):
    return make_site(office=office, village=make_village(office=office))


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def claimed(office, site):
    return [
        make_hazard(Status.RECTIFIED, office=office, site=site, claimed_on=CLAIMED)
        for _ in range(2)
    ]


@pytest.fixture
def still_open(office, site):
    return make_hazard(office=office, site=site, due_on=date(2024, 3, 20))


@pytest.fixture
def notice(office, claimed, still_open):
    return make_notice(*claimed, still_open, office=office, site=still_open.site, issued_on=FOUND)


def visit(site, seen, *, by, on=VISIT, **fields):
    recheck = Recheck(office=by.office, site=site, on=on, verifier="某乙、某丙", **fields)
    return record_recheck(recheck, seen=seen, by=by)


def status_of(hazard):
    hazard.refresh_from_db()
    return hazard.status


class TestTheVisit:
    def test_each_item_takes_its_own_step(self, clerk, site, claimed, still_open):
        good, bad = claimed
        recheck = visit(
            site,
            [
                Seen(good, Outcome.PASSED, opinion="已更换"),
                Seen(bad, Outcome.FAILED, opinion="仍有缺陷", due_on=LATER),
                Seen(still_open, Outcome.UNSEEN),
            ],
            by=clerk,
        )
        assert [status_of(row) for row in (good, bad, still_open)] == ["closed", "open", "open"]
        assert good.rectifications.get().verifier == "某乙、某丙"
        assert (bad.due_on, bad.rectifications.get().remark) == (LATER, "仍有缺陷")
        assert not still_open.events.exclude(action=Action.REGISTER).exists()
        assert [item.outcome for item in recheck.items.all()] == ["passed", "failed", "unseen"]

    def test_one_still_open_gets_a_new_deadline_without_a_claim(self, clerk, site, still_open):
        visit(site, [Seen(still_open, Outcome.FAILED, opinion="未动工", due_on=LATER)], by=clerk)
        still_open.refresh_from_db()
        assert (still_open.status, still_open.due_on) == (Status.OPEN, LATER)
        assert not still_open.rectifications.exists()
        event = still_open.events.latest("pk")
        assert (event.action, event.note) == (Action.ASSIGN, "复查时仍未整改：未动工")

    def test_one_found_done_is_claimed_and_passed_on_the_day(self, clerk, site, still_open):
        clerk.office.same_person_may_verify = True
        clerk.office.save()
        still_open.refresh_from_db()
        visit(site, [Seen(still_open, Outcome.PASSED)], by=clerk)
        still_open.refresh_from_db()
        assert (still_open.status, still_open.rectified_on) == (Status.CLOSED, VISIT)

    def test_who_reports_does_not_check_unless_the_office_says_so(self, clerk, site, still_open):
        with pytest.raises(ItemsDenied) as denied:
            visit(site, [Seen(still_open, Outcome.PASSED)], by=clerk)
        assert "还没有人报告整改完成" in denied.value.reasons[still_open.pk]
        assert status_of(still_open) == Status.OPEN

    def test_every_refused_item_is_named_and_nothing_saved(self, clerk, site, claimed):
        late = make_hazard(
            Status.RECTIFIED, office=clerk.office, site=site, claimed_on=date(2024, 3, 18)
        )
        own = make_hazard(Status.RECTIFIED, by=clerk, site=site)
        seen = [Seen(row, Outcome.PASSED) for row in (claimed[0], late, own)]
        with pytest.raises(ItemsDenied) as denied:
            visit(site, seen, by=clerk)
        assert denied.value.reasons.keys() == {late.pk, own.pk}
        assert "复查日期2024-03-15早于上一步" in denied.value.reasons[late.pk]
        assert "应由另一人复查" in denied.value.reasons[own.pk]
        assert status_of(claimed[0]) == Status.RECTIFIED
        assert not Recheck.objects.exists()

    def test_somebody_was_faster(self, clerk, site, claimed):
        seen = [Seen(row, Outcome.PASSED, version=row.version) for row in claimed]
        actions.pass_check(claimed[1], by=make_user(Role.CLERK, clerk.office), on=VISIT)
        with pytest.raises(ItemsDenied) as denied:
            visit(site, seen, by=clerk)
        assert "刚修改过这条隐患" in denied.value.reasons[claimed[1].pk]
        assert status_of(claimed[0]) == Status.RECTIFIED

    def test_a_visit_that_saw_nothing_is_none(self, clerk, site, claimed):
        with pytest.raises(ActionDenied, match="每一条都是未查"):
            visit(site, [Seen(claimed[0], Outcome.UNSEEN)], by=clerk)

    def test_not_of_a_day_to_come_nor_of_a_draft(self, clerk, site, claimed):
        with pytest.raises(ActionDenied, match="在今天之后"):
            visit(site, [Seen(claimed[0], Outcome.PASSED)], by=clerk, on=date(2999, 1, 1))
        draft = make_notice(claimed[0], office=clerk.office)
        with pytest.raises(ActionDenied, match="草稿"):
            visit(site, [Seen(claimed[0], Outcome.PASSED)], by=clerk, notice=draft)

    def test_another_office_s_hazard(self, clerk, site):
        foreign = make_hazard(Status.RECTIFIED)
        with pytest.raises(ItemsDenied) as denied:
            visit(site, [Seen(foreign, Outcome.PASSED)], by=clerk)
        assert "另一单位" in denied.value.reasons[foreign.pk]


def said(*items, **head):
    data = {"on": "2024-03-15", "verifier": "某乙", **head}
    data["hazards"] = [hazard.pk for hazard, _ in items]
    for hazard, answers in items:
        given = {"outcome": "unseen", "version": hazard.version, **answers}
        data |= {f"h{hazard.pk}-{name}": value for name, value in given.items()}
    return data


class TestThePage:
    def url(self, notice):
        return reverse("hazards:notice_recheck", args=[notice.pk])

    def test_the_notice_s_items_are_entered_at_once(
        self, client, clerk, notice, claimed, still_open
    ):
        page = client.get(notice.get_absolute_url()).content.decode()
        assert self.url(notice) in page
        for row in (*claimed, still_open):
            row.refresh_from_db()
        items = [
            (claimed[0], {"outcome": "passed"}),
            (claimed[1], {"outcome": "failed", "opinion": "仍有缺陷"}),
            (still_open, {}),
        ]
        response = client.post(self.url(notice), said(*items, due_on="2024年3月31日"), follow=True)
        recheck = Recheck.objects.get()
        assert (recheck.notice, recheck.village) == (notice, notice.village)
        assert "已登记整改复查" in response.content.decode()
        assert status_of(claimed[0]) == Status.CLOSED
        claimed[1].refresh_from_db()
        assert claimed[1].due_on == LATER
        page = client.get(notice.get_absolute_url()).content.decode()
        assert recheck.get_absolute_url() in page

    def test_what_is_wrong_is_said_at_the_item_and_kept(self, client, clerk, notice, claimed):
        claimed[0].refresh_from_db()
        bad = {"outcome": "failed", "due_on": "2024-03-01"}
        response = client.post(self.url(notice), said((claimed[0], bad)))
        page = response.content.decode()
        assert "第1条还有内容需要修改" in page
        assert "新的整改期限不能早于复查日期" in page
        assert "不合格的要写明还有什么问题" in page
        assert status_of(claimed[0]) == Status.RECTIFIED

    def test_a_deadline_belongs_to_what_failed(self, client, clerk, notice, claimed):
        claimed[0].refresh_from_db()
        good = {"outcome": "passed", "due_on": "2024-03-31"}
        page = client.post(self.url(notice), said((claimed[0], good))).content.decode()
        assert "只有不合格的才填新的整改期限" in page

    def test_one_closed_meanwhile_is_not_lost_silently(self, client, clerk, notice, claimed):
        for row in claimed:
            row.refresh_from_db()
        data = said(*[(row, {"outcome": "passed"}) for row in claimed])
        actions.pass_check(claimed[1], by=make_user(Role.CLERK, clerk.office), on=VISIT)
        page = client.post(self.url(notice), data).content.decode()
        assert "有1条不能这样办理，全部没有保存" in page
        assert "刚修改过这条隐患" in page
        # The page that says so can be sent again: what the other did is known now.
        data = said((claimed[0], {"outcome": "passed"}), (claimed[1], {}))
        data[f"h{claimed[1].pk}-version"] = claimed[1].version + 1
        assert f'name="h{claimed[1].pk}-version" value="{claimed[1].version + 1}"' in page
        client.post(self.url(notice), data)
        assert status_of(claimed[0]) == Status.CLOSED

    def test_the_next_visit_begins_with_what_failed(self, client, clerk, site, claimed):
        good, bad = claimed
        url = reverse("hazards:site_recheck", args=[site.pk])
        items = [
            (good, {"outcome": "passed"}),
            (bad, {"outcome": "failed", "opinion": "缺灯", "due_on": "2024-03-31"}),
        ]
        response = client.post(url, said(*items))
        again = reverse("hazards:recheck_again", args=[Recheck.objects.get().pk])
        assert again in client.get(response.url).content.decode()
        page = client.get(again).content.decode()
        assert bad.number in page
        assert good.number not in page
        bad.refresh_from_db()
        other = make_user(Role.CLERK, clerk.office)
        actions.claim(bad, by=other, on=VISIT, measures="已装")
        bad.refresh_from_db()
        client.post(again, said((bad, {"outcome": "passed"})))
        assert status_of(bad) == Status.CLOSED
        assert again not in client.get(response.url).content.decode()

    def test_nothing_to_look_at(self, client, clerk, office, site):
        url = reverse("hazards:site_recheck", args=[site.pk])
        assert "没有待复查或未整改的隐患" in client.get(url, follow=True).content.decode()
        draft = make_notice(office=office)
        assert "不能登记整改复查" in client.get(self.url(draft), follow=True).content.decode()

    def test_a_cancelled_notice_is_not_offered(self, client, clerk, notice):
        notice_actions.cancel_notice(notice, by=clerk, on=VISIT, reason="单位名称有误")
        assert self.url(notice) not in client.get(notice.get_absolute_url()).content.decode()

    def test_the_list_counts_items(self, client, clerk, site, claimed):
        seen = [Seen(row, Outcome.PASSED) for row in claimed]
        recheck = visit(site, seen, by=clerk)
        page = client.get(reverse("hazards:rechecks")).content.decode()
        assert recheck.get_absolute_url() in page
        assert 'data-label="合格">2<' in page

    @pytest.mark.parametrize(
        ("asked", "is_found"),
        [
            ({"text": "木器"}, True),
            ({"text": "造纸"}, False),
            ({"failed": "on"}, False),
            ({"first_day": "2024-03-15", "last_day": "2024-03-15"}, True),
            ({"first_day": "2024-03-16"}, False),
            ({"last_day": "2024-03-14"}, False),
            ({"last_day": "乱写"}, False),
        ],
    )
    def test_the_list_is_narrowed(self, client, clerk, site, claimed, asked, is_found):
        site.name = "测试木器厂"
        site.save()
        recheck = visit(site, [Seen(claimed[0], Outcome.PASSED)], by=clerk)
        page = client.get(reverse("hazards:rechecks"), asked).content.decode()
        assert (recheck.get_absolute_url() in page) is is_found
        assert ("没有符合条件的整改复查" in page) is not is_found

    def test_the_hazard_s_page_leads_there(self, client, clerk, claimed, site):
        page = client.get(claimed[0].get_absolute_url()).content.decode()
        assert reverse("hazards:site_recheck", args=[site.pk]) in page


class TestCorrecting:
    @pytest.fixture
    def recheck(self, clerk, site, claimed, still_open):
        seen = [
            Seen(claimed[0], Outcome.PASSED, opinion="已更唤"),
            Seen(claimed[1], Outcome.FAILED, opinion="仍有缺陷", due_on=LATER),
            Seen(still_open, Outcome.FAILED, opinion="未动工", due_on=LATER),
        ]
        return visit(site, seen, by=clerk)

    def words(self, recheck, *opinions, **fields):
        items = zip(recheck.items.all(), opinions, strict=True)
        said = {f"opinion{item.pk}": opinion for item, opinion in items}
        return {"verifier": recheck.verifier, "remark": "", "reason": "写错字", **said, **fields}

    def test_words_are_put_right_on_the_visit_and_on_the_hazards(self, client, recheck, claimed):
        url = reverse("hazards:recheck_edit", args=[recheck.pk])
        assert url in client.get(recheck.get_absolute_url()).content.decode()
        client.post(url, self.words(recheck, "已更换", "仍有缺陷", "未动工", verifier="某戊"))
        recheck.refresh_from_db()
        assert recheck.verifier == "某戊"
        assert [item.opinion for item in recheck.items.all()] == ["已更换", "仍有缺陷", "未动工"]
        good, bad = (row.rectifications.get() for row in claimed)
        assert (good.remark, good.verifier, bad.verifier) == ("已更换", "某戊", "某戊")
        event = claimed[0].events.latest("pk")
        assert (event.action, event.note) == (Action.CORRECT, "写错字")
        assert event.changes["remark"] == ["已更唤", "已更换"]
        assert status_of(claimed[0]) == Status.CLOSED

    def test_what_is_said_already_is_not_touched(self, client, recheck, claimed):
        url = reverse("hazards:recheck_edit", args=[recheck.pk])
        client.post(url, self.words(recheck, "已更唤", "仍有缺陷", "未动工", remark="基本到位"))
        assert not claimed[0].events.filter(action=Action.CORRECT).exists()
        recheck.refresh_from_db()
        assert recheck.remark == "基本到位"

    def test_a_paper_that_went_out_stays(self, client, recheck):
        Recheck.objects.update(number="测安复〔2024〕1号")
        url = reverse("hazards:recheck_edit", args=[recheck.pk])
        page = client.post(url, self.words(recheck, "甲", "乙", "丙")).content.decode()
        assert "已出具整改复查意见书测安复〔2024〕1号，不能再更正" in page
        assert url not in client.get(recheck.get_absolute_url()).content.decode()
