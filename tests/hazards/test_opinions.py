"""Steps that go on a leader's opinion: asked for, recorded, told in the history, confirmed."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hazards import actions, notice_actions
from hazards import opinions as covered
from hazards.actions import ActionDenied
from hazards.workflow import Action
from tests.factories.hazards import FOUND_ON, make_hazard, make_notice
from tests.factories.opinions import make_leader, make_opinion
from tests.factories.organisation import make_office, make_user, make_village
from township_safety.organisation import opinions
from township_safety.organisation.models import LeaderOpinion, Matter, OpinionRule, Role

pytestmark = pytest.mark.django_db

DUE = date(2024, 3, 20)
AGREED = date(2024, 3, 10)
LATER = date(2024, 4, 20)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ALWAYS, MAJOR, NEVER = OpinionRule.Demand.ALWAYS, OpinionRule.Demand.MAJOR, OpinionRule.Demand.NEVER
DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def leader(office):
    return make_leader(office, full_name="某乙")


@pytest.fixture
def hazard(office, clerk):
    return make_hazard(office=office, by=clerk, due_on=DUE)


def demand(office, matter, asked=ALWAYS, *, must_confirm=False):
    admin = make_user(Role.ADMIN, office)
    opinions.set_rule(office, matter, demand=asked, must_confirm=must_confirm, by=admin)


def extend(hazard, by, **said):
    return actions.extend(
        hazard, **{"by": by, "on": AGREED, "due_on": LATER, "reason": "等配件", **said}
    )


class TestDemand:
    def test_without_it_the_clerk_does_not_extend(self, office, clerk, hazard):
        demand(office, Matter.EXTEND)
        with pytest.raises(ActionDenied, match=r"延期整改须有领导意见.*签批领导"):
            extend(hazard, clerk)
        hazard.refresh_from_db()
        assert hazard.due_on == DUE

    def test_with_it_event_and_deadline_point_to_it(self, office, clerk, hazard):
        demand(office, Matter.EXTEND)
        opinion = make_opinion(office=office, by=clerk, decided_on=AGREED)
        extend(hazard, clerk, opinion=opinion, applicant="测试厂", applied_on=AGREED - DAY)
        assert hazard.events.latest("pk").opinion == opinion
        deadline = hazard.deadlines.in_force_now().get()
        assert (deadline.opinion, deadline.applicant) == (opinion, "测试厂")
        assert deadline.applied_on == AGREED - DAY

    def test_a_leader_who_acts_has_given_his_own(self, office, leader, hazard):
        demand(office, Matter.EXTEND, must_confirm=True)
        extend(hazard, leader)
        opinion = hazard.events.latest("pk").opinion
        assert (opinion.way, opinion.leader, opinion.decided_on) == ("system", leader, AGREED)
        assert opinion.words == "同意延期至2024-04-20"
        assert opinion.confirmed_by == leader
        assert not LeaderOpinion.objects.to_confirm().exists()

    def test_a_deputy_may_record_what_the_main_leader_said(self, office, leader, hazard):
        head = make_leader(office, Role.LEADER)
        opinion = make_opinion(office=office, by=leader, leader=head, decided_on=AGREED)
        extend(hazard, leader, opinion=opinion)
        assert hazard.events.latest("pk").opinion.leader == head

    @pytest.mark.parametrize(
        ("asked", "grade", "refused"),
        [
            (NEVER, "major", False),
            (MAJOR, "general", False),
            (MAJOR, "major", True),
            (ALWAYS, "general", True),
        ],
    )
    def test_voiding_asks_by_grade(self, office, clerk, asked, grade, refused):
        demand(office, Matter.VOID, asked)
        hazard = make_hazard(office=office, by=clerk, grade=grade)
        if refused:
            with pytest.raises(ActionDenied, match="误录作废须有领导意见"):
                actions.void(hazard, by=clerk, on=FOUND_ON, reason="重复登记")
        else:
            assert actions.void(hazard, by=clerk, on=FOUND_ON, reason="重复登记").is_voided

    def test_issuing_a_notice_asks_and_every_hazard_tells_of_it(self, office, clerk):
        demand(office, Matter.NOTICE)
        both = [make_hazard(office=office, by=clerk) for _ in range(2)]
        notice = make_notice(*both, by=clerk)
        with pytest.raises(ActionDenied, match="签发文书须有领导意见"):
            notice_actions.issue_notice(notice, by=clerk, on=AGREED)
        opinion = make_opinion(Matter.NOTICE, office=office, by=clerk, decided_on=AGREED)
        notice = notice_actions.issue_notice(notice, by=clerk, on=AGREED, opinion=opinion)
        assert notice.opinion == opinion
        assert [hazard.events.latest("pk").opinion for hazard in both] == [opinion, opinion]


class TestFit:
    """The opinion has to be one for this step, of this office, of a day that fits."""

    @pytest.mark.parametrize(
        ("day", "refusal"),
        [
            (FOUND_ON - DAY, "早于检查日期"),
            (FOUND_ON, ""),
            (AGREED, ""),
            (AGREED + DAY, "晚于办理日期"),
        ],
    )
    def test_day(self, office, clerk, hazard, day, refusal):
        opinion = make_opinion(office=office, by=clerk, decided_on=day)
        if refusal:
            with pytest.raises(ActionDenied, match=refusal):
                extend(hazard, clerk, opinion=opinion)
        else:
            assert extend(hazard, clerk, opinion=opinion).due_on == LATER

    def test_matter(self, office, clerk, hazard):
        opinion = make_opinion(Matter.VOID, office=office, by=clerk, decided_on=AGREED)
        with pytest.raises(ActionDenied, match="不是给本单位这次延期整改的"):
            extend(hazard, clerk, opinion=opinion)

    def test_office(self, clerk, hazard):
        other = make_office()
        opinion = make_opinion(office=other, by=make_user(Role.CLERK, other), decided_on=AGREED)
        with pytest.raises(ActionDenied, match="不是给本单位"):
            extend(hazard, clerk, opinion=opinion)

    @pytest.mark.parametrize(("applied", "refused"), [(AGREED, False), (AGREED + DAY, True)])
    def test_applied_for_no_later_than_agreed(self, office, clerk, hazard, applied, refused):
        opinion = make_opinion(office=office, by=clerk, decided_on=AGREED)
        if refused:
            with pytest.raises(ActionDenied, match=r"申请日期.*晚于"):
                extend(hazard, clerk, opinion=opinion, applied_on=applied)
        else:
            extend(hazard, clerk, opinion=opinion, applied_on=applied)


class TestForm:
    @pytest.fixture(autouse=True)
    def media(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def said(self, hazard, leader, **more):
        return {
            "on": "2024-03-10",
            "version": hazard.version,
            "due_on": "2024-04-20",
            "reason": "等配件",
            "opinion_leader": leader.pk,
            "opinion_on": "2024-03-09",
            "opinion_way": "paper",
            "opinion_words": "同意延期",
            **more,
        }

    def url(self, hazard, action="extend"):
        return reverse("hazards:act", args=[hazard.pk, action])

    def test_recorded_with_its_scan_and_told(self, client, clerk, leader, hazard):
        client.force_login(clerk)
        scan = SimpleUploadedFile("签批.pdf", PDF, content_type="application/pdf")
        client.post(self.url(hazard), self.said(hazard, leader, opinion_scan=scan))
        opinion = LeaderOpinion.objects.get()
        assert (opinion.leader, opinion.recorded_by, opinion.scan.claimed) == (leader, clerk, True)
        page = client.get(hazard.get_absolute_url()).content.decode()
        line = f"经办：{clerk}；分管领导某乙 3月9日 纸质签批：同意延期"
        assert line in page
        assert opinion.scan.get_absolute_url() in page

    def test_demanded_it_names_the_field(self, client, office, clerk, leader, hazard):
        demand(office, Matter.EXTEND)
        client.force_login(clerk)
        page = client.get(self.url(hazard))
        assert "<legend>领导意见（代登记）</legend>" in page.content.decode()
        said = self.said(hazard, leader, opinion_leader="", opinion_words="")
        errors = client.post(self.url(hazard), said).context["form"].errors
        assert errors["opinion_leader"] == ["延期整改须有领导意见，请选择签批领导。"]
        assert errors["opinion_words"] == ["延期整改须有领导意见，请填写意见原文。"]
        assert not LeaderOpinion.objects.exists()

    def test_the_only_leader_is_chosen_already(self, client, office, clerk, leader, hazard):
        demand(office, Matter.EXTEND)
        client.force_login(clerk)
        form = client.get(self.url(hazard)).context["form"]
        assert form["opinion_leader"].value() == leader.pk

    def test_not_demanded_and_left_empty_there_is_none(self, client, office, clerk, leader, hazard):
        demand(office, Matter.EXTEND, NEVER)
        client.force_login(clerk)
        said = self.said(hazard, leader, opinion_leader="", opinion_words="")
        client.post(self.url(hazard), said)
        hazard.refresh_from_db()
        assert hazard.due_on == LATER
        assert not LeaderOpinion.objects.exists()

    def test_begun_it_has_to_be_whole(self, client, clerk, leader, hazard):
        client.force_login(clerk)
        response = client.post(self.url(hazard), self.said(hazard, leader, opinion_words=" "))
        assert "opinion_words" in response.context["form"].errors

    def test_a_day_after_the_step_is_refused_at_the_field(self, client, clerk, leader, hazard):
        client.force_login(clerk)
        said = self.said(hazard, leader, opinion_on="2024-03-11")
        errors = client.post(self.url(hazard), said).context["form"].errors
        assert "晚于办理日期" in errors["opinion_on"][0]

    def test_nobody_of_another_office_is_offered(self, client, clerk, hazard):
        client.force_login(clerk)
        stranger = make_leader(make_office())
        errors = client.post(self.url(hazard), self.said(hazard, stranger)).context["form"].errors
        assert "opinion_leader" in errors

    def test_a_scan_survives_a_refusal(self, client, clerk, leader, hazard):
        client.force_login(clerk)
        scan = SimpleUploadedFile("签批.pdf", PDF, content_type="application/pdf")
        said = self.said(hazard, leader, opinion_scan=scan, due_on="2024-03-01")
        page = client.post(self.url(hazard), said)
        kept = page.context["form"].fields["opinion_scan"].kept
        assert f'name="opinion_scan_kept" value="{kept.uid}"' in page.content.decode()
        client.post(self.url(hazard), self.said(hazard, leader, opinion_scan_kept=str(kept.uid)))
        assert LeaderOpinion.objects.get().scan == kept

    def test_a_refused_step_keeps_no_opinion(self, client, clerk, leader, hazard):
        client.force_login(clerk)
        said = self.said(hazard, leader, due_on="2024-03-20")
        assert "晚于现在的期限" in client.post(self.url(hazard), said).content.decode()
        assert not LeaderOpinion.objects.exists()

    def test_a_notice_is_issued_on_it(self, client, office, clerk, leader):
        notice = make_notice(make_hazard(office=office, by=clerk), by=clerk)
        client.force_login(clerk)
        said = self.said(notice.items.get().hazard, leader)
        client.post(reverse("hazards:notice_step", args=[notice.pk, "issue"]), said)
        notice.refresh_from_db()
        assert notice.opinion.leader == leader

    def test_a_village_inspector_reads_the_line_and_opens_nothing(self, client, office, leader):
        village = make_village(office=office)
        clerk = make_user(Role.CLERK, office)
        hazard = make_hazard(office=office, by=clerk, due_on=DUE, village=village)
        opinion = make_opinion(office=office, by=clerk, leader=leader, decided_on=AGREED)
        extend(hazard, clerk, opinion=opinion)
        client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "分管领导某乙 3月10日 纸质签批：同意" in page
        assert opinion.get_absolute_url() not in page


class TestConfirming:
    @pytest.fixture
    def opinion(self, office, clerk, leader, hazard):
        demand(office, Matter.EXTEND, must_confirm=True)
        opinion = make_opinion(office=office, by=clerk, leader=leader, decided_on=AGREED)
        extend(hazard, clerk, opinion=opinion)
        return opinion

    def duties(self, client, user):
        client.force_login(user)
        return {duty.label: duty.number for duty in client.get(reverse("home")).context["duties"]}

    def test_to_dos_of_each_role(self, client, clerk, leader, opinion):
        mine, scans = "领导意见待您确认", "待补签批扫描件"
        assert self.duties(client, leader)[mine] == 1
        of_clerk = self.duties(client, clerk)
        assert (of_clerk[scans], mine in of_clerk) == (1, False)
        other = make_leader(opinion.office, Role.LEADER)
        assert mine not in self.duties(client, other)

    def test_confirmed_it_stands_in_the_history(self, client, leader, hazard, opinion):
        client.force_login(leader)
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "确认您的意见：延期整改" in page
        client.post(reverse("opinion_confirm", args=[opinion.pk]))
        event = hazard.events.latest("pk")
        assert (event.action, event.by, event.on) == (
            Action.CONFIRM,
            leader,
            timezone.localdate(),
        )
        assert "领导意见待您确认" not in self.duties(client, leader)

    def test_disputed_it_undoes_nothing_and_is_the_clerks_to_do(
        self, client, clerk, leader, hazard, opinion
    ):
        client.force_login(leader)
        url = reverse("opinion_dispute", args=[opinion.pk])
        assert "words" in client.post(url, {"words": " "}).context["dispute_form"].errors
        client.post(url, {"words": "我只同意到3月底"})
        event = hazard.events.latest("pk")
        assert (event.action, event.note) == (Action.DISPUTE, "我只同意到3月底")
        hazard.refresh_from_db()
        assert hazard.due_on == LATER
        assert self.duties(client, clerk)["领导认为不属实"] == 1
        client.post(reverse("opinion_settle", args=[opinion.pk]), {"words": "已重新登记"})
        assert "领导认为不属实" not in self.duties(client, clerk)
        assert hazard.events.latest("pk").action == Action.SETTLE

    def test_one_for_many_is_told_in_each(self, office, clerk, leader, hazard, opinion):
        other = make_hazard(office=office, by=clerk, due_on=DUE)
        extend(other, clerk, opinion=opinion)
        covered.confirm(opinion, by=leader)
        for row in (hazard, other):
            assert [e.action for e in row.events.all()].count(Action.CONFIRM) == 1

    def test_a_second_click_is_told(self, client, leader, opinion):
        client.force_login(leader)
        url = reverse("opinion_confirm", args=[opinion.pk])
        client.post(url)
        page = client.post(url, follow=True).content.decode()
        assert "不用再确认" in page


class TestScanList:
    @pytest.fixture(autouse=True)
    def media(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def test_uploaded_in_its_row_it_leaves_the_list(self, client, office, clerk, hazard):
        opinion = make_opinion(office=office, by=clerk, decided_on=AGREED)
        extend(hazard, clerk, opinion=opinion)
        client.force_login(clerk)
        address = f"{reverse('opinions')}?state=scan"
        page = client.get(address)
        upload = reverse("opinion_scan", args=[opinion.pk])
        assert upload in page.content.decode()
        assert hazard.number in page.content.decode()
        scan = SimpleUploadedFile("签批.pdf", PDF, content_type="application/pdf")
        response = client.post(upload, {"scan": scan, "back": "list"})
        assert response.url == address
        assert client.get(address).context["page"].paginator.count == 0

    def test_what_is_no_scan_is_refused_in_words(self, client, office, clerk):
        opinion = make_opinion(office=office, by=clerk, decided_on=AGREED)
        client.force_login(clerk)
        text = SimpleUploadedFile("签批.txt", b"agreed", content_type="text/plain")
        page = client.post(reverse("opinion_scan", args=[opinion.pk]), {"scan": text})
        assert "不是照片" in page.content.decode()


class TestSettings:
    def test_kept_and_in_force(self, client, office, clerk, hazard):
        admin = make_user(Role.ADMIN, office)
        client.force_login(admin)
        url = f"{reverse('opinion_rules')}?office={office.pk}"
        form = client.get(url).context["form"]
        said = {name: field.initial for name, field in form.fields.items()}
        said = {name: value for name, value in said.items() if value is not False}
        said |= {"extend_demand": "never", "extend_confirm": "on", "report_confirm": "on"}
        client.post(url, said)
        rule, signing = (OpinionRule.of(office.pk, one) for one in (Matter.EXTEND, Matter.REPORT))
        assert (rule.demand, rule.must_confirm) == ("never", True)
        assert (signing.demand, signing.must_confirm) == ("always", True)
        assert OpinionRule.objects.count() == 2
        assert client.post(url, said | {"report_demand": "never"}).status_code == 200
        assert OpinionRule.of(office.pk, Matter.REPORT).demand == "always"
        assert extend(hazard, clerk).due_on == LATER


class TestMany:
    def extend_all(self, client, hazards, **said):
        rows = ",".join(f"{hazard.pk}:{hazard.version}" for hazard in hazards)
        said = {"rows": rows, "on": "2024-03-10", "due_on": "2024-04-20", "reason": "雨季", **said}
        return client.post(reverse("hazards:bulk", args=["extend"]), said)

    @pytest.fixture
    def both(self, office, clerk, hazard):
        return [hazard, make_hazard(office=office, by=clerk, due_on=DUE)]

    def paper(self, leader, **more):
        said = {"leader": leader.pk, "on": "2024-03-09", "way": "paper", "words": "同意", **more}
        return {f"opinion_{name}": value for name, value in said.items()}

    def test_one_paper_covers_them_all(self, client, clerk, leader, both):
        client.force_login(clerk)
        self.extend_all(client, both, **self.paper(leader))
        opinion = LeaderOpinion.objects.get()
        assert [hazard.events.latest("pk").opinion for hazard in both] == [opinion, opinion]

    def test_demanded_it_is_asked_for_once(self, client, office, clerk, both):
        demand(office, Matter.EXTEND)
        client.force_login(clerk)
        errors = self.extend_all(client, both).context["form"].errors
        assert "opinion_leader" in errors

    def test_a_leader_decides_once(self, client, leader, both):
        client.force_login(leader)
        self.extend_all(client, both)
        assert LeaderOpinion.objects.get().way == "system"

    def test_covering_none_it_is_taken_back(self, client, clerk, leader, both):
        client.force_login(clerk)
        self.extend_all(client, both, **self.paper(leader))
        said = self.paper(leader, words="第二次点击")
        assert len(self.extend_all(client, both, **said).context["refused"]) == 2
        assert LeaderOpinion.objects.get().words == "同意"
