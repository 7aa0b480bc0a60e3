"""A clerk's day on the pages: entering, moving, correcting, and what goes wrong."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards import actions, count_actions, notice_actions
from hazards.models import Hazard, HazardCount, Notice
from hazards.models.plan import PLAN
from hazards.workflow import Action, Status
from tests.factories.hazards import (
    make_count,
    make_hazard,
    make_hazard_phrase,
    make_notice,
    make_notice_kind,
)
from tests.factories.opinions import ask_no_leader
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_agency,
    make_campaign,
    make_hazard_source,
    make_sector,
    make_site,
)
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return ask_no_leader(make_office(document_word="测安"))


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def hazard(office):
    return make_hazard(office=office, due_on=date(2024, 4, 1))


SAID = {
    "found_on": "2024-03-05",
    "description": "插座外壳破损",
    "grade": "general",
    "rectify_mode": "within_limit",
}

MAJOR = {
    "grade": "major",
    "responsible_unit": "测试厂",
    "responsible_person": "某乙",
    **{name: f"{name}已写明" for name in PLAN},
}


class TestEntering:
    url = reverse("hazards:create")

    def test_a_hazard_with_a_deadline(self, client, clerk, office):
        campaign = make_campaign(office=office)
        said = {**SAID, "due_on": "2024年4月1日", "campaigns": [campaign.pk], "funds": "1200"}
        response = client.post(self.url, said, follow=True)
        hazard = Hazard.objects.get()
        assert (hazard.status, hazard.due_on) == (Status.OPEN, date(2024, 4, 1))
        assert (hazard.recorded_by, hazard.office) == (clerk, office)
        assert list(hazard.campaigns.all()) == [campaign]
        assert f"已登记，编号{hazard.number}" in response.content.decode()

    def test_put_right_on_the_spot(self, client, clerk):
        client.post(self.url, {**SAID, "rectify_mode": "on_spot", "measures": "已更换插座"})
        hazard = Hazard.objects.get()
        assert (hazard.status, hazard.rectified_on) == (Status.RECTIFIED, date(2024, 3, 5))
        assert hazard.rectifications.get().measures == "已更换插座"

    def test_village_and_sector_come_from_the_site(self, client, clerk, office):
        village, sector = make_village(office=office), make_sector()
        site = make_site(office=office, village=village, sector=sector)
        client.post(self.url, {**SAID, "site": site.pk})
        hazard = Hazard.objects.get()
        assert (hazard.village, hazard.sector) == (village, sector)

    def test_the_next_one_of_the_same_site_at_once(self, client, clerk, office):
        site, source = make_site(office=office), make_hazard_source()
        said = {**SAID, "site": site.pk, "source": source.pk, "inspectors": "某乙", "place": "一楼"}
        response = client.post(self.url, {**said, "another": "1"})
        number = Hazard.objects.get().number
        assert response.url == f"{self.url}?after={number}"
        begun = client.get(response.url).context["form"].initial
        assert (begun["site"], begun["source"], begun["inspectors"]) == (site, source, "某乙")
        assert begun["found_on"] == date(2024, 3, 5)
        assert not begun.get("place")
        assert not begun.get("description")

    def test_a_phrase_stands_for_the_words(self, client, clerk):
        phrase = make_hazard_phrase(name="灭火器过期", measures="更换", sector=make_sector())
        client.post(self.url, {**SAID, "description": "", "phrase": phrase.pk})
        hazard = Hazard.objects.get()
        assert (hazard.description, hazard.measures) == ("灭火器过期", "更换")
        assert hazard.sector == phrase.sector

    def test_what_is_typed_goes_before_the_phrase(self, client, clerk):
        phrase = make_hazard_phrase(measures="更换")
        client.post(self.url, {**SAID, "phrase": phrase.pk, "measures": "充装"})
        hazard = Hazard.objects.get()
        assert (hazard.description, hazard.measures) == (SAID["description"], "充装")

    def test_a_site_by_its_whole_name(self, client, clerk, office):
        site = make_site(office=office, name="测试木器厂")
        client.post(self.url, {**SAID, "site": ["", "测试木器厂"]})
        assert Hazard.objects.get().site == site
        response = client.post(self.url, {**SAID, "site": ["", "没有的厂"]})
        assert "没有找到“没有的厂”" in response.content.decode()

    def test_a_long_register_is_not_written_into_the_page(self, client, clerk, office, monkeypatch):
        monkeypatch.setattr("township_safety.organisation.lookups.MOST_LISTED", 2)
        names = [make_site(office=office).name for _ in range(3)]
        page = client.get(self.url).content.decode()
        assert not any(name in page for name in names)
        assert "<noscript><input name=" in page

    def test_nobody_begins_with_a_hazard_of_another_office(self, client, clerk):
        other = make_hazard(inspectors="某外人")
        begun = client.get(self.url, {"after": other.number}).context["form"].initial
        assert begun["inspectors"] == clerk.full_name

    def test_the_last_sector_and_source_are_proposed(self, client, clerk):
        sector, source = make_sector(), make_hazard_source()
        client.post(self.url, {**SAID, "sector": sector.pk, "source": source.pk})
        begun = client.get(self.url).context["form"].initial
        assert (begun["sector"], begun["source"]) == (sector.pk, source.pk)

    def test_the_only_village_of_an_inspector_is_there(self, client, office):
        own = make_village(office=office)
        client.force_login(make_user(Role.VILLAGE, office, villages=[own]))
        assert client.get(self.url).context["form"].initial["village"] == own

    def test_the_usual_values_are_there(self, client, clerk):
        with time_machine.travel("2024-03-10T16:30:00Z", tick=False):
            client.force_login(clerk)
            page = client.get(self.url).content.decode()
        assert 'value="2024-03-11"' in page
        assert clerk.full_name in page

    @pytest.mark.parametrize(
        ("said", "field", "problem"),
        [
            ({"description": " 　"}, "description", "请填写这一项"),
            ({"found_on": "2024-02-30"}, "found_on", "2024-02-30"),
            ({"found_on": "2090-01-01"}, "found_on", "今天之后"),
            ({"due_on": "2024-03-01"}, "due_on", "不能早于检查日期"),
            ({"due_on": "2024-04-01", "rectify_mode": "on_spot"}, "due_on", "当场整改的不用填"),
            ({"due_on": "2024-04-01", "is_standing": "on"}, "due_on", "长期坚持"),
            ({"funds": "-1"}, "funds", "是负数"),
            ({"recurs": "2019-9999"}, "recurs", "没有编号为“2019-9999”的隐患"),
            ({"phone": "abc"}, "phone", ""),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, client, clerk, said, field, problem
    ):
        response = client.post(self.url, {**SAID, "place": "北侧车间", **said})
        form = response.context["form"]
        assert problem in str(form.errors[field])
        assert "北侧车间" in response.content.decode()
        assert not Hazard.objects.exists()

    def test_characters_no_file_can_hold_are_left_out(self, client, clerk):
        client.post(self.url, {**SAID, "description": "插座\u200b破损\ufeff"})
        assert Hazard.objects.get().description == "插座破损"

    def test_a_major_hazard_is_not_inside_a_count(self, client, clerk, office):
        count = make_count(office=office)
        said = {**SAID, **MAJOR, "counted_in": count.pk}
        response = client.post(self.url, said)
        assert "必须逐条登记" in response.content.decode()

    def test_a_major_hazard_demands_its_plan(self, client, clerk):
        response = client.post(self.url, {**SAID, "grade": "major"})
        assert set(response.context["form"].errors) == {
            *PLAN,
            "responsible_unit",
            "responsible_person",
        }
        assert "重大隐患必须填写“安全措施和应急预案”" in response.content.decode()
        assert not Hazard.objects.exists()

        client.post(self.url, {**SAID, **MAJOR})
        hazard = Hazard.objects.get()
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert hazard.plan_goals == "plan_goals已写明"
        assert "plan_safeguards已写明" in page
        assert dict(hazard.assured) == dict.fromkeys(
            ("责任", "措施", "资金", "时限", "预案"), "已落实"
        )

    def test_what_a_loaded_major_hazard_lacks_is_shown(self, client, clerk, office):
        hazard = make_hazard(office=office, grade="major")
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "治理的目标和任务" in page
        assert page.count("未落实") == 5

    def test_a_recurrence_begins_with_the_old_words(self, client, clerk, office):
        old = make_hazard(Status.CLOSED, office=office, description="通道堵塞", place="一楼")
        page = client.get(self.url, {"recurs": old.number}).content.decode()
        assert "通道堵塞" in page
        client.post(self.url, {**SAID, "recurs": old.number})
        new = Hazard.objects.latest("pk")
        assert new.recurs == old
        assert new.number in client.get(old.get_absolute_url()).content.decode()


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


class TestCounts:
    def test_entering_following_changing_voiding(self, client, clerk):
        said = {
            "on": "2024-03-31",
            "found": "10",
            "rectified": "4",
            "rectify_mode": "within_limit",
        }
        client.post(reverse("hazards:count_create"), said)
        count = HazardCount.objects.get()
        assert (count.found, count.rectified, count.recorded_by) == (10, 4, clerk)

        follow = reverse("hazards:count_follow", args=[count.pk])
        wrong = client.post(follow, {"on": "2024-04-30", "rectified": "7"})
        assert "超过发现的10处" in wrong.content.decode()
        client.post(follow, {"on": "2024-04-30", "rectified": "6"})
        assert count.unrectified == 0

        edit = reverse("hazards:count_edit", args=[count.pk])
        version = client.get(edit).context["form"]["version"].value()
        changed = {**said, "found": "12", "version": version}
        client.post(edit, changed)
        count.refresh_from_db()
        assert count.found == 12
        again = client.post(edit, {**changed, "found": "13"})
        assert "刚修改过这条汇总登记" in again.content.decode()

        void = reverse("hazards:count_void", args=[count.pk])
        refused = client.post(void, {"reason": "重复"})
        assert "请先作废后续整改" in refused.content.decode()
        later = count.followers.get()
        client.post(reverse("hazards:count_void", args=[later.pk]), {"reason": "重复"})
        client.post(void, {"reason": "重复"})
        assert not HazardCount.objects.counted().exists()

    def test_one_count_says_what_became_of_it(self, client, clerk, office):
        count = make_count(office=office, by=clerk, found=10, rectified=4, basis="九小场所排查表")
        hazard = make_hazard(office=office, counted_in=count)
        page = client.get(count.get_absolute_url()).content.decode()
        for word in ("九小场所排查表", "还有6处未整改", "登记后续整改", hazard.number):
            assert word in page
        later = count_actions.follow_up(count, by=clerk, on=date(2024, 4, 1), rectified=6)
        page = client.get(count.get_absolute_url()).content.decode()
        assert "已全部整改" in page
        assert "登记后续整改" not in page
        assert "接续" in client.get(later.get_absolute_url()).content.decode()

    def test_a_village_inspector_enters_counts_of_the_own_village(self, client, office):
        village = make_village(office=office)
        client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
        said = {"on": "2024-03-31", "found": "1", "rectified": "1", "rectify_mode": "on_spot"}
        url = reverse("hazards:count_create")
        assert "village" in client.post(url, said).context["form"].errors
        client.post(url, {**said, "village": village.pk})
        assert HazardCount.objects.get().village == village

    def test_a_wrong_question_shows_no_rows(self, client, clerk, office):
        make_count(office=office)
        for name in ("counts", "notices"):
            page = client.get(reverse(f"hazards:{name}"), {"first_day": "2024-02-30"})
            assert page.context["page"].paginator.count == 0
            assert "2024-02-30" in page.content.decode()

    def test_the_list_has_totals_of_the_question(self, client, clerk, office):
        make_count(office=office, found=10, rectified=4, on=date(2024, 3, 5))
        make_count(office=office, found=7, rectified=7, on=date(2024, 4, 5))
        page = client.get(reverse("hazards:counts"), {"last_day": "2024-03-31"})
        assert page.context["totals"] == {"found": 10, "rectified": 4}

    def test_a_follower_changes_only_what_is_its_own(self, client, clerk, office):
        count = make_count(office=office, by=clerk, found=10)
        later = count_actions.follow_up(count, by=clerk, on=date(2024, 4, 1), rectified=3)
        edit = reverse("hazards:count_edit", args=[later.pk])
        form = client.get(edit).context["form"]
        assert set(form.fields) == {"on", "rectified", "basis", "note", "version"}
        client.post(
            edit, {"on": "2024-04-02", "rectified": "5", "version": form["version"].value()}
        )
        later.refresh_from_db()
        assert (later.on, later.rectified, later.follows) == (date(2024, 4, 2), 5, count)


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
