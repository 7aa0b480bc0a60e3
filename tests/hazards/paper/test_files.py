"""The files people take away: the ledger, forms with photos, many in one, pages."""

import io
from pathlib import Path

import docx
import pytest
from django.urls import reverse

from hazards.paper import pictures
from hazards.paper.ledger import ledger_form
from hazards.workflow import Status
from tests.documents.printed import extracted, opened, squeezed
from tests.factories.files import camera_tags, make_photo, picture
from tests.factories.hazards import make_hazard, make_notice
from tests.hazards.paper.printing import DUE, ISSUED, drawn, printed
from township_safety.documents import model
from township_safety.documents.rendering import pdf_of_many
from township_safety.organisation.models import AuditEvent, PrintedForm

pytestmark = pytest.mark.django_db


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
