"""The preview: numbers that open, relations, what is missing."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_user, make_village
from tests.factories.register import make_sector
from tests.reports.pages.drafts import make_report, page, save_slot
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


def test_every_number_opens_to_rows_that_give_it(client, clerk, office):
    fire, village = make_sector("fire"), make_village(office=office)
    for day in (3, 9, 20):
        make_hazard(office=office, found_on=date(2024, 4, day), sector=fire, village=village)
    html = page(client, make_report(office))

    links = re.findall(r'<a class="figure" href="([^"]+)" title="([^"]+)"[^>]*>([^<]+)</a>', html)

    assert len(links) > 10
    for href, definition, text in links:
        answer = client.get(unescape(href))
        assert answer.status_code == 200, href
        assert unescape(definition).split("：")[0] in answer.content.decode()
        shown = re.search(r'<data id="value"[^>]*>([^<]+)<', answer.content.decode())
        assert shown[1].startswith(text), (href, text, shown[1])


def test_preview_asks_as_often_for_thirty_rows_as_for_one(client, clerk, office):
    report = make_report(office)
    fire = make_sector("fire")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(client, report)
        return len(captured)

    make_hazard(office=office, found_on=date(2024, 4, 2), sector=fire)
    queries()
    one = queries()
    for day in range(1, 31):
        make_hazard(office=office, found_on=date(2024, 4, day), sector=fire)
    assert queries() == one


def test_relations_that_hold_are_counted_and_folded(client, clerk, office):
    response = client.get(make_report(office).get_absolute_url())

    assert response.context["wrong"] == []
    assert "都对得上" in response.content.decode()
    assert "<details>" in response.content.decode()


def test_a_zero_without_backing_names_the_way_out(client, clerk, office):
    html = page(client, make_report(office))

    assert "缺少的数据" in html
    assert reverse("records:list", args=["nil_returns"]) in html


def test_a_character_no_face_holds_is_named_before_printing(client, clerk, office):
    report = make_report(office)
    save_slot(client, report, text="安全员\U00030ede某")
    html = page(client, report)

    assert "\U00030ede" in html
    assert "U+30EDE" in html
    assert "substitute=1" in html


def test_someone_who_may_not_compose_only_reads(client, office):
    report = make_report(office)
    client.force_login(make_user(Role.STATION, office))
    html = page(client, report)

    assert "slot-form" not in html
    assert "按新日期重算" not in html
    assert "下载 PDF" not in html
