"""The pages of the statutory tables: days, tabs, links, paper, workbook, settings."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from openpyxl.reader.excel import load_workbook

from reports.models import StatisticsSettings
from reports.statistics.tables import TABLES
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site, make_statistics_row
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

APRIL = {"year": "2024", "span": "4", "basis": "alone"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    return make_office(name="青山乡", government_name="青山乡人民政府")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def fire(office):
    """One row of table two with one hazard of April and one of March."""
    row = make_statistics_row("crowded_places", name="人员密集场所", number="11")
    sector = make_sector("fire", name="消防", statistics_row=row)
    village = make_village(office=office, name="上村")
    for day in (date(2024, 3, 31), date(2024, 4, 30)):
        make_hazard(office=office, found_on=day, sector=sector, village=village)
    return sector


def open_table(client, code="sectors", **asked):
    return client.get(reverse("reports:statistics_table", args=[code]), asked)


@pytest.mark.usefixtures("clerk", "fire")
def test_cell_opens_the_rows_it_was_counted_from(client):
    html = open_table(client, **APRIL).content.decode()

    row = re.search(r"11 人员密集场所</th>(.*?)</tr>", html, re.S)[1]
    links = re.findall(r'<a href="([^"]+)">([^<]*)</a>', row)
    assert [text for _, text in links[3:6]] == ["1", "0", "0"]
    page = client.get(links[3][0].replace("&amp;", "&")).content.decode()
    assert '<data id="value" value="1">' in page


@pytest.mark.usefixtures("clerk", "fire")
def test_same_table_counts_from_january_when_asked(client):
    alone = open_table(client, **APRIL).content.decode()
    since = open_table(client, **APRIL | {"basis": "since"}).content.decode()

    assert "统计期：2024年4月</span>" in alone
    assert "统计期：2024年1月至4月</span>" in since


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("code", TABLES)
def test_every_table_is_shown_without_any_rows(client, code):
    response = open_table(client, code)

    assert response.status_code == 200
    assert "合计" in response.content.decode()


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"year": "2024", "span": "days"}, "“从”和“到”都要填"),
        ({"year": "2024", "span": "6"}, "2024年6月还没有开始"),
        (
            {"year": "2024", "span": "days", "first_day": "2024-04-30", "last_day": "2024-04-01"},
            "请对调或改正",
        ),
        ({"year": "", "span": "4"}, "条件有误"),
    ],
)
def test_wrong_days_are_named(client, asked, said):
    response = open_table(client, **asked)

    assert response.status_code == 200
    assert said in response.content.decode()
    where = reverse("reports:statistics_excel", args=["sectors"])
    assert client.get(where, asked).status_code == 400


@pytest.mark.usefixtures("clerk", "fire")
def test_any_days_can_be_asked_for(client):
    days = {"span": "days", "first_day": "2024-03-31", "last_day": "2024-04-30"}

    html = open_table(client, year="2024", basis="alone", **days).content.decode()

    row = re.search(r"11 人员密集场所</th>(.*?)</tr>", html, re.S)[1]
    assert re.findall(r">([^<]*)</a>", row)[3] == "2"


@pytest.mark.usefixtures("clerk", "fire")
def test_office_with_a_cycle_reports_by_its_cycle(client, office):
    office.report_cycle_day = 26
    office.save()

    html = open_table(client, basis="alone").content.decode()

    assert "统计期：2024年4月（2024年3月26日至4月25日）" in html
    row = re.search(r"11 人员密集场所</th>(.*?)</tr>", html, re.S)[1]
    assert re.findall(r">([^<]*)</a>", row)[3] == "1"


@pytest.mark.usefixtures("clerk")
def test_running_month_ends_today(client):
    html = open_table(client, year="2024", span="5", basis="alone").content.decode()

    assert "截止到2024年5月8日" in html


def test_workbook_is_named_after_the_table_and_logged(client, clerk, fire, office):
    response = client.get(reverse("reports:statistics_excel", args=["sectors"]), APRIL)

    page = load_workbook(io.BytesIO(response.content)).active
    assert page["A1"].value.endswith("安全生产隐患排查治理情况月报表")
    assert AuditEvent.objects.filter(summary__contains="月报表").exists()


@pytest.mark.usefixtures("clerk", "fire")
def test_paper_is_a_pdf(client):
    response = client.get(reverse("reports:statistics_pdf", args=["sectors"]), APRIL)

    assert response.content.startswith(b"%PDF-")


def test_settings_change_how_the_tables_are_written(client, clerk, fire, office):
    form = {
        "columns": "old",
        "zero": "—",
        "no_rate": "blank",
        "rate_decimals": "2",
        "money_decimals": "2",
        "keeps_zeros": "on",
        "preparer": "某乙",
    }
    answer = client.post(reverse("reports:statistics_settings"), form)

    assert answer.status_code == 302
    kept = StatisticsSettings.objects.of(office)
    assert (kept.columns, kept.is_cumulative, kept.preparer) == ("old", False, "某乙")
    html = open_table(client, year="2024", span="4").content.decode()
    row = re.search(r"11 人员密集场所</th>(.*?)</tr>", html, re.S)[1]
    assert re.findall(r">([^<]*)</a>", row)[:5] == ["—", "1", "—", "0.00", "—"]


def test_settings_are_of_the_own_office_only(client, clerk, office):
    other = make_office()
    StatisticsSettings.objects.create(office=other, preparer="某丙")

    assert "某丙" not in client.get(reverse("reports:statistics_settings")).content.decode()


@pytest.mark.parametrize("places", ["5", "-1", "x"])
def test_too_many_decimals_are_refused(client, clerk, office, places):
    form = {"columns": "new", "zero": "0", "no_rate": "/", "money_decimals": "2"}

    answer = client.post(reverse("reports:statistics_settings"), form | {"rate_decimals": places})

    assert answer.status_code == 200
    assert not StatisticsSettings.objects.exists()


# One enterprise


@pytest.fixture
def factory(office, fire):
    site = make_site(office=office, name="某厂", phone="13800000000", safety_person="某丁")
    make_hazard(office=office, found_on=date(2024, 3, 31), site=site)
    make_hazard(office=office, found_on=date(2024, 4, 1), site=site)
    make_hazard(office=office, found_on=date(2024, 2, 1), site=site, grade="major")
    return site


def open_site(client, site, page="statistics_site"):
    asked = {"year": "2024", "span": "Q1", "site": str(site.pk)}
    return client.get(reverse(f"reports:{page}"), asked)


@pytest.mark.usefixtures("clerk")
def test_return_of_an_enterprise_holds_its_own_rows_of_the_quarter(client, factory):
    make_hazard(
        office=factory.office, found_on=date(2024, 3, 1), site=make_site(office=factory.office)
    )

    html = open_site(client, factory).content.decode()

    assert "统计季报表" in html
    assert "2024年第一季度" in html
    numbers = re.findall(r'<dd class="number"><a href="[^"]*">([^<]*)</a>', html)
    assert numbers == ["1", "1", "1", "1", "0", "0", "0", "0", "0", "0", "0"]


@pytest.mark.usefixtures("clerk")
def test_return_of_an_enterprise_as_pdf_and_workbook(client, factory):
    assert open_site(client, factory, "statistics_site_pdf").content.startswith(b"%PDF-")
    content = open_site(client, factory, "statistics_site_excel").content
    page = load_workbook(io.BytesIO(content)).active
    held = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {"某厂", "发现（项）", "尚未整改（项）"} <= set(held)


def test_telephone_is_masked_for_who_may_not_see_it(client, factory, office):
    client.force_login(make_user(Role.VIEWER, office))

    assert "13800000000" not in open_site(client, factory).content.decode()


@pytest.mark.usefixtures("clerk")
def test_enterprise_of_another_office_is_not_found(client):
    stranger = make_site(name="外乡厂")

    html = open_site(client, stranger).content.decode()

    assert "外乡厂" not in html
    assert open_site(client, stranger, "statistics_site_excel").status_code == 400
