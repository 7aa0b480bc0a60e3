"""The list as a workbook: what was asked for, no more, and loadable again."""

import io

import pytest
from django.urls import reverse

from hazards.sheets import SHEETS
from hazards.views import export
from hazards.workflow import Status
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.workbook.tables import counts, loaded, said
from township_safety.organisation.models import AuditEvent, Level, Role
from township_safety.spreadsheets import read_workbook

pytestmark = pytest.mark.django_db

URL = reverse("hazards:export")


def sheet_of(response):
    (sheet,) = read_workbook(io.BytesIO(response.content))
    header, *rows = [values for _, values in sheet.rows]
    return sheet, [dict(zip(header, row, strict=False)) for row in rows]


def test_what_was_asked_for(client):
    office = make_office()
    clerk = make_user(Role.CLERK, office)
    make_hazard(Status.CLOSED, office=office, by=clerk, description="要的", phone="13800001234")
    make_hazard(office=office, by=clerk, description="不要的")
    make_hazard(Status.CLOSED, description="外乡的")
    client.force_login(clerk)

    response = client.get(URL, {"state": "closed"})

    sheet, (row,) = sheet_of(response)
    assert "attachment" in response.headers["Content-Disposition"]
    assert (row["隐患描述"], row["是否整改"], row["电话"]) == ("要的", "是", "13800001234")
    result = loaded(sheet, office=office, by=clerk, sheets=SHEETS)
    assert said(result) == []
    assert counts(result, "hazards") == (0, 0, 1, 0)
    assert AuditEvent.objects.get(action="导出隐患").summary == "1条"


def test_the_district_gets_a_column_of_offices_and_no_whole_phones(client):
    district = make_office(level=Level.COUNTY)
    for name in ("甲乡", "乙乡"):
        office = make_office(name=name, parent=district)
        make_hazard(office=office, phone="13800001234")
    client.force_login(make_user(Role.VIEWER, district))
    _, rows = sheet_of(client.get(URL))
    assert [row["填报单位"] for row in rows] == ["甲乡", "乙乡"]
    assert {row["电话"] for row in rows} == {"138****1234"}


def test_nothing_or_too_much_leads_back(client, monkeypatch):
    office = make_office()
    client.force_login(make_user(Role.CLERK, office))
    empty = client.get(URL, follow=True)
    assert "没有可以导出的隐患" in empty.content.decode()
    monkeypatch.setattr(export, "MOST_ROWS", 1)
    make_hazard(office=office)
    make_hazard(office=office)
    assert "一次最多导出1条" in client.get(URL, follow=True).content.decode()


def test_who_may_not_take_files_out(client):
    office = make_office()
    client.force_login(make_user(Role.VILLAGE, office))
    assert client.get(URL).status_code == 403
    assert "导出 Excel" not in client.get(reverse("hazards:list")).content.decode()


def test_what_was_ticked_and_no_row_of_another_office(client):
    office = make_office()
    clerk = make_user(Role.CLERK, office)
    ticked = [make_hazard(office=office, by=clerk) for _ in range(2)]
    make_hazard(office=office, by=clerk)
    foreign = make_hazard()
    client.force_login(clerk)

    keys = [hazard.pk for hazard in (*ticked, foreign)]
    _, rows = sheet_of(client.get(URL, {"hazards": [*keys, "x"], "list": "state=closed"}))
    assert {row["编号"] for row in rows} == {hazard.number for hazard in ticked}

    _, rows = sheet_of(client.get(URL, {"all": "1", "list": f"text={ticked[0].number}"}))
    assert [row["编号"] for row in rows] == [ticked[0].number]


def test_nothing_ticked_leads_back_to_the_same_question(client):
    office = make_office()
    client.force_login(make_user(Role.CLERK, office))
    make_hazard(office=office)
    back = client.get(URL, {"list": "state=open"}, follow=True)
    assert "没有可以导出的隐患" in back.content.decode()
    assert back.request["QUERY_STRING"] == "state=open"
