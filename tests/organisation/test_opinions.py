"""A leader's opinion: recorded by the clerk, completed, confirmed or disputed."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories.opinions import make_leader, make_opinion
from tests.factories.organisation import make_office, make_user
from township_safety.organisation import files, opinions
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import (
    AuditEvent,
    LeaderOpinion,
    Matter,
    OpinionRule,
    Role,
    StoredFile,
)

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 5)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def a_scan(office, by, name="签批件.pdf"):
    upload = SimpleUploadedFile(name, PDF, content_type="application/pdf")
    return files.store_file(upload, office=office, by=by)


def demand(office, matter=Matter.EXTEND, *, must_confirm=True):
    admin = make_user(Role.ADMIN, office)
    opinions.set_rule(
        office, matter, demand=OpinionRule.Demand.ALWAYS, must_confirm=must_confirm, by=admin
    )


class TestRecording:
    def test_the_line_names_post_leader_day_way_and_words(self, office, clerk):
        leader = make_leader(office, full_name="某乙")
        opinion = make_opinion(
            office=office, by=clerk, leader=leader, decided_on=date(2023, 11, 20), words="同意延期"
        )
        assert opinion.told == "分管领导某乙 11月20日 纸质签批：同意延期"
        assert opinion.recorded_by == clerk

    def test_main_leader_stands_before_deputy(self, office):
        both = make_leader(office, Role.DEPUTY)
        both.memberships.create(office=office, role=Role.LEADER)
        assert opinions.post_of(both, office_id=office.pk) == Role.LEADER

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEADER, Role.DEPUTY}))
    def test_nobody_else_is_a_leader(self, role, office, clerk):
        with pytest.raises(Refused, match="不是本单位的主要领导或分管领导"):
            make_opinion(office=office, by=clerk, leader=make_user(role, office), decided_on=DAY)

    def test_a_leader_of_another_office_is_none_here(self, office, clerk):
        stranger = make_leader(make_office())
        with pytest.raises(Refused, match="不是本单位"):
            make_opinion(office=office, by=clerk, leader=stranger, decided_on=DAY)

    def test_today_is_a_day_of_decision_and_tomorrow_is_none(self, office, clerk):
        today = timezone.localdate()
        assert make_opinion(office=office, by=clerk, decided_on=today).decided_on == today
        with pytest.raises(Refused, match="在今天之后"):
            make_opinion(office=office, by=clerk, decided_on=today + timedelta(days=1))

    def test_blank_words_are_no_opinion(self, office, clerk):
        with pytest.raises(Refused, match="意见原文"):
            make_opinion(office=office, by=clerk, decided_on=DAY, words=" \u3000")

    def test_a_later_change_of_post_does_not_move_it(self, office, clerk):
        leader = make_leader(office, Role.DEPUTY)
        opinion = make_opinion(office=office, by=clerk, leader=leader, decided_on=DAY)
        leader.memberships.update(role=Role.CLERK)
        opinion.refresh_from_db()
        assert opinion.get_post_display() == "分管领导"

    def test_the_scan_is_claimed_and_does_not_expire(self, office, clerk):
        scan = a_scan(office, clerk)
        make_opinion(office=office, by=clerk, decided_on=DAY, scan=scan)
        StoredFile.objects.filter(pk=scan.pk).update(
            recorded_at=timezone.now() - timedelta(days=30)
        )
        files.sweep()
        scan.refresh_from_db()
        assert scan.claimed

    def test_it_stands_in_the_log(self, office, clerk):
        make_opinion(office=office, by=clerk, decided_on=DAY, words="同意延期")
        line = AuditEvent.objects.get(action="代登记领导意见")
        assert line.by == clerk
        assert "延期整改" in line.summary
        assert "同意延期" in line.summary


class TestScan:
    def test_missing_only_for_paper(self, office, clerk):
        for way in LeaderOpinion.Way:
            make_opinion(office=office, by=clerk, decided_on=DAY, way=way)
        assert [o.way for o in LeaderOpinion.objects.without_scan()] == ["paper"]

    def test_added_later_it_is_missing_no_more(self, office, clerk):
        opinion = make_opinion(office=office, by=clerk, decided_on=DAY)
        assert opinion.lacks_scan
        opinion = opinions.attach_scan(opinion, scan=a_scan(office, clerk), by=clerk)
        assert not opinion.lacks_scan
        assert not LeaderOpinion.objects.without_scan().exists()
        assert AuditEvent.objects.filter(action="补签批扫描件").count() == 1

    def test_one_that_is_there_is_not_replaced(self, office, clerk):
        scan = a_scan(office, clerk)
        opinion = make_opinion(office=office, by=clerk, decided_on=DAY, scan=scan)
        with pytest.raises(Refused, match="已经上传"):
            opinions.attach_scan(opinion, scan=scan, by=clerk)

    def test_whoever_sees_the_opinion_sees_its_scan(self, office, clerk):
        make_opinion(office=office, by=clerk, decided_on=DAY, scan=a_scan(office, clerk))
        seen = StoredFile.objects.scoped_for
        assert seen(make_leader(office)).count() == 1
        assert seen(make_user(Role.VILLAGE, office)).count() == 0
        assert seen(make_user(Role.CLERK, make_office())).count() == 0


class TestConfirmation:
    def test_asked_for_only_where_the_setting_says_so(self, office, clerk):
        plain = make_opinion(office=office, by=clerk, decided_on=DAY)
        demand(office)
        asked = make_opinion(office=office, by=clerk, decided_on=DAY)
        other = make_opinion(Matter.VOID, office=office, by=clerk, decided_on=DAY)
        assert [o.must_confirm for o in (plain, asked, other)] == [False, True, False]
        assert list(LeaderOpinion.objects.to_confirm()) == [asked]

    def test_confirmed_by_the_leader_named(self, office, clerk):
        demand(office)
        opinion = make_opinion(office=office, by=clerk, decided_on=DAY)
        opinion = opinions.confirm_opinion(opinion, by=opinion.leader)
        assert opinion.state == "领导已确认"
        assert not LeaderOpinion.objects.to_confirm_by(opinion.leader).exists()

    def test_by_nobody_else(self, office, clerk):
        demand(office)
        opinion = make_opinion(office=office, by=clerk, decided_on=DAY)
        for other in (clerk, make_leader(office)):
            with pytest.raises(Refused, match="只能由本人确认"):
                opinions.confirm_opinion(opinion, by=other)

    def test_once(self, office, clerk):
        demand(office)
        opinion = make_opinion(office=office, by=clerk, decided_on=DAY)
        opinions.confirm_opinion(opinion, by=opinion.leader)
        with pytest.raises(Refused, match="不用再确认"):
            opinions.dispute_opinion(opinion, by=opinion.leader, words="没签过")

    def test_an_objection_needs_words_and_ends_when_it_is_looked_into(self, office, clerk):
        demand(office)
        opinion = make_opinion(office=office, by=clerk, decided_on=DAY)
        with pytest.raises(Refused, match="哪里不属实"):
            opinions.dispute_opinion(opinion, by=opinion.leader, words=" ")
        opinions.dispute_opinion(opinion, by=opinion.leader, words="我只同意到月底")
        assert LeaderOpinion.objects.disputed().get().state == "领导认为不属实"
        with pytest.raises(Refused, match="核实情况"):
            opinions.settle_dispute(opinion, by=clerk, words="")
        opinion = opinions.settle_dispute(opinion, by=clerk, words="已按月底重新登记")
        assert opinion.state == "不属实，已核实"
        with pytest.raises(Refused, match="没有待核实"):
            opinions.settle_dispute(opinion, by=clerk, words="再次")

    def test_the_table_itself_refuses_a_confirmation_by_somebody_else(self, office, clerk):
        opinion = make_opinion(office=office, by=clerk, decided_on=DAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            LeaderOpinion.objects.filter(pk=opinion.pk).update(
                confirmed_at=timezone.now(), confirmed_by=clerk
            )


class TestRules:
    def test_one_setting_is_one_row_and_one_line_in_the_log(self, office):
        demand(office)
        demand(office)
        demand(office, must_confirm=False)
        assert OpinionRule.objects.get(office=office).must_confirm is False
        assert AuditEvent.objects.filter(action="设置领导意见").count() == 2

    @pytest.mark.parametrize(
        ("asked", "general", "major"),
        [("never", False, False), ("major", False, True), ("always", True, True)],
    )
    def test_whom_it_asks(self, asked, general, major):
        rule = OpinionRule(demand=asked)
        assert rule.demands(is_major=False) is general
        assert rule.demands(is_major=True) is major
