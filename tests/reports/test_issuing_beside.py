"""A report with many rows behind it is signed beside the page that waits for it."""

import time
from datetime import date

import pytest
from django.urls import reverse

from reports.freezing import running
from reports.models import IssuedReport
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_draft, make_passed, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import LeaderOpinion, Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db(transaction=True)

SIGNED = date(2024, 5, 6)


@pytest.fixture(autouse=True)
def _world(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    monkeypatch.setattr(running, "LONG", 1)
    make_sector("fire", name="消防")
    load_list("report_templates")
    stand_in_files(monkeypatch)


@pytest.fixture
def report(client):
    office = make_office(name="青山乡", government_name="青山乡人民政府")
    make_hazard(office=office, found_on=date(2024, 4, 5))
    client.force_login(make_user(Role.DEPUTY, office))
    return make_passed(make_draft(office, Period.of_month(2024, 4)))


def sign(client, report, **said):
    url = reverse("reports:step", args=[report.pk, "issue"])
    form = client.get(url).context["form"]
    return client.post(url, {"on": SIGNED, "seen": form.initial["seen"], "accept": "on", **said})


def waited(client, report):
    """The answer after the waiting is over, and the page it leads to."""
    url = reverse("reports:issuing", args=[report.pk])
    until = time.monotonic() + 60
    while time.monotonic() < until:
        answer = client.get(url, follow=True)
        if "Refresh" not in answer.headers:
            return answer
        assert "正在签发" in answer.content.decode()
        time.sleep(0.1)
    raise AssertionError("never done")


def test_the_page_waits_and_leads_to_the_issued_report(client, report):
    answer = sign(client, report)
    assert answer.url == reverse("reports:issuing", args=[report.pk])

    page = waited(client, report)

    assert "已签发，报告已定稿" in page.content.decode()
    assert page.redirect_chain[-1][0] == report.get_absolute_url()
    assert IssuedReport.objects.get().report == report


def test_why_it_was_not_signed_is_said_and_it_can_be_signed_again(client, report, monkeypatch):
    def full(*_, **__):
        raise running.JobFailed("磁盘满了")

    with monkeypatch.context() as patch:
        patch.setattr("reports.freezing.issuing.pdf_of", full)
        sign(client, report)
        page = waited(client, report)
    assert "磁盘满了" in page.content.decode()
    assert not IssuedReport.objects.exists()

    sign(client, report)
    waited(client, report)
    assert IssuedReport.objects.exists()


def test_doubts_are_to_be_accepted_before_it_begins(client, report):
    answer = sign(client, report, accept="")
    assert "请先看上面列出的情况" in answer.content.decode()
    assert running.progress_of(report) is None
    assert not LeaderOpinion.objects.exists()
