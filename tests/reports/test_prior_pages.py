"""启用前数据: entered one by one or by month, and how they join the ledger in a half-year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.composing import Commission, compose
from reports.figures import NONE, Request, Scope, evaluate, rows_behind, value
from reports.models import PriorValue, ReportTemplate
from reports.prior_entry import open_months, prior_questions
from tests.factories.activities import make_meeting
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import AuditEvent, Role, StoredFile
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

MARCH = Period.of_month(2024, 3)
HALF = Period.of_half(2024, 1)
MONTH_URL = "/reports/prior/month/?month=2024-03"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-07-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    return make_office(name="青山乡", started_on=date(2024, 5, 10))


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def make_prior(office, *, figure="hazard.found", month=MARCH, number=50, filters="", **fields):
    return PriorValue.objects.create(
        office=office,
        figure=figure,
        filters=filters,
        first_day=month.first_day,
        last_day=month.last_day,
        value=number,
        source="3月月报",
        **fields,
    )


def one(**fields):
    return {
        "question": "hazard.found?",
        "month": "2024-03",
        "sector": "",
        "value": "50",
        "source": "3月月报",
    } | fields


def fill(client, **numbers):
    """Post the month's page as it stands, with these numbers typed."""
    form = client.get(MONTH_URL).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(MONTH_URL, data | numbers)


# One number


def test_a_number_is_entered_with_its_source(client, clerk, office):
    response = client.post(reverse("reports:prior_create"), one(value="1,2５0"))

    assert response.url == reverse("reports:prior")
    row = PriorValue.objects.get()
    assert (row.figure, row.filters, row.value) == ("hazard.found", "", Decimal(1250))
    assert (row.first_day, row.last_day) == (MARCH.first_day, MARCH.last_day)
    assert (row.office, row.recorded_by) == (office, clerk)
    assert AuditEvent.objects.filter(action="登记", target_id=str(row.pk)).exists()
    html = client.get(reverse("reports:prior")).content.decode()
    assert "隐患：排查数" in html
    assert "1250处" in html
    assert "3月月报" in html


def test_a_number_of_one_sector(client, clerk, office):
    make_sector("fire", name="消防")
    client.post(reverse("reports:prior_create"), one(sector="fire"))

    assert PriorValue.objects.get().filters == "sector=fire"
    assert "排查数（消防）" in client.get(reverse("reports:prior")).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "-1"}, "数值"),
        ({"value": "12.5"}, "请填整数"),
        ({"value": "许多"}, "数值"),
        ({"source": ""}, "来源文件"),
        ({"month": "2024-06"}, "月份"),
        ({"question": "hazard.remaining?"}, "数据项"),
        ({"question": "hazard.unknown?"}, "数据项"),
        ({"question": "staff.count?"}, "数据项"),
        ({"question": "report.accepted?", "sector": "none-such"}, "行业"),
    ],
)
def test_wrong_entry_is_said_and_not_kept(client, clerk, change, words):
    response = client.post(reverse("reports:prior_create"), one(**change))

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not PriorValue.objects.exists()


def test_the_same_number_twice_is_refused(client, clerk, office):
    make_prior(office)
    response = client.post(reverse("reports:prior_create"), one())

    assert "已经填过" in response.content.decode()
    assert PriorValue.objects.count() == 1


def test_money_may_be_typed_in_ten_thousands(client, clerk):
    client.post(reverse("reports:prior_create"), one(question="fund.amount?", value="3.5万"))

    assert PriorValue.objects.get().value == Decimal(35000)


