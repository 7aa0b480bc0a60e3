"""附表: every figure and table of a report as a workbook, each number leading to its rows."""

from __future__ import annotations

from datetime import date
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from openpyxl.reader.excel import load_workbook

from reports import actions, annex, annexes
from reports.composing import Commission, compose
from reports.models import Report, ReportTemplate
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector
from tests.factories.reports import make_issued, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import AuditEvent, Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL = Period.of_month(2024, 4)


@pytest.fixture(autouse=True)
def _may():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    return make_office(name="测试乡", government_name="测试乡人民政府")


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def report(office, clerk):
    fire, gas = make_sector("fire", name="消防"), make_sector("gas", name="燃气")
    load_list("report_templates")
    village = make_village(office=office, name="东岭村")
    for day in (3, 9, 20):
        make_hazard(
            office=office,
            village=village,
            sector=fire,
            found_on=date(2024, 4, day),
            description="=1+1" if day == 3 else f"{day}日查到的隐患",
        )
    make_hazard(office=office, village=village, sector=gas, found_on=date(2024, 4, 30))
    make_hazard(office=office, village=village, sector=gas, found_on=date(2024, 5, 1))
    return actions.open_draft(
        ReportTemplate.objects.get(code="monthly"),
        office=office,
        period=APRIL,
        by=clerk,
        today=date(2024, 5, 8),
    )


def book_of(content):
    return load_workbook(BytesIO(content))


def downloaded(client, report):
    answer = client.get(reverse("reports:annex", args=[report.pk]))
    assert answer.status_code == 200
    return book_of(answer.content)


def written(report, limits, *, private=True):
    composition = compose(Commission.of(report))
    made = annexes.of_draft(composition, office=report.office, private=private)
    file = BytesIO()
    annex.write_annex(made, target=file, limits=limits)
    return book_of(file.getvalue())


def line_of(book, name):
    """The first line of the figure: the one that is not narrowed."""
    return next(row for row in book["数据"].iter_rows(min_row=3) if row[1].value == name)


def led_to(book, cell):
    sheet, place = cell.hyperlink.location.rsplit("!", 1)
    return book[sheet.strip("'")][place].parent


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]


def test_each_figure_says_its_value_its_scope_and_what_it_means(client, report):
    book = downloaded(client, report)
    line = [cell.value for cell in line_of(book, "隐患.排查数")]

    assert line[3:6] == [4, "处", 4]
    assert "4月" in line[2]
    assert line[7]


def test_a_number_leads_to_its_rows_and_the_rows_back(client, report):
    book = downloaded(client, report)
    line = line_of(book, "隐患.排查数")
    detail = led_to(book, line[3])

    assert len(rows_of(detail)) == 4
    assert detail["A1"].hyperlink.location == f"'数据'!A{line[0].row}"
    assert detail["A1"].value.startswith("隐患.排查数：4处")
    days = [row[1] for row in rows_of(detail)]
    assert [day.date() for day in days] == [date(2024, 4, d) for d in (30, 20, 9, 3)]


def test_a_rate_shows_both_its_numbers(client, report):
    book = downloaded(client, report)

    assert line_of(book, "隐患.本期排查整改率")[3].value == "0%（0/4）"


def test_a_figure_without_rows_leads_nowhere(client, report):
    book = downloaded(client, report)
    empty = [row for row in book["数据"].iter_rows(min_row=3) if row[5].value == 0]

    assert empty
    assert all(row[3].hyperlink is None for row in empty)


def test_the_tables_are_there_with_their_numbers(client, report):
    book = downloaded(client, report)
    table = next(book[name] for name in book.sheetnames if name.startswith("表"))
    header = [cell.value for cell in table[2]]
    fire = next(row for row in table.iter_rows(min_row=3) if row[0].value == "消防")
    found = fire[header.index("本期排查")]

    assert found.value == 3
    assert len(rows_of(led_to(book, found))) == 3


def test_no_text_becomes_a_formula(client, report):
    book = downloaded(client, report)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert any(text == "=1+1" for sheet in book.worksheets for text in _texts(sheet))


def _texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row]


def test_many_rows_are_cut_and_the_file_says_so(report):
    book = written(report, annex.Limits(per_figure=2, in_all=100))
    detail = led_to(book, line_of(book, "隐患.排查数")[3])

    assert len(rows_of(detail)) == 2
    assert "共 4 条，只列出 2 条" in detail["A1"].value


def test_beyond_the_limit_of_the_file_no_rows_are_listed(report):
    book = written(report, annex.Limits(per_figure=2, in_all=3))
    listed = [name for name in book.sheetnames if name.startswith("明细")]
    texts = [row[6].value or "" for row in book["数据"].iter_rows(min_row=3)]

    assert len(listed) == 2
    assert any(text.startswith("明细未列") for text in texts)


def test_the_command_writes_it(report, tmp_path):
    path = tmp_path / "annex.xlsx"
    said = {"template": "monthly", "period": "2024-04", "output": path}
    call_command("report", format="xlsx", stderr=StringIO(), **said)

    assert line_of(load_workbook(path), "隐患.排查数")[3].value == 4


def test_taking_it_out_is_logged(client, report):
    downloaded(client, report)

    assert AuditEvent.objects.filter(action="导出报告附表").count() == 1


def test_an_issued_report_gives_what_was_kept(client, report, office, monkeypatch):
    stand_in_files(monkeypatch)
    make_issued(report, on=date(2024, 5, 8))
    village = make_village(office=office)
    make_hazard(office=office, village=village, found_on=date(2024, 4, 5), description="事后补录")
    book = downloaded(client, Report.objects.get(pk=report.pk))
    line = next(row for row in book["数据"].iter_rows(min_row=3) if row[1].value == "隐患.排查数")
    detail = led_to(book, line[3])

    assert line[3].value == 4
    assert len(rows_of(detail)) == 4
    assert not any("事后补录" in str(text) for sheet in book.worksheets for text in _texts(sheet))


def test_a_village_inspector_gets_none(client, report, office):
    client.force_login(make_user(Role.VILLAGE, office, villages=[make_village(office=office)]))

    assert client.get(reverse("reports:annex", args=[report.pk])).status_code in {403, 404}
