"""统计概览: the period switch, comparisons, what is left out, who may see it, wall and paper."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hazards.models import Hazard
from hazards.workflow import Status
from reports.figures import NONE
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_campaign, make_sector, make_site
from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.board import board_of
from township_safety.desk.dashboard.choosing import choice_of
from township_safety.desk.dashboard.paper import board_html
from township_safety.documents.pdf import render_pdf
from township_safety.organisation.models import AuditEvent, Role
from township_safety.periods import Period, PeriodProblem

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
URL = reverse("dashboard")


@pytest.fixture
def office():
    return make_office(name="青山乡")


def board(office, code, *, today=TODAY):
    return board_of(Span.of(office, Period.parse(code), today=today))


def tile(found, label):
    return next(one for one in found.tiles if one.label == label)


# --- The days


@pytest.mark.parametrize(
    ("code", "days", "before", "year_ago"),
    [
        # A running period is compared with as many days of the one before.
        ("2026-11", "2026-11-01..2026-11-22", "2026-10-01..2026-10-22", "2025-11-01..2025-11-22"),
        ("2026-10", "2026-10-01..2026-10-31", "2026-09-01..2026-09-30", "2025-10-01..2025-10-31"),
        ("2026-Q4", "2026-10-01..2026-11-22", "2026-07-01..2026-08-22", "2025-10-01..2025-11-22"),
        ("2026-H1", "2026-01-01..2026-06-30", "2025-07-01..2025-12-31", "2025-01-01..2025-06-30"),
        ("2026", "2026-01-01..2026-11-22", "2025-01-01..2025-11-22", "2025-01-01..2025-11-22"),
        (
            "2026-09-26..2026-10-25",
            "2026-09-26..2026-10-25",
            "2026-08-27..2026-09-25",
            "2025-09-26..2025-10-25",
        ),
    ],
)
def test_period_is_cut_at_today_and_so_are_those_beside_it(office, code, days, before, year_ago):
    span = Span.of(office, Period.parse(code), today=TODAY)

    found = [
        f"{one.first_day}..{one.last_day}" for one in (span.period, span.before, span.year_ago)
    ]
    assert found == [days, before, year_ago]


def test_running_month_longer_than_the_month_before_is_compared_with_all_of_it(office):
    span = Span.of(office, Period.parse("2026-03"), today=date(2026, 3, 30))

    assert (span.before.first_day, span.before.last_day) == (date(2026, 2, 1), date(2026, 2, 28))


def test_period_that_has_not_begun_is_refused(office):
    with pytest.raises(PeriodProblem, match="还没有开始"):
        Span.of(office, Period.parse("2026-12"), today=TODAY)


def test_trend_ends_with_the_months_of_the_period(office):
    months = Span.of(office, Period.parse("2026-11"), today=TODAY).months()

    assert [month.label for month in months[:2]] == ["2025年12月", "2026年1月"]
    assert months[-1].last_day == TODAY
    assert len(months) == 12


@pytest.mark.parametrize(
    "asked",
    [{"period": "2026-13"}, {"period": "去年"}, {"first_day": "2026-05-02", "last_day": "昨天"}],
)
def test_what_is_no_period_shows_the_present_month_and_says_so(asked):
    choice = choice_of(asked, today=TODAY)

    assert choice.period == Period.of_month(2026, 11)
    assert choice.problem or choice.form.errors


# --- The numbers


def test_number_stands_beside_those_of_the_two_other_periods(office):
    for day in (date(2026, 11, 2), date(2026, 11, 22), date(2026, 10, 22), date(2025, 11, 3)):
        make_hazard(office=office, found_on=day)
    make_hazard(office=office, found_on=date(2026, 10, 23))

    found = tile(board(office, "2026-11"), "排查隐患")

    assert found.cell.number == 2
    assert [(one.label, one.cell.number, one.moved) for one in found.compared] == [
        ("上期", 1, "多1"),
        ("上年同期", 1, "多1"),
    ]


def test_rate_has_its_two_numbers_and_nothing_moves_from_nothing(office):
    make_hazard(Status.RECTIFIED, office=office, found_on=date(2026, 11, 2))
    make_hazard(office=office, found_on=date(2026, 11, 2))

    found = tile(board(office, "2026-11", today=date(2026, 11, 12)), "本期排查整改率")

    assert (found.cell.text, found.cell.share) == ("50%", "1/2")
    assert [one.moved for one in found.compared] == ["", ""]


def test_colour_only_where_there_is_something_to_do(office):
    assert tile(board(office, "2026-11"), "逾期").tone == ""

    make_hazard(office=office, found_on=date(2026, 11, 2), due_on=date(2026, 11, 21))

    assert tile(board(office, "2026-11"), "逾期").tone == "overdue"


def test_overdue_hazards_are_named_the_longest_first(office):
    village = make_village(office=office, name="石桥村")
    for days in (1, 9):
        make_hazard(
            office=office,
            village=village,
            found_on=date(2026, 10, 1),
            due_on=TODAY - timedelta(days=days),
            responsible_unit="石桥村委会",
        )
    make_hazard(office=office, found_on=date(2026, 10, 1), due_on=TODAY)

    found = board(office, "2026-11").late

    assert [(one.where, one.whose, one.days) for one in found] == [
        ("石桥村", "石桥村委会", 9),
        ("石桥村", "石桥村委会", 1),
    ]


def test_empty_villages_and_sectors_are_left_out_of_the_grid(office):
    village, sector = make_village(office=office, name="石桥村"), make_sector("fire", name="消防")
    make_village(office=office, name="松林村")
    make_sector("gas", name="燃气")
    make_hazard(office=office, found_on=date(2026, 11, 2), village=village, sector=sector)
    make_hazard(office=office, found_on=date(2026, 11, 2), village=village)

    heat = board(office, "2026-11").heat

    assert heat.heads == ("消防", "未分")
    assert [(line.name, [c.number for c in line.cells]) for line in heat.lines] == [
        ("石桥村", [1, 1])
    ]
    assert dict(heat.lines[0].cells[1].request.scope.filters)["sector"] == (NONE,)


def test_what_came_back_is_told_by_site(office):
    site = make_site(office=office, name="红星木器厂")
    old = make_hazard(Status.CLOSED, office=office, found_on=date(2026, 1, 5), site=site)
    make_hazard(office=office, found_on=date(2026, 11, 2), site=site, recurs=old)

    lines = board(office, "2026-11").offenders.lines

    assert [(line.name, [cell.number for cell in line.cells]) for line in lines] == [
        ("红星木器厂", [1, 2, 1])
    ]


def test_campaign_of_another_time_is_left_out(office):
    now = make_campaign(office=office, name="冬季行动", first_day=date(2026, 11, 1))
    make_campaign(
        office=office, name="夏季行动", first_day=date(2026, 6, 1), last_day=date(2026, 8, 31)
    )
    make_hazard(office=office, found_on=date(2026, 11, 2)).campaigns.add(now)

    assert [line.name for line in board(office, "2026-11").campaigns.lines] == ["冬季行动"]


def test_news_are_of_yesterday_and_today_whatever_the_period(office):
    for day in (2, 1, 0):
        make_hazard(office=office, found_on=TODAY - timedelta(days=day))

    news = board(office, "2025").news

    assert [(label, cell.number) for label, cell in news.lines] == [("新排查隐患", 2)]
    label, then, now = news.moved[0]
    assert (label, then.number, now.number) == ("未整改", 1, 3)


def test_queries_do_not_grow_with_the_rows_nor_with_villages_and_sectors(office):
    """Nor with what other offices have."""

    def queries():
        with CaptureQueriesContext(connection) as captured:
            board(office, "2026-11")
        return len(captured)

    make_sector("fire")
    make_village(office=office)
    make_hazard(office=office, found_on=date(2026, 11, 2), due_on=date(2026, 11, 9))
    before = queries()
    sectors = [make_sector(f"s{number}") for number in range(9)]
    villages = [make_village(office=office) for _ in range(9)]
    for place in (office, make_office()):
        Hazard.objects.bulk_create(
            Hazard(
                office=place,
                number=f"甲{number}",
                found_on=date(2026, 11, 2),
                description="线路老化",
                sector=sectors[number % 9],
                village=villages[number % 9] if place == office else None,
            )
            for number in range(300)
        )

    assert queries() == before
    assert before <= 60


# --- The pages


def test_page_shows_tiles_and_the_days_compared(client, office):
    client.force_login(make_user(Role.LEADER, office))

    text = client.get(URL).content.decode()

    assert "本期排查整改率" in text
    assert "上年同期" in text


def test_range_form_says_what_is_wrong(client, office):
    client.force_login(make_user(Role.LEADER, office))

    text = client.get(URL, {"first_day": "2026-05-02", "last_day": "2026-05-01"}).content.decode()

    assert "请对调或改正" in text


def test_period_to_come_is_answered_with_the_present_month(client, office):
    client.force_login(make_user(Role.LEADER, office))

    text = client.get(URL, {"period": f"{timezone.localdate().year + 1}"}).content.decode()

    assert "还没有开始" in text


@pytest.mark.parametrize("name", ["dashboard", "wall", "dashboard_pdf"])
def test_village_inspector_sees_none_of_it(client, office, name):
    village = make_village(office=office)
    client.force_login(make_user(Role.VILLAGE, office, villages=[village]))

    assert client.get(reverse(name)).status_code == 403


def test_wall_asks_for_itself_again(client, office):
    client.force_login(make_user(Role.LEADER, office))

    answer = client.get(reverse("wall"))

    assert answer["Refresh"] == "300"
    assert "每5分钟更新一次" in answer.content.decode()


def test_sheet_of_paper_is_one_page_however_much_there_is(office):
    villages = [make_village(office=office, name=f"第{n}个名字很长的村") for n in range(18)]
    sectors = [make_sector(f"s{n}", name=f"名字很长的行业{n}") for n in range(14)]
    for number in range(60):
        make_hazard(
            office=office,
            found_on=date(2026, 10, 1),
            due_on=date(2026, 10, 9),
            village=villages[number % 18],
            sector=sectors[number % 14],
            description="楼梯间堆放纸箱等可燃物，疏散通道宽度不足，没有设置指示标志" * 2,
            responsible_unit="名字很长很长的责任单位有限责任公司",
        )

    pdf = render_pdf(board_html(board(office, "2026-11"), title="青山乡安全生产统计概览"))

    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as read:
        assert len(read) == 1
        width, height = read[0].get_size()
    assert width > height


def test_printing_is_logged(client, office, monkeypatch):
    monkeypatch.setattr(
        "township_safety.desk.dashboard.views.pdf_of_page", lambda html: b"%PDF-" + html.encode()
    )
    client.force_login(make_user(Role.LEADER, office))

    answer = client.get(reverse("dashboard_pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert AuditEvent.objects.filter(action="打印统计概览").count() == 1


def test_telephone_gets_drawings_of_its_own_with_the_last_months(client, office):
    client.force_login(make_user(Role.LEADER, office))

    page = client.get(reverse("dashboard")).content.decode()

    assert page.count('viewBox="0 0 442 ') == page.count('viewBox="0 0 300 ') > 0
    assert "图上是最近6个月，以前的见数据表。" in page
