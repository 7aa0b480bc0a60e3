"""The forms of the steps after the notice, and those of one hazard."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from hazards import actions
from hazards.models import Recheck, RecheckItem
from hazards.paper.catalogue import bundle, chosen, offered
from hazards.rechecking import Seen, correct_recheck, number_recheck, record_recheck
from hazards.steps import ActionDenied
from hazards.workflow import Status
from tests.factories.hazards import make_hazard, make_recheck
from tests.factories.opinions import make_opinion
from tests.factories.organisation import make_user
from tests.factories.register import make_agency
from tests.hazards.paper.printing import DUE, SERVED, drawn, text_of, the_same_in_pdf_and_word
from township_safety.documents import model
from township_safety.organisation.models import Matter, Role

pytestmark = pytest.mark.django_db


def test_the_recheck_splits_what_passed_from_what_did_not(notice, found, clerk, office):
    deputy = make_user(Role.DEPUTY, office)
    for hazard in found:
        hazard.refresh_from_db()
        actions.claim(hazard, by=clerk, on=date(2024, 3, 12), measures="已整改")
    outcome = RecheckItem.Outcome
    for hazard in found:
        hazard.refresh_from_db()
    seen = [
        Seen(found[0], outcome.FAILED, opinion="仍有杂物", due_on=date(2024, 4, 7)),
        Seen(found[1], outcome.PASSED),
    ]
    recheck = Recheck(
        office=office, notice=notice, site=notice.site, on=date(2024, 3, 15), verifier="某乙"
    )
    record_recheck(recheck, seen=seen, by=deputy)

    (paper,) = drawn("recheck", recheck, clerk)
    text = text_of(paper)
    assert "2024年3月6日，本机关向你单位发出限期整改通知书（测安整〔2024〕1号）" in text
    assert "已整改合格的（1项）：2.灭火器压力不足" in text
    assert (
        "整改不合格的（1项）：1.配电箱前堆放杂物复查意见：仍有杂物应于2024年4月7日前整改完毕。"
        in text
    )
    the_same_in_pdf_and_word(paper)


def test_a_listed_hazard_from_notice_to_acceptance(found, office, clerk):
    major = found[1]
    opinion = make_opinion(Matter.LIST, office=office, by=clerk, decided_on=SERVED)
    major.refresh_from_db()
    actions.place_on_list(
        major,
        by=clerk,
        on=SERVED,
        body="测试镇安委会",
        level="township",
        due_on=DUE,
        opinion=opinion,
    )
    listing = major.listings.get()
    actions.extend_listing(
        listing,
        by=clerk,
        on=SERVED,
        applied_on=SERVED,
        due_on=date(2024, 6, 30),
        reason="等设备，停用并派人看守",
        is_late_agreed=True,
    )
    major.refresh_from_db()
    actions.claim(major, by=clerk, on=SERVED, measures="已更换")
    actions.accept(listing, by=clerk, on=SERVED, people="某丙", outcome="failed", remark="未完成")

    (paper,) = drawn("listing", listing, clerk)
    text = text_of(paper)
    assert "依据某标准第3条，决定对该隐患挂牌督办" in text
    assert "每季度报告一次进展" in text
    assert "15个工作日前书面申请延期" in text
    the_same_in_pdf_and_word(paper)
    (paper,) = drawn("list-extension", listing.extensions.get(), clerk)
    assert "申请延期至2024年6月30日" in text_of(paper)
    the_same_in_pdf_and_word(paper)
    (paper,) = drawn("list-acceptance", listing.acceptances.get(), clerk)
    assert "□合格　√不合格" in model.plain_text(paper)
    the_same_in_pdf_and_word(paper)


def test_an_extension_with_the_leader_s_words(found, office, clerk):
    hazard = found[0]
    opinion = make_opinion(
        Matter.EXTEND, office=office, by=clerk, decided_on=SERVED, words="同意延期十天"
    )
    actions.extend(
        hazard,
        by=clerk,
        on=SERVED,
        due_on=date(2024, 4, 10),
        reason="等配件",
        applicant="某木器厂",
        applied_on=SERVED,
        opinion=opinion,
    )
    (paper,) = drawn("extension", hazard.deadlines.asked_for().get(), clerk)
    text = text_of(paper)
    assert "原整改期限2024年3月31日" in text
    assert "申请延期至2024年4月10日" in text
    assert "同意延期十天" in text
    the_same_in_pdf_and_word(paper)


def test_a_referral_lists_its_evidence_and_brings_all_papers(notice, found, office, clerk):
    hazard = found[1]
    hazard.refresh_from_db()
    actions.refer(
        hazard,
        by=clerk,
        on=SERVED,
        reason="refused",
        interim_measures="停止使用",
        to_agency=make_agency(office=office, name="测试县应急管理局"),
    )
    referral = hazard.referrals.get()
    (paper,) = drawn("referral", referral, clerk)
    text = text_of(paper)
    assert "上报原因：拒不整改。" in text
    assert "证据清单" in text
    assert "限期整改通知书测安整〔2024〕1号1" in text
    the_same_in_pdf_and_word(paper, pages=2)
    slugs = [one.kind.slug for one in bundle(referral)]
    assert slugs == ["referral", "card", "notice", "receipt"]
    actions.assign(hazard, by=clerk, on=SERVED + timedelta(days=9), due_on=date(2024, 9, 30))
    (later,) = drawn("referral", referral, clerk)
    assert text_of(later) == text, "a letter says what was known on its day"
    referral.kind = "copy"
    (slip,) = drawn("referral", referral, clerk)
    assert "10个工作日内" in text_of(slip)
    the_same_in_pdf_and_word(slip, pages=2)


def test_the_register_of_a_major_hazard(found, clerk):
    hazard = found[1]
    hazard.plan_goals, hazard.cause = "消除隐患", "年久失修" * 200
    (paper,) = drawn("major", hazard, clerk)
    text = text_of(paper)
    assert "治理的目标和任务消除隐患" in text
    assert "√责任" not in text
    the_same_in_pdf_and_word(paper, pages=3)


def test_the_card_is_one_page_and_hides_phones_from_who_may_not_see_them(found, clerk, office):
    hazard = found[0]
    hazard.phone = "13800002222"
    (paper,) = drawn("card", hazard, clerk)
    assert "13800002222" in text_of(paper)
    the_same_in_pdf_and_word(paper)
    (paper,) = drawn("card", hazard, make_user(Role.VIEWER, office))
    assert "138****2222" in text_of(paper)


def test_what_a_hazard_offers(office, clerk):
    hazard = make_hazard(Status.CLOSED, office=office, by=clerk)
    assert [words for words, _ in offered(hazard)] == ["隐患登记卡", "复查意见（2024-03-15）"]
    (paper,) = drawn("acceptance", hazard.rectifications.get(), clerk)
    assert "√合格" in model.plain_text(paper)
    the_same_in_pdf_and_word(paper)


def test_only_who_records_prints_under_a_code(notice, clerk, office):
    form, reply = chosen("notice", notice).coded(by=clerk)
    again, _ = chosen("notice", notice).coded(by=make_user(Role.CLERK, office))
    assert form.code == again.code
    assert reply.code not in ("", form.code)
    viewer = make_user(Role.VIEWER, office)
    assert [one.code for one in chosen("notice", notice).coded(by=viewer)] == ["", ""]


def test_a_recheck_is_numbered_once_and_then_stays(client, office, clerk, site):
    client.force_login(clerk)
    first, second = (make_recheck(office=office, village=site.village) for _ in range(2))
    page = client.get(first.get_absolute_url()).content.decode()
    assert reverse("hazards:recheck_number", args=[first.pk]) in page
    assert chosen("recheck", first).coded(by=clerk)[0].code == ""

    client.post(reverse("hazards:recheck_number", args=[first.pk]))
    again = client.post(reverse("hazards:recheck_number", args=[first.pk]), follow=True)
    assert "已出具整改复查意见书测安复查〔2024〕1号" in again.content.decode()
    number_recheck(second, by=clerk)

    for recheck in (first, second):
        recheck.refresh_from_db()
    assert [first.number, second.number] == ["测安复查〔2024〕1号", "测安复查〔2024〕2号"]
    paper = chosen("recheck", first).coded(by=clerk)[0]
    assert paper.number == first.number
    assert paper.code
    with pytest.raises(ActionDenied, match="不能再更正"):
        correct_recheck(first, by=clerk, reason="笔误", verifier="某戊", remark="", opinions={})
