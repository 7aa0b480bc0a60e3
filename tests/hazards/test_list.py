"""The list of hazards: what it shows, how it is narrowed, what it costs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hazards import actions
from hazards.workflow import Status
from tests.factories.hazards import make_count, make_hazard, make_notice
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_hazard_source, make_sector, make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

URL = reverse("hazards:list")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


def said(row):
    return {cell.label: cell.text or cell.word for cell in row.cells}


@pytest.fixture
def asked(client, clerk):
    """The descriptions of the rows shown for a question."""

    def ask(**question):
        response = client.get(URL, question)
        return {said(row)["隐患描述"] for row in response.context["rows"]}

    return ask


@pytest.mark.parametrize("rows", [1, 3])
def test_the_same_queries_for_any_number_of_rows(
    client, clerk, office, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_hazard(
            office=office, village=make_village(office=office), site=make_site(office=office)
        )
    client.get(URL)
    with django_assert_num_queries(15):
        response = client.get(URL)
    assert response.content.decode().count('class="code"') == rows


def test_a_row_says_what_the_office_needs(client, clerk, office):
    today = timezone.localdate()
    make_hazard(
        office=office,
        found_on=today - timedelta(days=9),
        due_on=today - timedelta(days=1),
        grade="major",
        description="消防通道堵塞",
        village=make_village(office=office, name="东山村"),
        site=make_site(office=office, name="甲加工厂"),
        sector=make_sector("fire", name="消防"),
    )
    page = client.get(URL).content.decode()
    for word in ("消防通道堵塞", "东山村", "甲加工厂", "消防", "重大", "待整改", "逾期"):
        assert word in page


def test_states(asked, office):
    today = timezone.localdate()
    week = today - timedelta(days=7)
    make_hazard(office=office, description="逾期的", found_on=week, due_on=week)
    make_hazard(office=office, description="今天到期", found_on=week, due_on=today)
    make_hazard(office=office, description="不急", found_on=week, due_on=today + timedelta(days=30))
    make_hazard(Status.RECTIFIED, office=office, description="待复查")
    make_hazard(Status.CLOSED, office=office, description="已销")
    make_hazard(Status.VOIDED, office=office, description="作废的")

    assert asked() == {"逾期的", "今天到期", "不急", "待复查", "已销"}
    assert asked(state="open") == {"逾期的", "今天到期", "不急"}
    assert asked(state="overdue") == {"逾期的"}
    assert asked(state="due_soon") == {"今天到期"}
    assert asked(state="rectified") == {"待复查"}
    assert asked(state="closed") == {"已销"}
    assert asked(state="voided") == {"作废的"}


@pytest.mark.parametrize("text", ["配电箱", "北侧", "乙商店"])
def test_words_are_found_in_description_place_and_site(asked, office, text):
    make_hazard(
        office=office,
        description="配电箱无盖",
        place="北侧门口",
        site=make_site(office=office, name="乙商店"),
    )
    make_hazard(office=office, description="别的")
    assert asked(text=text) == {"配电箱无盖"}


def test_a_number_is_found(asked, office):
    hazard = make_hazard(office=office, description="要找的")
    make_hazard(office=office, description="别的")
    assert asked(text=hazard.number) == {"要找的"}


def test_dimensions(asked, office):
    village, sector = make_village(office=office), make_sector("gas", name="燃气")
    source = make_hazard_source("expert", name="专家检查")
    make_hazard(
        office=office,
        description="要找的",
        village=village,
        sector=sector,
        source=source,
        grade="major",
        responsible_level="county",
    )
    make_hazard(office=office, description="别的")
    for question in (
        {"village": village.pk},
        {"sector": sector.pk},
        {"source": source.pk},
        {"grade": "major"},
        {"responsible_level": "county"},
    ):
        assert asked(**question) == {"要找的"}, question


def test_days_are_inclusive(asked, office):
    for day in (4, 5, 6, 7):
        make_hazard(office=office, description=f"{day}日", found_on=date(2024, 3, day))
    assert asked(first_day="2024-03-05", last_day="2024.3.6") == {"5日", "6日"}


@pytest.mark.parametrize(
    ("question", "label", "reason"),
    [
        ({"first_day": "2024-02-30"}, "检查日期从“2024-02-30”", "2024-02-30"),
        ({"due_to": "2024-13-01"}, "整改期限到“2024-13-01”", "2024-13-01"),
        (
            {"first_day": "2024-03-01", "last_day": "2024-02-05"},
            "检查日期到“2024-02-05”",
            "结束日期早于开始日期",
        ),
        ({"state": "gone"}, "状态“gone”", "没有这个选项"),
        ({"sector": "99999"}, "行业领域“99999”", "没有这个选项"),
        ({"sector": "x"}, "行业领域“x”", "没有这个选项"),
        ({"assigned_to": "99999"}, "承办人“99999”", "没有这个选项"),
        ({"from": "2024-13-01"}, "from“2024-13-01”", "列表没有这个条件"),
    ],
)
def test_what_cannot_be_read_is_said_and_left_out(client, clerk, office, question, label, reason):
    make_hazard(office=office, grade="major", description="要找的", found_on=date(2024, 3, 5))
    make_hazard(office=office, description="别的", found_on=date(2024, 3, 5))
    response = client.get(URL, {**question, "grade": "major"})
    assert [said(row)["隐患描述"] for row in response.context["rows"]] == ["要找的"]
    page = response.content.decode()
    assert "有看不懂的条件，没有用上" in page
    (line,) = (line for line in page.split("<li>") if line.startswith(label))
    assert reason in line.split("</li>")[0]
    # Nothing that is done with the list takes it along.
    unread = next(name for name, value in question.items() if value in label)
    assert unread not in response.context["question"]


def test_a_readable_question_says_nothing_of_it(client, clerk, office):
    make_hazard(office=office)
    page = client.get(URL, {"grade": "", "sort": "due_on", "after": "x", "mine": ""})
    assert page.context["unreadable"] == []


def test_what_is_done_to_all_needs_a_readable_question(client, clerk, office):
    make_hazard(office=office)
    asked = {"all": "1", "list": "state=gone"}
    page = client.get(reverse("hazards:bulk", args=["assign"]), asked, follow=True)
    assert "请先选中" in page.content.decode()


def test_an_empty_list_says_the_way_out(client, clerk):
    assert "登记隐患" in client.get(URL).content.decode()
    assert "没有符合条件的隐患" in client.get(URL, {"text": "没有"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["counts", "notices"])
def test_counts_and_notices_cost_the_same_for_any_number_of_rows(
    client, clerk, office, rows, name, django_assert_max_num_queries
):
    for _ in range(rows):
        make_count(office=office, village=make_village(office=office))
        make_notice(make_hazard(office=office), issued_on=date(2024, 3, 6))
    url = reverse(f"hazards:{name}")
    client.get(url)
    with django_assert_max_num_queries(10):
        response = client.get(url)
    assert response.status_code == 200


def test_one_hazard_costs_the_same_for_any_length_of_history(client, clerk, office):
    hazard = make_hazard(office=office, by=clerk)

    def cost():
        client.get(hazard.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(hazard.get_absolute_url())
        return len(queries)

    costs = set()
    for number in range(3):
        actions.assign(hazard, by=clerk, on=date(2024, 3, 6), due_on=date(2024, 4, 1 + number))
        costs.add(cost())
    assert len(costs) == 1
    assert costs.pop() < 40
