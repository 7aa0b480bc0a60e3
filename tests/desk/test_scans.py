"""The pages of signed papers and of numbers written by hand, as the clerk uses them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.documents.blanks import record
from tests.factories.hazards import make_hazard, make_notice, make_notice_kind
from tests.factories.organisation import make_office, make_user
from tests.factories.scans import bound, scanned
from township_safety.documents import rendering
from township_safety.organisation import papers
from township_safety.organisation.models import (
    NumberBlock,
    PrintedForm,
    ReservedNumber,
    Role,
    SignedCopy,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def clerk(office, client):
    person = make_user(Role.CLERK, office)
    client.force_login(person)
    return person


@pytest.fixture
def printed(office, clerk):
    notice = make_notice(make_hazard(office=office))
    return papers.printed_form(
        notice, form="notice", title="限期整改通知书", about="测安整〔2024〕1号 测试厂", by=clerk
    )


def pages(*codes):
    papers_ = [record("消火栓无水。", code=code) for code in codes]
    return [page for p in papers_ for page in scanned(rendering.pdf_of(p, substitute=True))]


def send(client, *files):
    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("scans"), {"pages": uploads}, follow=True)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_many_files_at_once_go_to_their_papers_and_the_rest_waits(client, printed):
    listed = client.get(reverse("papers"))
    assert printed.code in listed.content.decode()
    known, unknown = pages(printed.code, "")
    answer = send(
        client, ("一.pdf", bound([known])), ("二.jpg", unknown), ("三.pdf", b"%PDF-1 broken")
    )
    assert "收到2页：1页已归到1份文书，1页没有认出编码，请在下面认领" in said(answer)
    assert any(words.startswith("“三.pdf”") for words in said(answer))
    assert "待认领 1 页" in answer.content.decode()
    assert not PrintedForm.objects.unsigned().exists()
    assert client.get(printed.get_absolute_url()).content.decode().count("一.pdf 第1页") >= 1


def test_three_notices_printed_signed_and_scanned_find_their_records(client, office, clerk):
    """The whole way: the forms as the office prints them, the pages as the scanner sends them."""
    notices = [
        make_notice(make_hazard(office=office), by=clerk, issued_on=date(2024, 3, 6))
        for _ in range(3)
    ]
    chosen = {"rows": [notice.pk for notice in notices]}
    answer = client.get(reverse("hazards:papers_pdf", args=["notice"]), chosen)
    # Behind each notice lies the reply for the enterprise to fill in.
    signed = scanned(answer.content, turn=2)[::2]
    shown = send(client, ("一起扫描.pdf", bound(signed)))
    assert "收到3页：3页已归到3份文书" in said(shown)
    for notice in notices:
        (copy,) = SignedCopy.objects.of(notice)
        assert notice.number in copy.form.about
        assert copy.picture.thumbnail_url in client.get(notice.get_absolute_url()).content.decode()
        kept = client.get(copy.form.get_absolute_url()).content.decode()
        assert "打印时的文字" in kept
        assert notice.items.get().text in kept
        assert notice.get_absolute_url() in kept
        hazard = notice.items.get().hazard
        assert "签字件1页" in client.get(hazard.get_absolute_url()).content.decode()
    client.force_login(make_user(Role.VIEWER, office))
    seen = client.get(copy.form.get_absolute_url()).content.decode()
    assert "打印时的文字" not in seen


def test_nothing_chosen_is_said(client, clerk):
    assert "请选择扫描件或照片。" in client.post(reverse("scans"), {"sent": "1"}).content.decode()


@pytest.mark.parametrize("way", ["typed", "picked"])
def test_a_page_is_matched_by_hand(client, printed, way):
    send(client, ("手写.jpg", pages("")[0]))
    copy = SignedCopy.objects.get()
    field = f"c{copy.pk}-" + ("code" if way == "typed" else "paper")
    value = printed.code.lower().replace("-", " ") if way == "typed" else printed.pk
    answer = client.post(reverse("scan_match", args=[copy.pk]), {field: value}, follow=True)
    assert any(words.startswith("已归到限期整改通知书") for words in said(answer))
    copy.refresh_from_db()
    assert copy.form == printed
    client.post(reverse("scan_unmatch", args=[copy.pk]))
    client.post(reverse("scan_drop", args=[copy.pk]))
    assert not SignedCopy.objects.exists()


@pytest.mark.parametrize(
    ("code", "words"), [("ZZZZ-ZZZZ", "没有编码为“ZZZZ-ZZZZ”的文书"), ("", "请填写页脚编码")]
)
def test_a_wrong_code_is_said_at_the_page(client, printed, code, words):
    send(client, ("手写.jpg", pages("")[0]))
    copy = SignedCopy.objects.get()
    answer = client.post(reverse("scan_match", args=[copy.pk]), {f"c{copy.pk}-code": code})
    assert words in answer.content.decode()


def test_no_signed_copy_will_come(client, printed):
    address = reverse("printed_form_excuse", args=[printed.code])
    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "企业已搬离"})
    assert printed.code not in client.get(reverse("papers")).content.decode()
    everything = client.get(reverse("papers"), {"state": "all", "text": printed.code})
    assert "没有：企业已搬离" in everything.content.decode()


def test_a_block_is_taken_listed_and_a_number_cancelled(client, clerk):
    kind = make_notice_kind()
    data = {"kind": kind.pk, "year": "2024", "count": "３", "taken_by": "某甲", "note": "停电备用"}
    answer = client.post(reverse("number_block_new"), data | {"taken_on": "2024.3.6"}, follow=True)
    assert "已领用1号至3号，系统从下一个号接着编" in said(answer)
    block = NumberBlock.objects.get()
    assert "测安安整〔2024〕2号" in client.get(block.get_absolute_url()).content.decode()
    number = block.numbers.first()
    address = reverse("number_cancel", args=[number.pk])
    client.post(address, {"on": "2024-03-08", "reason": "写坏"})
    page = client.get(block.get_absolute_url()).content.decode()
    assert "写坏" in page
    assert "未用2个" in page
    again = client.post(address, {"on": "2024-03-08", "reason": "写坏"})
    assert "不能再用" in again.content.decode()
    assert ReservedNumber.objects.unused().count() == 2
    assert "某甲" in client.get(reverse("number_blocks")).content.decode()


def test_a_paper_about_a_deadline_leads_to_its_hazard(client, office, clerk):
    hazard = make_hazard(office=office, due_on=date(2024, 4, 1))
    form = papers.printed_form(
        hazard.deadlines.get(), form="extension", title="延期申请审批表", about="某厂", by=clerk
    )
    assert hazard.get_absolute_url() in client.get(form.get_absolute_url()).content.decode()
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert "延期申请审批表 某厂：缺签字件" in page
