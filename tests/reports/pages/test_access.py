"""Who may open which page of a report."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.reports.pages.drafts import PDF_OF, make_report, page
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


def addresses(report):
    return {
        "list": reverse("reports:list"),
        "create": reverse("reports:create"),
        "detail": report.get_absolute_url(),
        "pdf": reverse("reports:pdf", args=[report.pk]),
        "days": reverse("reports:days", args=[report.pk]),
        "slot": reverse("reports:slot", args=[report.pk]),
        "latest": reverse("reports:open_latest", args=["monthly"]),
    }


def statuses(client, report):
    urls = addresses(report)
    asked = {name: client.get(urls[name]) for name in ("list", "create", "detail", "pdf")}
    asked |= {name: client.post(urls[name]) for name in ("days", "slot", "latest")}
    return {name: response.status_code for name, response in asked.items()}


READ = {"list": 200, "detail": 200, "pdf": 200}
WRITE_REFUSED = {"create": 403, "days": 403, "slot": 403, "latest": 403}
ALL_REFUSED = WRITE_REFUSED | {"list": 403, "detail": 403, "pdf": 403}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.CLERK, READ | {"create": 200, "days": 400, "slot": 400, "latest": 302}),
        (Role.LEADER, READ | {"create": 200, "days": 400, "slot": 400, "latest": 302}),
        (Role.STATION, READ | WRITE_REFUSED | {"pdf": 403}),
        (Role.VIEWER, READ | WRITE_REFUSED),
        (Role.VILLAGE, ALL_REFUSED),
        (Role.AUDITOR, ALL_REFUSED),
        (Role.ADMIN, ALL_REFUSED),
    ],
)
def test_each_role_reaches_its_pages(client, office, monkeypatch, role, expected):
    monkeypatch.setattr(PDF_OF, lambda document, **_: b"%PDF")
    report = make_report(office)
    client.force_login(make_user(role, office, villages=[make_village(office=office)]))

    assert statuses(client, report) == expected


def test_another_office_finds_nothing(client, office):
    report = make_report(office)
    client.force_login(make_user(Role.CLERK, make_office()))

    found = statuses(client, report)
    assert {name: found[name] for name in ("detail", "pdf", "days", "slot")} == dict.fromkeys(
        ("detail", "pdf", "days", "slot"), 404
    )
    assert "青山乡" not in client.get(reverse("reports:list")).content.decode()


def test_the_district_reads_the_reports_below_and_opens_their_numbers(client):
    district = make_office(name="云溪县")
    below = make_office(name="青山乡", parent=district)
    make_hazard(office=below, found_on=date(2024, 4, 2))
    report = make_report(below)
    client.force_login(make_user(Role.VIEWER, district))

    assert "青山乡" in client.get(reverse("reports:list")).content.decode()
    href = re.search(r'排查发现<span class="together"><a[^>]*href="([^"]+)"', page(client, report))
    answer = client.get(unescape(href[1]))
    assert '<data id="value" value="1">' in answer.content.decode()
    assert client.post(reverse("reports:days", args=[report.pk])).status_code == 403


def test_strangers_are_sent_to_the_door(client, office):
    report = make_report(office)
    for url in addresses(report).values():
        response = client.get(url)
        assert response.status_code == 302
        assert response.url.startswith(reverse("login"))
