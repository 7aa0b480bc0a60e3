"""站所报数: what is due, entering,零报告, sheets there and back, double counting, voiding."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hazards.models import HazardCount
from reports.figures import Scope, value
from tests.factories.inspections import make_operation, make_result
from tests.factories.organisation import make_office, make_user
from tests.factories.register import (
    make_agency,
    make_hazard_source,
    make_result_kind,
    make_sector,
)
from tests.factories.stations import make_contact, make_question, make_station_figure
from township_safety.activities.models import Asked, StationFigure, StationQuestion
from township_safety.activities.station_reporting import gaps, reminder_text, station_returns
from township_safety.desk.station_sheets import write_sheet
from township_safety.organisation.models import AuditEvent, Role
from township_safety.periods import Period
from township_safety.spreadsheets import SheetOut, read_workbook, write_workbook

pytestmark = pytest.mark.django_db

MARCH = Period.of_month(2024, 3)
QUARTER = Period.of_quarter(2024, 1)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2024-04-02 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def police(office):
    return make_agency(office=office, name="派出所", contact="某辛")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def due(question, period):
    return [slot.period.code for slot in question.slots(period)]


def enter(client, agency, question, *, month="2024-03", first="20240301", **fields):
    """What the page sends; fields named value, nil or rectified are of the question."""
    own = {"value", "nil", "rectified"}
    data = {"given_by": "某辛", "given_on": "2024-04-01", "message": "三月查处12起"}
    for name, given in fields.items():
        data[f"{name}-{question.pk}-{first}" if name in own else name] = given
    return client.post(f"{reverse('station_enter', args=[agency.pk])}?month={month}", data)


class TestWhatIsDue:
    def test_a_month_a_quarter_a_half_and_once(self, police):
        month = make_question(agency=police)
        quarter = make_question(agency=police, frequency="quarter")
        half = make_question(agency=police, frequency="half")
        once = make_question(
            agency=police,
            frequency="once",
            first_day=date(2024, 2, 10),
            last_day=date(2024, 3, 15),
        )
        assert due(month, MARCH) == ["2024-03"]
        assert due(month, QUARTER) == ["2024-01", "2024-02", "2024-03"]
        assert due(quarter, MARCH) == ["2024-Q1"]
        assert due(quarter, Period.of_month(2024, 2)) == []
        assert due(half, QUARTER) == []
        assert due(half, Period.of_half(2024, 1)) == ["2024-H1"]
        assert due(once, MARCH) == ["2024-02-10..2024-03-15"]
        assert due(once, Period.of_month(2024, 2)) == []

    def test_from_its_first_to_its_last_day(self, police):
        question = make_question(
            agency=police, first_day=date(2024, 2, 15), last_day=date(2024, 3, 1)
        )
        assert due(question, Period.of_year(2024)) == ["2024-02", "2024-03"]

    def test_a_quarter_is_no_gap_of_a_month(self, office, police):
        make_question(agency=police, label="演练", frequency="quarter")
        assert gaps(office, MARCH) == []
        assert gaps(office, QUARTER) == ["站所报数：派出所还没有报演练"]

    def test_a_report_cut_in_the_month_asks_for_the_month(self, office, police):
        make_question(agency=police, label="查处")
        assert gaps(office, MARCH.cut(date(2024, 3, 25))) == ["站所报数：派出所还没有报查处"]

    def test_states(self, office, police):
        first, second = make_question(agency=police), make_question(agency=police)

        def state():
            (one,) = station_returns(office, MARCH)
            return one.state

        assert state() == "未报"
        make_station_figure(first, value=0)
        assert state() == "部分已报"
        make_station_figure(second, value=0)
        assert state() == "零报告"
        assert reminder_text(MARCH, station_returns(office, MARCH)) == ""


class TestRules:
    def test_results_need_their_kind(self, police):
        question = StationQuestion(
            office=police.office,
            agency=police,
            label="头盔",
            figure=Asked.RESULTS,
            first_day=date(2024, 1, 1),
        )
        with pytest.raises(ValidationError, match="须选处置结果种类"):
            question.full_clean()
        question.result_kind = make_result_kind("helmet", unit="顶")
        question.full_clean()
        assert question.unit == "顶"

    def test_what_was_reported_under_stays_what_it_is(self, police):
        question = make_question(agency=police)
        question.figure = Asked.INSPECTIONS
        question.full_clean()
        make_station_figure(question)
        with pytest.raises(ValidationError, match="不能再改"):
            question.full_clean()


class TestEntering:
    def test_the_clerk_enters_what_was_told(self, client, office, police, clerk):
        question = make_question(agency=police)
        assert enter(client, police, question, value="12").status_code == 302
        row = StationFigure.objects.get()
        assert (row.value, row.way, row.given_by) == (12, "for_it", "某辛")
        assert (row.first_day, row.last_day) == (MARCH.first_day, MARCH.last_day)
        assert value("enforcement.count", Scope((office.pk,), MARCH)).number == 12
        assert AuditEvent.objects.filter(action="登记站所报数").exists()
        assert gaps(office, MARCH) == []

    def test_not_without_the_message(self, client, police, clerk):
        question = make_question(agency=police)
        answer = enter(client, police, question, value="12", message="")
        assert "代录的须贴上原始消息" in answer.content.decode()
        assert not StationFigure.objects.exists()

    def test_a_zero_is_said(self, client, police, clerk):
        question = make_question(agency=police)
        assert "勾选零报告" in enter(client, police, question, value="0").content.decode()
        assert enter(client, police, question, nil="on", value="3").status_code == 200
        assert enter(client, police, question, nil="on").status_code == 302
        assert StationFigure.objects.get().shown == "零报告"

    def test_nothing_at_all_is_refused(self, client, police, clerk):
        question = make_question(agency=police)
        assert "一个数也没有填" in enter(client, police, question).content.decode()

    def test_told_before_the_end_it_stands_up_to_that_day(self, client, police, clerk):
        question = make_question(agency=police)
        enter(client, police, question, value="4", given_on="2024-03-25")
        assert StationFigure.objects.get().last_day == date(2024, 3, 25)

    def test_not_before_the_period_nor_after_today(self, client, police, clerk):
        question = make_question(agency=police)
        early = enter(client, police, question, value="4", given_on="2024-02-29")
        assert "早于" in early.content.decode()
        late = enter(client, police, question, value="4", given_on="2024-04-03")
        assert "不能在今天之后" in late.content.decode()
        assert not StationFigure.objects.exists()

    def test_a_changed_number_keeps_what_it_was(self, client, police, clerk):
        question = make_question(agency=police)
        enter(client, police, question, value="12")
        enter(client, police, question, value="12")
        row = StationFigure.objects.get()
        assert row.history.count() == 1
        enter(client, police, question, value="13", message="更正为13起")
        assert [version.value for version in row.history.all()] == [13, 12]
        event = AuditEvent.objects.get(action="修改站所报数")
        assert event.changes == {"value": ["12次", "13次"]}

    def test_money_has_fen_and_other_numbers_none(self, client, police, clerk):
        fines = make_question(agency=police, figure=Asked.FINES)
        enter(client, police, fines, value="200.50")
        assert StationFigure.objects.get().value == Decimal("200.50")
        count = make_question(agency=police)
        assert enter(client, police, count, value="1.5").status_code == 200

    def test_a_contact_enters_the_own_station_only(self, client, office, police):
        contact = make_user(Role.STATION, office)
        make_contact(police, contact)
        other = make_agency(office=office, name="交警中队")
        question, foreign = make_question(agency=police), make_question(agency=other)
        client.force_login(contact)
        assert enter(client, police, question, value="12", message="").status_code == 302
        assert StationFigure.objects.get().way == "own"
        assert enter(client, other, foreign, value="12").status_code == 403
        page = client.get(f"{reverse('stations')}?month=2024-03").content.decode()
        assert "派出所" in page
        assert "交警中队" not in page

    def test_few_queries(self, client, office, clerk, django_assert_max_num_queries):
        for number in range(8):
            agency = make_agency(office=office, name=f"站{number}")
            for _ in range(3):
                make_station_figure(make_question(agency=agency))
        with django_assert_max_num_queries(24):
            client.get(f"{reverse('stations')}?month=2024-03")


class TestHazards:
    @pytest.fixture
    def question(self, police):
        make_hazard_source("station_report", name="站所报送")
        return make_question(agency=police, figure=Asked.HAZARDS, sector=make_sector("road"))

    def test_they_become_a_count_of_the_ledger(self, client, office, police, clerk, question):
        assert enter(client, police, question, value="9", rectified="7").status_code == 302
        count = HazardCount.objects.get()
        assert (count.found, count.rectified, count.source.code) == (9, 7, "station_report")
        scope = Scope((office.pk,), MARCH)
        assert value("hazard.found", scope.narrowed(sector="road")).number == 9
        assert value("hazard.remaining", scope).number == 2
        enter(client, police, question, value="9", rectified="9")
        assert value("hazard.remaining", scope).number == 0
        assert HazardCount.objects.count() == 1

    def test_not_more_put_right_than_found(self, client, police, clerk, question):
        answer = enter(client, police, question, value="9", rectified="10")
        assert "不能多于排查数" in answer.content.decode()

    def test_zero_afterwards_takes_the_count_back(self, client, office, police, clerk, question):
        enter(client, police, question, value="9", rectified="7")
        assert enter(client, police, question, nil="on").status_code == 302
        assert HazardCount.objects.get().is_voided
        assert value("hazard.found", Scope((office.pk,), MARCH)).number == 0

    def test_voiding_takes_both(self, client, police, clerk, question):
        enter(client, police, question, value="9")
        row = StationFigure.objects.get()
        client.post(reverse("station_figure_void", args=[row.pk]), {"reason": "报错月份"})
        row.refresh_from_db()
        assert row.is_voided
        assert HazardCount.objects.get().void_reason == "报错月份"


class TestDoubleCounting:
    def warned(self, client):
        page = client.get(f"{reverse('stations')}?month=2024-03").content.decode()
        return "可能重复统计" in page

    def test_a_joint_enforcement_with_the_station(self, client, office, police, clerk):
        make_station_figure(make_question(agency=police))
        operation = make_operation(
            office=office, category="enforcement", is_joint=True, on=date(2024, 3, 31)
        )
        assert not self.warned(client)
        operation.partner_agencies.add(police)
        assert self.warned(client)
        row = StationFigure.objects.get()
        assert "可能重复统计" in client.get(row.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("on", [date(2024, 2, 29), date(2024, 4, 1)])
    def test_not_on_other_days(self, client, office, police, clerk, on):
        make_station_figure(make_question(agency=police))
        make_operation(office=office, category="enforcement", on=on).partner_agencies.add(police)
        assert not self.warned(client)

    def test_results_only_of_the_same_kind(self, client, office, police, clerk):
        helmet, school = make_result_kind("helmet"), make_result_kind("school")
        question = make_question(agency=police, figure=Asked.RESULTS, result_kind=helmet)
        make_station_figure(question)
        operation = make_operation(office=office, on=date(2024, 3, 5))
        operation.partner_agencies.add(police)
        make_result(operation, kind=school)
        assert not self.warned(client)
        make_result(operation, kind=helmet)
        assert self.warned(client)

    def test_the_entry_says_it_at_once(self, client, office, police, clerk):
        question = make_question(agency=police)
        operation = make_operation(office=office, category="enforcement", on=date(2024, 3, 5))
        operation.partner_agencies.add(police)
        address = f"{reverse('station_enter', args=[police.pk])}?month=2024-03"
        data = {
            f"value-{question.pk}-20240301": "4",
            "given_by": "某辛",
            "given_on": "2024-04-01",
            "message": "四起",
        }
        page = client.post(address, data, follow=True).content.decode()
        assert "可能重复统计" in page


class TestSheets:
    def sheet(self, office, police):
        file = io.BytesIO()
        (one,) = station_returns(office, MARCH)
        write_sheet(file, police, MARCH, one.lines)
        file.seek(0)
        return read_workbook(file)[0]

    def filled(self, table, **numbers):
        rows = [[*cells, *[None] * (8 - len(cells))] for _, cells in table.rows]
        for row in rows:
            if row[0] in numbers:
                row[3] = numbers[row[0]]
            if row[0] == "报数日期":
                row[3] = "2024-04-01"
        file = io.BytesIO()
        head, body = rows[1], rows[2:]
        write_workbook([SheetOut(title="站所报数", headers=head, rows=body)], file)
        return SimpleUploadedFile("派出所.xlsx", file.getvalue())

    def test_what_comes_back_is_looked_at_and_then_entered(self, client, office, police, clerk):
        question = make_question(agency=police, label="查处")
        file = self.filled(self.sheet(office, police), 查处=17)
        back = f"{reverse('station_sheet_back', args=[police.pk])}?month=2024-03"
        page = client.post(back, {"file": file})
        assert page.status_code == 200
        assert not StationFigure.objects.exists()
        form = page.context["form"]
        key = f"value-{question.pk}-20240301"
        assert form[key].value() == "17"
        scan = form.initial["scan"]
        data = {
            key: "17",
            "given_by": form["given_by"].value(),
            "given_on": form["given_on"].value(),
            "is_sheet": "True",
            "scan_kept": str(scan.uid),
        }
        answer = client.post(f"{reverse('station_enter', args=[police.pk])}?month=2024-03", data)
        assert answer.status_code == 302
        row = StationFigure.objects.get()
        assert (row.value, row.way, row.file, row.given_by) == (17, "sheet", scan, "某辛")

    def test_an_empty_or_foreign_sheet_is_refused(self, client, office, police, clerk):
        make_question(agency=police, label="查处")
        back = f"{reverse('station_sheet_back', args=[police.pk])}?month=2024-03"
        empty = self.filled(self.sheet(office, police))
        assert "一个数也没有填" in client.post(back, {"file": empty}, follow=True).content.decode()
        file = io.BytesIO()
        write_workbook([SheetOut(title="别的", headers=["甲"], rows=[["乙"]])], file)
        other = SimpleUploadedFile("别的.xlsx", file.getvalue())
        page = client.post(back, {"file": other}, follow=True).content.decode()
        assert "没有报数表" in page


def test_naming_the_contacts(client, office, police, clerk):
    make_question(agency=police)
    contact = make_user(Role.STATION, office)
    make_user(Role.CLERK, office)
    where = reverse("station_contacts", args=[police.pk])
    assert [str(u) for u in client.get(where).context["form"].fields["users"].queryset] == [
        str(contact)
    ]
    client.post(where, {"users": [contact.pk]})
    assert list(police.contacts.values_list("user", flat=True)) == [contact.pk]
    client.post(where, {})
    assert not police.contacts.exists()


def test_a_voided_number_may_be_given_again(client, police, clerk):
    question = make_question(agency=police)
    enter(client, police, question, value="12")
    row = StationFigure.objects.get()
    client.post(reverse("station_figure_void", args=[row.pk]), {"reason": "报错月份"})
    assert enter(client, police, question, value="11").status_code == 302
    assert StationFigure.objects.counted().get().value == 11
