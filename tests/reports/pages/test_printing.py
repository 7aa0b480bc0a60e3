"""A report as PDF and Word, and what is said when that fails."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document as Word

from tests.reports.pages.drafts import PDF_OF, make_report, page, save_slot
from township_safety.jobs import JobFailed, JobTimeout

pytestmark = pytest.mark.django_db


def test_pdf_is_printed_under_its_chinese_name(client, clerk, office):
    report = make_report(office)
    response = client.get(reverse("reports:pdf", args=[report.pk]))

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%9D%92")
    viewed = client.get(reverse("reports:pdf", args=[report.pk]), {"view": "1"})
    assert viewed["Content-Disposition"].startswith("inline")


def test_report_comes_as_a_word_file_under_its_chinese_name(client, clerk, office):
    report = make_report(office)
    response = client.get(reverse("reports:word", args=[report.pk]))

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%9D%92")
    text = "\n".join(paragraph.text for paragraph in Word(BytesIO(response.content)).paragraphs)
    assert "2024年4月" in text
    assert reverse("reports:word", args=[report.pk]) in page(client, report)


@pytest.mark.parametrize("problem", [JobTimeout("超过60秒仍未完成。"), JobFailed("处理时出错。")])
def test_printing_that_fails_says_the_way_out(client, clerk, office, monkeypatch, problem):
    def fail(document, **_):
        raise problem

    monkeypatch.setattr(PDF_OF, fail)
    report = make_report(office)
    response = client.get(reverse("reports:pdf", args=[report.pk]))

    assert response.status_code == 503
    assert str(problem) in response.content.decode()
    assert "再试一次" in response.content.decode()


def test_a_missing_character_stops_the_pdf_and_is_named(client, clerk, office):
    report = make_report(office)
    save_slot(client, report, text="安全员\U00030ede某")
    response = client.get(reverse("reports:pdf", args=[report.pk]))

    assert response.status_code == 409
    assert "U+30EDE" in response.content.decode()
    assert "以〓代替" in response.content.decode()
