"""The forms that are signed: their text and pages, as PDF and as Word."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from hazards import actions
from hazards.models import Recheck, RecheckItem
from hazards.models.classification import Grade
from hazards.paper import pictures
from hazards.paper.catalogue import KINDS, bundle, chosen, offered
from hazards.paper.ledger import ledger_form
from hazards.rechecking import Seen, correct_recheck, number_recheck, record_recheck
from hazards.steps import ActionDenied
from hazards.workflow import Status
from tests.documents.printed import extracted, opened, squeezed
from tests.factories.files import camera_tags, make_photo, picture
from tests.factories.hazards import make_hazard, make_notice, make_notice_kind, make_recheck
from tests.factories.opinions import make_opinion
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency, make_site
from township_safety.documents import model
from township_safety.documents.docx import render_docx
from township_safety.documents.html import render_html
from township_safety.documents.pdf import render_pdf
from township_safety.documents.rendering import pdf_of_many
from township_safety.organisation.models import AuditEvent, Matter, NumberBlock, PrintedForm, Role

pytestmark = pytest.mark.django_db

FOUND = date(2024, 3, 5)
ISSUED = date(2024, 3, 6)
SERVED = date(2024, 3, 8)
DUE = date(2024, 3, 31)
BOTH = {
    "inspector": "某甲",
    "inspector_number": "010101",
    "second_inspector": "某乙",
    "second_number": "010102",
}
HEAD_OR_FOOT = re.compile(r"（续页）|^第 \d+ 页 共 \d+ 页$")
NOTICE = """安全生产监督检查文书
限期整改通知书
测安整〔2024〕1号
某木器厂：
经安全检查，发现你单位存在下列问题：
1.配电箱前堆放杂物
整改要求：清理杂物
2.灭火器压力不足
整改要求：更换
其中第2项属于重大事故隐患。
现要求你单位对上述第1、2项问题于2024年3月31日前整改完毕。
整改期间应落实安全防范措施，防止发生事故；整改完成后填写所附
《隐患整改情况报告》，送测试镇人民政府，以便复查。
逾期不整改或者整改不合格的，将报告测试县安委办处理。
检查人员（签名）： （某甲） 证件号： 010101
检查人员（签名）： 证件号：
被检查单位负责人（签名）： 年 月 日
拒绝签字的，注明情况：
见证人（签名）：
测试镇人民政府（印章）
2024年3月6日
本文书一式两份：一份由测试镇人民政府存档，一份交被检查单位。
第 1 页 共 1 页
"""


@pytest.fixture
def office():
    return make_office(
        document_word="测安",
        government_name="测试镇人民政府",
        reports_to="测试县安委办",
        reviewing_body="测试县人民政府",
        court="测试县人民法院",
    )


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def site(office):
    village = make_village(office=office, name="某村")
    return make_site(
        office=office, village=village, name="某木器厂", address="某村3组", phone="13800001111"
    )


@pytest.fixture
def found(office, site, clerk):
    common = {"office": office, "site": site, "village": site.village, "by": clerk, "due_on": DUE}
    return [
        make_hazard(**common, description="配电箱前堆放杂物", measures="清理杂物"),
        make_hazard(
            **common,
            description="灭火器压力不足",
            measures="更换",
            grade=Grade.MAJOR,
            basis="某标准第3条",
        ),
    ]


@pytest.fixture
def township_kind():
    return make_notice_kind("rectification", number_word="整")


@pytest.fixture
def notice(found, site, township_kind):
    return make_notice(
        *found,
        kind=township_kind,
        site=site,
        village=site.village,
        addressee=site.name,
        inspector="某甲",
        inspector_number="010101",
        due_on=DUE,
        issued_on=ISSUED,
    )


def drawn(slug, row, reader):
    return KINDS[slug].forms(row, reader=reader)


def printed(*papers):
    return render_pdf(*(render_html(paper, mode="paper") for paper in papers))


def lines(pdf):
    texts = (" ".join(line.split()) for line in extracted(pdf, "-raw").splitlines())
    return [line for line in texts if line]


def in_word(paper):
    """The text of the Word file in its order, without heads and feet."""
    word = docx.Document(io.BytesIO(render_docx(paper, {})))
    return squeezed("".join(text.text or "" for text in word.element.body.iter(qn("w:t"))))


def text_of(paper):
    return squeezed(model.plain_text(paper))


def the_same_in_pdf_and_word(paper, *, pages=1):
    """All that the paper says is on its pages and in its Word file; so many pages."""
    pdf = printed(paper)
    on_paper = squeezed("".join(line for line in lines(pdf) if not HEAD_OR_FOOT.search(line)))
    for line in model.plain_text(paper).replace("\t", "\n").splitlines():
        assert squeezed(line) in on_paper
        assert squeezed(line) in in_word(paper)
    assert len(opened(pdf).pages) == pages


def test_the_notice_of_a_township(notice, clerk):
    form, reply = drawn("notice", notice, clerk)

    assert lines(printed(form)) == NOTICE.splitlines()
    the_same_in_pdf_and_word(form)
    assert "责令" not in text_of(form)
    assert "行政复议" not in text_of(form)
    the_same_in_pdf_and_word(reply)
    assert "隐患整改情况报告" in text_of(reply)
    assert "测安整〔2024〕1号" in text_of(reply)


def test_its_name_is_the_office_s(notice, clerk):
    notice.office.notice_title = "限期整改意见书"
    assert drawn("notice", notice, clerk)[0].name == "限期整改意见书"


def test_an_order_names_review_and_court_with_their_terms(found, office, clerk):
    office.powers_handed_over = True
    office.delegating_body = "测试县应急管理局"
    office.save()
    kind = make_notice_kind("instruction", name="责令限期整改指令书", needs_powers=True)
    notice = make_notice(*found, kind=kind, office=office, days=7, issued_on=ISSUED, **BOTH)

    text = text_of(drawn("notice", notice, clerk)[0])
    assert "现责令你单位对上述第1、2项问题自收到本文书之日起7日内整改完毕。" in text
    assert "自收到本指令书之日起60日内向测试县人民政府申请行政复议" in text
    assert "6个月内向测试县人民法院提起行政诉讼" in text
    assert "测试县应急管理局（印章）" in text


def test_a_long_notice_goes_on_under_its_name_and_number(office, site, clerk, township_kind):
    many = [
        make_hazard(office=office, site=site, by=clerk, description=f"第{n}处安全出口上锁" * 6)
        for n in range(1, 21)
    ]
    notice = make_notice(*many, kind=township_kind, addressee=site.name, issued_on=ISSUED)
    form, reply = drawn("notice", notice, clerk)

    the_same_in_pdf_and_word(form, pages=3)
    pages = [squeezed(page.extract_text()) for page in opened(printed(form)).pages]
    assert all("限期整改通知书（续页）" in page for page in pages[1:])
    assert all(notice.number in page for page in pages)
    assert "对上述第1至20项问题" in text_of(form)
    assert len(opened(printed(reply)).pages) > 2


def test_a_draft_has_room_for_its_number(found, clerk, township_kind):
    form = drawn("notice", make_notice(*found, kind=township_kind), clerk)[0]
    assert form.number == "测安整〔　　　　〕　　　号"


def test_blank_ones_bear_the_reserved_numbers(office, clerk, township_kind):
    block = NumberBlock.objects.create(
        office=office,
        kind="notice:rectification",
        name="限期整改通知书",
        word="测安整",
        year=2024,
        first=5,
        last=6,
        taken_by="某甲",
        taken_on=ISSUED,
        recorded_by=clerk,
    )
    for serial in (5, 6):
        block.numbers.create(office=office, serial=serial, number=f"测安整〔2024〕{serial}号")
    papers = drawn("blank", block, clerk)
    assert [paper.number for paper in papers] == ["测安整〔2024〕5号", "测安整〔2024〕6号"]
    the_same_in_pdf_and_word(papers[0])
    block.numbers.filter(serial=5).update(cancelled_on=ISSUED, cancel_reason="写坏")
    assert len(drawn("blank", block, clerk)) == 1


def test_an_assignment_and_a_hint(found, office, clerk):
    kind = make_notice_kind("assignment", name="交办单", number_word="交")
    text = text_of(drawn("notice", make_notice(found[0], kind=kind, due_on=DUE), clerk)[0])
    assert "现将下列安全隐患交由你单位办理" in text
    assert "请于2024年3月31日前办理完毕" in text
    kind = make_notice_kind("reminder", name="工作提示单、提醒函", orders_rectification=False)
    hint = make_notice(office=office, kind=kind, content="汛期将至，请加强巡查。")
    (paper,) = drawn("notice", hint, clerk)
    assert paper.name == "工作提示单"
    assert "汛期将至，请加强巡查。" in text_of(paper)
    the_same_in_pdf_and_word(paper)


def test_the_receipt_says_how_it_was_served(notice, clerk):
    (blank,) = drawn("receipt", notice, clerk)
    the_same_in_pdf_and_word(blank)
    assert "□当面　□留置　□邮寄　□电话　□张贴" in model.plain_text(blank)
    notice.served_on, notice.service, notice.service_place = SERVED, "left", "厂区门口"
    notice.is_refused, notice.witness = True, "某乙"
    (paper,) = drawn("receipt", notice, clerk)
    text = model.plain_text(paper)
    assert "□当面　√留置" in text
    assert "受送达人拒绝签收，见证人：某乙。" in text
    assert "厂区门口" in text
    assert "2024年3月8日" in text


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


def test_the_ledger_repeats_its_head_and_counts_its_pages(office, clerk):
    hazards = [make_hazard(office=office, by=clerk, description="通道堆物" * 6)] * 40
    form = ledger_form(hazards, office=office, on=ISSUED, asked=["状态：待整改"])
    pdf = printed(form)
    pages = [squeezed(page.extract_text()) for page in opened(pdf).pages]
    assert len(pages) > 2
    assert all("序号编号检查日期" in page for page in pages)
    assert [f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, 1)]
    assert opened(pdf).pages[0].width > opened(pdf).pages[0].height
    assert "填报单位（章）：测试镇人民政府截至日期：2024年3月6日共40条" in pages[0]
    assert "负责人：审核人：填表人：" in pages[-1]


def test_the_list_is_printed_as_asked(client, found, clerk, office):
    client.force_login(clerk)
    make_hazard(Status.CLOSED, office=office, by=clerk, description="已经整改的")
    page = client.get(reverse("hazards:list_paper"), {"state": "open"})
    text = page.content.decode()
    assert "配电箱前堆放杂物" in text
    assert "已经整改的" not in text
    assert f"{reverse('hazards:list_pdf')}?state=open" in text
    nothing = client.get(reverse("hazards:list_pdf"), {"text": "没有这样的"}, follow=True)
    assert "没有可以打印的隐患" in nothing.content.decode()


@pytest.fixture
def photographed(found, clerk, office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    taken = picture(size=(640, 480), exif=camera_tags())
    photo = make_photo(office=office, by=clerk, content=taken)
    found[0].photos.create(office=office, file=photo, stage="before", taken_at=photo.taken_at)
    return found[0], photo


def test_a_photo_is_printed_with_its_time_and_without_its_place(photographed, clerk):
    hazard, photo = photographed
    papers = drawn("card", hazard, clerk)
    assert "2024-03-05 10:20" in model.plain_text(papers[0])
    plain = pictures.contents(papers, office_id=hazard.office_id)
    marked = pictures.contents(papers, office_id=hazard.office_id, is_stamped=True)
    assert list(plain) == list(marked) == [photo.sha256]
    assert plain != marked
    pdf = pdf_of_many(papers, pictures=marked)
    assert len(opened(pdf).pages[0].images) == 1
    assert b"GPS" not in pdf


def test_a_lost_photo_does_not_break_the_form(photographed, clerk):
    hazard, photo = photographed
    Path(photo.file.path).unlink()
    papers = drawn("card", hazard, clerk)
    content = pictures.contents(papers, office_id=hazard.office_id, is_stamped=True)
    assert content == {}
    assert "照片缺失" in squeezed(extracted(pdf_of_many(papers, pictures=content)))


def test_too_many_photos_for_one_file_are_said(photographed, clerk, monkeypatch):
    hazard, _ = photographed
    monkeypatch.setattr(pictures, "MOST_PICTURES", 0)
    with pytest.raises(pictures.TooManyPictures, match="共有1张照片，一次最多打印0张"):
        pictures.contents(drawn("card", hazard, clerk), office_id=hazard.office_id)


def test_ticked_notices_go_into_one_file(client, notice, clerk):
    client.force_login(clerk)
    second = make_notice(office=notice.office, content="请注意", kind=notice.kind, due_on=DUE)
    address = reverse("hazards:papers_pdf", args=["receipt"])
    answer = client.get(address, {"rows": [notice.pk, second.pk]})
    assert answer["Content-Type"] == "application/pdf"
    assert len(opened(answer.content).pages) == 2
    assert PrintedForm.objects.get().about == "某木器厂"
    assert AuditEvent.objects.get(action="打印文书").summary == "PDF 送达回证2份"
    nothing = client.get(address, follow=True)
    assert "请先勾选要打印的" in nothing.content.decode()
    many = client.get(address, {"rows": range(1, 102)}, follow=True)
    assert "一次最多打印100份" in many.content.decode()


def test_the_page_shows_the_form_and_leads_to_pdf_and_word(client, notice, clerk):
    client.force_login(clerk)
    page = client.get(reverse("hazards:paper", args=["notice", notice.pk])).content.decode()
    assert "配电箱前堆放杂物" in page
    assert reverse("hazards:paper_pdf", args=["notice", notice.pk]) in page
    address = reverse("hazards:paper_word", args=["notice", notice.pk])
    word = docx.Document(io.BytesIO(client.get(address, {"part": "2"}).content))
    assert "隐患整改情况报告" in "".join(one.text for one in word.paragraphs)
    assert client.get(address, {"part": "9"}).status_code == 404
    assert client.get(reverse("hazards:paper", args=["other", notice.pk])).status_code == 404


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