def test_the_scan_is_kept_and_given_back(client, clerk, office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    scan = SimpleUploadedFile("3月月报.pdf", content, content_type="text/html")
    client.post(reverse("reports:prior_create"), one(scan=scan))

    row = PriorValue.objects.get()
    assert row.file.claimed
    assert row.file.name == "3月月报.pdf"
    answer = client.get(row.file.get_absolute_url())
    assert answer.content == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(make_user(Role.CLERK, make_office()))
    assert client.get(row.file.get_absolute_url()).status_code == 404


def test_a_file_of_another_kind_is_refused(client, clerk):
    scan = SimpleUploadedFile("月报.pdf", b"<html><script>", content_type="application/pdf")
    response = client.post(reverse("reports:prior_create"), one(scan=scan))

    assert "扫描件" in response.context["form"].errors["scan"][0]
    assert not StoredFile.objects.exists()


def test_a_number_is_changed_unless_somebody_was_faster(client, clerk, office):
    row = make_prior(office)
    url = reverse("reports:prior_edit", args=[row.pk])
    seen = client.get(url).context["form"]["seen"].value()

    assert client.post(url, one(value="60", seen=seen)).url == reverse("reports:prior")
    late = client.post(url, one(value="70", seen=seen))

    assert "刚被别人改过" in late.content.decode()
    assert "现有数 60" in late.content.decode()
    row.refresh_from_db()
    assert row.value == 60
    assert row.history.count() == 2


def test_a_voided_number_counts_no_more(client, clerk, office):
    row = make_prior(office)
    url = reverse("reports:prior_void", args=[row.pk])

    assert "作废原因" in client.post(url, {"reason": ""}).content.decode()
    client.post(url, {"reason": "填错月份"})

    assert value("hazard.found", Scope((office.pk,), HALF)).number == 0
    assert "填错月份" not in client.get(reverse("reports:prior")).content.decode()
    shown = client.get(reverse("reports:prior"), {"voided": "1"}).content.decode()
    assert "填错月份" in shown
    assert client.get(url).status_code == 404


# A month at once


def test_a_month_is_filled_in_at_once(client, clerk, office):
    numbers = {"hazard.found?": "50", "hazard.rectified?": "48", "meeting.count?": "0"}
    response = fill(client, source="3月月报", **numbers)

    assert response.status_code == 302
    rows = {row.figure: row.value for row in PriorValue.objects.all()}
    assert rows == {"hazard.found": 50, "hazard.rectified": 48, "meeting.count": 0}
    event = AuditEvent.objects.get(action="填写启用前数据")
    assert event.changes["hazard.found?"] == ["", "50"]


def test_filling_in_again_changes_and_voids(client, clerk, office):
    make_prior(office, number=50)
    make_prior(office, figure="meeting.count", number=3)
    make_prior(office, figure="drill.count", number=1)
    fill(client, source="更正的月报", **{"hazard.found?": "55", "drill.count?": ""})

    rows = {row.figure: row for row in PriorValue.objects.counted()}
    assert (rows["hazard.found"].value, rows["hazard.found"].source) == (55, "更正的月报")
    assert (rows["meeting.count"].value, rows["meeting.count"].source) == (3, "3月月报")
    assert "drill.count" not in rows
    assert PriorValue.objects.get(figure="drill.count").void_reason == "改为不填"


def test_a_changed_number_needs_its_source(client, clerk):
    response = fill(client, **{"hazard.found?": "50"})

    assert "出自哪份材料" in response.content.decode()
    assert not PriorValue.objects.exists()


def test_two_people_at_once_lose_nothing(client, clerk, office):
    form = client.get(MONTH_URL).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    make_prior(office, number=40)

    response = client.post(MONTH_URL, data | {"hazard.found?": "50", "source": "3月月报"})
    html = response.content.decode()
    assert "刚被别人修改过" in html
    assert PriorValue.objects.get().value == 40
    shown = response.context["form"]
    assert shown["hazard.found?"].value() == "50"

    again = {name: shown[name].value() or "" for name in shown.fields}
    client.post(MONTH_URL, again)
    assert PriorValue.objects.get().value == 50


def test_the_month_of_the_start_is_named_with_its_days(client, clerk, office):
    months = client.get(MONTH_URL).context["choice"].fields["month"].choices

    assert months[:2] == [("2024-05", "2024年5月（1日至9日）"), ("2024-04", "2024年4月")]


@pytest.mark.parametrize("month", ["2024-06", "2024-13", "x", "2021-12"])
def test_a_month_that_is_not_open_is_refused(client, clerk, month):
    response = client.get(reverse("reports:prior_month"), {"month": month})

    assert response.status_code == 404
    assert "只能补录启用以前的月份" in response.content.decode()


def test_without_a_start_there_is_nothing_to_enter(client, clerk, office):
    office.started_on = None
    office.save()

    for name in ("prior", "prior_create", "prior_month"):
        html = client.get(reverse(f"reports:{name}")).content.decode()
        assert "启用日期" in html
        assert "<textarea" not in html
    client.post(reverse("reports:prior_create"), one())
    assert not PriorValue.objects.exists()


@pytest.mark.parametrize(
    ("started_on", "newest"),
    [(date(2024, 5, 10), "2024-05"), (date(2024, 5, 1), "2024-04"), (date(2024, 1, 1), "2023-12")],
)
def test_months_reach_up_to_the_start(started_on, newest):
    months = open_months(make_office(started_on=started_on))

    assert months[0].code == newest
    assert months[-1].first_day.month == 1
    assert all(month.first_day < started_on for month in months)


def test_what_the_reports_print_can_be_entered(office):
    make_sector("fire", name="消防")
    load_list("report_templates")
    questions = {question.code: question for question in prior_questions(office)}

    assert {"hazard.found?", "hazard.found?grade=major", "hazard.rectified?mode=on_spot"} <= set(
        questions
    )
    assert questions["hazard.found?grade=major"].label == "排查数（重大）"
    assert not any("," in code or NONE in code for code in questions)


# Joining the ledger


def test_half_year_adds_the_months_before_to_the_ledger(office):
    fire = make_sector("fire")
    make_prior(office, number=50)
    make_prior(office, number=20, filters="sector=fire")
    make_prior(office, number=7, month=Period.of_month(2023, 12))
    make_hazard(office=office, found_on=date(2024, 6, 3), sector=fire)
    scope = Scope((office.pk,), HALF)

    def number(**filters):
        return value("hazard.found", scope.narrowed(**filters)).number

    assert number() == 51
    assert number(sector="fire") == 21
    assert number(sector=NONE) == 30
    assert number(sector=["fire", NONE]) == number()


@pytest.mark.parametrize("filters", [{}, {"sector": "fire"}, {"sector": NONE}])
def test_numbers_from_before_lie_behind_their_figure(client, clerk, office, filters):
    make_sector("fire")
    make_prior(office, number=50)
    make_prior(office, number=20, filters="sector=fire")
    request = Request("hazard.found", Scope((office.pk,), HALF).narrowed(**filters))

    lists = rows_behind(request)
    total = sum(each.term.measure.recompute(each.rows) for each in lists)
    assert total == evaluate([request])[request].number
    asked = {"first": HALF.first_day, "last": HALF.last_day} | filters
    page = client.get(reverse("reports:figure", args=["hazard.found"]), asked)
    assert "3月月报" in page.content.decode()
    assert sum(Decimal(each["share"]) for each in page.context["lists"]) == total


def test_report_says_what_is_not_on_the_books(office):
    make_sector("fire")
    load_list("report_templates")
    template = ReportTemplate.objects.get(code="monthly")

    def gaps(period):
        return compose(Commission(office, template, period, date(2024, 7, 8))).gaps

    assert any("还没有补录" in gap for gap in gaps(MARCH))
    make_prior(office, figure="meeting.count", number=2)
    assert any("未建账" in gap for gap in gaps(MARCH))
    assert not any("启用" in gap for gap in gaps(Period.of_month(2024, 6)))


def test_parts_still_add_up_in_a_report_with_numbers_from_before(office):
    make_sector("fire")
    load_list("report_templates")
    make_prior(office, number=50)
    make_prior(office, figure="hazard.rectified", number=50)
    make_prior(office, number=20, filters="sector=fire")
    make_meeting(office=office, on=date(2024, 6, 3))
    template = ReportTemplate.objects.get(code="half_year")

    checks = compose(Commission(office, template, HALF, date(2024, 7, 8))).checks
    assert [check for check in checks if not check.holds] == []


# Who may


@pytest.mark.parametrize(
    ("role", "seen", "written"),
    [
        (Role.CLERK, 200, 200),
        (Role.LEADER, 200, 200),
        (Role.VIEWER, 200, 403),
        (Role.STATION, 200, 403),
        (Role.VILLAGE, 403, 403),
        (Role.ADMIN, 403, 403),
    ],
)
def test_each_role_reaches_its_pages(client, office, role, seen, written):
    row = make_prior(office)
    client.force_login(make_user(role, office, villages=[make_village(office=office)]))

    assert client.get(reverse("reports:prior")).status_code == seen
    for name, args in (
        ("prior_create", []),
        ("prior_month", []),
        ("prior_edit", [row.pk]),
        ("prior_void", [row.pk]),
    ):
        assert client.get(reverse(f"reports:{name}", args=args)).status_code == written


def test_another_office_finds_nothing(client, office):
    row = make_prior(office)
    client.force_login(make_user(Role.CLERK, make_office(started_on=date(2024, 5, 1))))

    for name in ("prior_edit", "prior_void"):
        assert client.get(reverse(f"reports:{name}", args=[row.pk])).status_code == 404
    assert "3月月报" not in client.get(reverse("reports:prior")).content.decode()


def test_strangers_are_sent_to_the_door(client, office):
    for name in ("prior", "prior_create", "prior_month"):
        assert client.get(reverse(f"reports:{name}")).url.startswith(reverse("login"))
