"""The notice, the order, blank ones, the assignment and the receipt."""

import pytest

from tests.documents.printed import opened, squeezed
from tests.factories.hazards import make_hazard, make_notice, make_notice_kind
from tests.hazards.paper.printing import (
    BOTH,
    DUE,
    ISSUED,
    SERVED,
    drawn,
    lines,
    printed,
    text_of,
    the_same_in_pdf_and_word,
)
from township_safety.documents import model
from township_safety.organisation.models import NumberBlock

pytestmark = pytest.mark.django_db

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
