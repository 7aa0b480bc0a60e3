"""The list of figures, one figure with its rows, and the rows as a workbook."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hazards.workflow import Status
from reports.figures import DIMENSIONS, NONE, REGISTRY, Figure, Request, Scope, evaluate
from reports.figures.dimensions import dimensions_of
from reports.models import PriorValue
from reports.printing import link_to_rows, plain
from reports.questions import accepts, register_terms
from tests.factories.activities import make_meeting
from tests.factories.hazards import make_count, make_hazard
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from tests.reports.test_flow_figures import FLOWS
from tests.reports.test_standing_figures import STANDING
from township_safety.organisation.models import AuditEvent, Role
from township_safety.periods import Period
from township_safety.spreadsheets import read_workbook

pytestmark = pytest.mark.django_db

APRIL = Period.of_month(2024, 4)
DAY = date(2024, 4, 10)
DAYS = {"first": "2024-04-01", "last": "2024-04-30"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def open_figure(client, key, **asked):
    return client.get(reverse("reports:figure", args=[key]), DAYS | asked)


def number_on(response):
    found = re.search(r'<data id="value" value="([^"]*)">', response.content.decode())
    return found[1]


# One figure


@pytest.fixture
def world(office):
    """Rows behind every figure, on days inside and outside of April."""
    for make, _ in FLOWS.values():
        for day in (date(2024, 3, 31), DAY, date(2024, 5, 1)):
            make(office, day)
    for make, _ in STANDING.values():
        make(office=office)
    return office


def test_every_figure_opens_to_lists_that_add_up_to_it(client, world, clerk):
    scope = Scope((world.pk,), APRIL)
    values = evaluate([Request(key, scope) for key in REGISTRY.figures])

    for request, value in values.items():
        response = client.get(link_to_rows(request))
        assert response.status_code == 200, request.key
        assert number_on(response) == ("" if plain(value) is None else str(plain(value)))
        lists = response.context["lists"]
        assert sum(each["page"].paginator.count for each in lists) == value.rows, request.key
        if isinstance(REGISTRY.get(request.key), Figure):
            assert sum(Decimal(each["share"]) for each in lists) == value.number, request.key
        for each in lists:
            for line in each["lines"][:1]:
                assert client.get(line.url).status_code == 200, (request.key, line.url)


def test_rows_that_carry_amounts_show_what_each_adds(client, office, clerk):
    make_hazard(office=office, found_on=DAY)
    make_count(office=office, on=DAY, found=30, rectified=28)
    response = open_figure(client, "hazard.found")

    hazards, counts = response.context["lists"]
    assert [cells.cells[-1] for cells in counts["lines"]] == [("30", "number")]
    assert (hazards["share"], counts["share"]) == ("1", "30")
    assert number_on(response) == "31"


def test_a_rate_shows_both_numbers_and_both_lists(client, office, clerk):
    make_hazard(Status.RECTIFIED, office=office, found_on=DAY)
    make_hazard(office=office, found_on=DAY)
    response = open_figure(client, "hazard.rate")
    html = response.content.decode()

    assert "50%（1/2）" in html
    assert "分子 1，分母 2" in html
    titles = [each["title"] for each in response.context["lists"]]
    assert titles == ["本期发现已整改数：隐患", "排查数：隐患"]


def test_scope_is_said_in_the_words_of_the_office(client, office, clerk):
    village = make_village(office=office, name="上坪村")
    make_sector("fire", name="消防")
    asked = {"sector": "fire,none", "grade": "major", "village": str(village.uid)}
    html = open_figure(client, "hazard.found", **asked).content.decode()

    assert "2024年4月（2024-04-01 至 2024-04-30）" in html
    for words in ("消防、未分", "重大", "上坪村", "等级", "村（居）"):
        assert words in html


def test_rows_come_fifty_to_a_page(client, office, clerk):
    for day in range(52):
        make_meeting(office=office, on=DAY + timedelta(days=day % 10))
    first = open_figure(client, "meeting.count")
    second = open_figure(client, "meeting.count", page="2")

    assert [len(each.context["lists"][0]["lines"]) for each in (first, second)] == [50, 2]
    assert number_on(second) == "52"


def test_a_long_list_beside_others_opens_alone(client, office, clerk):
    for _ in range(51):
        make_hazard(office=office, found_on=DAY, by=clerk)
    make_count(office=office, on=DAY)
    both = open_figure(client, "hazard.found")
    alone = open_figure(client, "hazard.found", list="0", page="2")

    assert "list=0" in both.content.decode()
    assert [len(each["lines"]) for each in alone.context["lists"]] == [1]
    assert number_on(alone) == "61"


@pytest.mark.parametrize("key", ["meeting.count", "target.visits", "hazard.found"])
def test_page_asks_as_often_for_thirty_rows_as_for_one(client, office, clerk, key):
    def make(number):
        for _ in range(number):
            make_meeting(office=office, on=DAY)
            make_target(make_operation(office=office, on=DAY))
            make_hazard(office=office, found_on=DAY, by=clerk, site=make_site(office=office))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert open_figure(client, key).status_code == 200
        return len(captured)

    make(1)
    queries()
    one = queries()
    make(29)
    assert queries() == one


@pytest.mark.parametrize(
    ("role", "phone"), [(Role.CLERK, "13900001234"), (Role.STATION, "139****1234")]
)
def test_telephone_numbers_are_masked_unless_one_may_see_them(client, office, role, phone):
    make_site(office=office, phone="13900001234", active_from=date(2024, 1, 1))
    client.force_login(make_user(role, office))
    html = open_figure(client, "site.count").content.decode()

    assert (phone in html) or ("139" not in html)
    assert ("13900001234" in html) <= (role == Role.CLERK)


# Addresses that ask nothing


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("hazard.unknown", {}),
        ("hazard.found", {"first": "", "last": ""}),
        ("hazard.found", {"first": "2024-04-31"}),
        ("hazard.found", {"first": "2024-05-01"}),
        ("hazard.found", {"last": "2999-01-01"}),
        ("hazard.found", {"colour": "red"}),
        ("hazard.found", {"register": "hazards"}),
        ("hazard.found", {"sector": "'; drop table"}),
        ("hazard.found", {"sector": ",".join("abcdefghij" * 20)}),
        ("letter.signed", {"year": "none"}),
        ("letter.signed", {"year": "二〇"}),
        ("hazard.found", {"campaign": "none"}),
        ("meeting.count", {"topic": "\x00"}),
    ],
)
def test_an_address_that_asks_nothing_is_refused_in_chinese(client, office, clerk, key, asked):
    response = open_figure(client, key, **asked)

    assert response.status_code in (400, 404)
    assert re.search("[\u4e00-\u9fff]", response.content.decode())


def test_every_dimension_takes_strange_codes_without_a_fault(client, office, clerk):
    figures = [figure for figure in REGISTRY.figures.values() if isinstance(figure, Figure)]
    # Figures over the same models are narrowed alike; one code in turn for each of their
    # dimensions: thousands of pages would tell no more.
    codes = cycle((NONE, "x", "0", "—", "11111111-1111-1111-1111-111111111111"))
    asked = set()
    for figure in figures:
        models = tuple(term.model for term in register_terms(figure))
        for dimension in DIMENSIONS:
            if not accepts(figure, dimension) or (models, dimension) in asked:
                continue
            asked.add((models, dimension))
            assert dimension in dimensions_of(models[0])
            code = next(codes)
            response = open_figure(client, figure.key, **{dimension: code})
            assert response.status_code in (200, 400, 404), (figure.key, dimension, code)
    assert len(asked) > 100


@pytest.mark.parametrize("dimension", ["village", "site"])
def test_rows_of_another_office_are_not_named(client, clerk, dimension):
    make = {"village": make_village, "site": make_site}[dimension]
    foreign = make(office=make_office(), name="外地某处")
    response = open_figure(client, "hazard.found", **{dimension: str(foreign.uid)})

    assert response.status_code == 404
    assert "外地某处" not in response.content.decode()


# The list


def test_list_shows_every_figure_with_its_value(client, office, clerk):
    make_hazard(office=office, found_on=DAY)
    response = client.get(reverse("reports:figures"), {"year": "2024", "span": "4"})

    lines = [line for subject in response.context["subjects"] for line in subject.lines]
    assert len(lines) == len(REGISTRY.figures)
    found = next(
        line
        for line in lines
        if line.url == link_to_rows(Request("hazard.found", Scope((office.pk,), APRIL)))
    )
    assert (found.name, found.text, found.unit) == ("排查数", "1", "处")
    assert response.context["subjects"][0].name == "隐患"


def test_list_begins_with_the_present_month(client, office, clerk):
    assert client.get(reverse("reports:figures")).context["period"] == Period.of_month(2024, 5)


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        ({"year": "2024", "span": "H1"}, Period.of_half(2024, 1)),
        ({"year": "2024", "span": "Q3"}, Period.of_quarter(2024, 3)),
        ({"year": "2023", "span": ""}, Period.of_year(2023)),
        (
            {"year": "2024", "span": "4", "cut_off": "2024.4.20"},
            APRIL.cut(date(2024, 4, 20)),
        ),
    ],
)
def test_list_of_a_chosen_period(client, office, clerk, asked, period):
    assert client.get(reverse("reports:figures"), asked).context["period"] == period


def test_list_of_one_sector_leaves_out_what_has_none(client, office, clerk):
    make_hazard(office=office, found_on=DAY, sector=make_sector("fire"))
    make_hazard(office=office, found_on=DAY)
    asked = {"year": "2024", "span": "4", "sector": "fire"}
    subjects = client.get(reverse("reports:figures"), asked).context["subjects"]
    texts = {line.name: line.text for each in subjects for line in each.lines}

    assert texts["排查数"] == "1"
    assert texts["持执法证人数"] == ""


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "这年"},
        {"year": "2024", "span": "H3"},
        {"year": "2024", "span": "4", "cut_off": "2024-03-01"},
        {"sector": "none-such"},
        {"village": "x"},
    ],
)
def test_wrong_question_is_said(client, office, clerk, asked):
    response = client.get(reverse("reports:figures"), asked)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["subjects"] == []


# 未建账


def test_before_the_start_a_figure_is_not_zero(client, clerk, office):
    office.started_on = date(2024, 5, 1)
    office.save()

    assert "未建账" in open_figure(client, "meeting.count").content.decode()
    page = client.get(reverse("reports:figures"), {"year": "2024", "span": "4"})
    assert "未建账" in page.content.decode()


def test_a_row_or_a_number_from_before_is_shown(client, clerk, office):
    office.started_on = date(2024, 5, 1)
    office.save()
    make_meeting(office=office, on=DAY)
    PriorValue.objects.create(
        office=office,
        figure="training.count",
        first_day=APRIL.first_day,
        last_day=APRIL.last_day,
        value=0,
        source="4月月报",
    )

    assert number_on(open_figure(client, "meeting.count")) == "1"
    training = open_figure(client, "training.count")
    assert number_on(training) == "0"
    assert "4月月报" in training.content.decode()


def test_from_the_start_on_nothing_is_a_zero(client, clerk, office):
    office.started_on = date(2024, 4, 30)
    office.save()

    assert number_on(open_figure(client, "meeting.count")) == "0"


# Workbook


def test_rows_are_taken_out_as_a_workbook(client, office, clerk):
    make_hazard(office=office, found_on=DAY, description="=1+1 电线裸露")
    make_count(office=office, on=DAY, found=30)
    address = reverse("reports:figure_rows", args=["hazard.found"])
    response = client.get(f"{address}?{urlencode(DAYS)}")

    assert "filename*=utf-8''" in response["Content-Disposition"]
    sheets = read_workbook(io.BytesIO(response.content))
    assert [len(sheet.rows) for sheet in sheets] == [3, 3]
    assert "2024年4月" in sheets[0].rows[0][1][0]
    assert "=1+1 电线裸露" in sheets[0].rows[2][1]
    assert sheets[1].rows[2][1][-1] == 30
    assert AuditEvent.objects.filter(action="导出明细", by=clerk, office=office).count() == 1


# Who may


@pytest.mark.parametrize(
    ("role", "seen", "taken"),
    [
        (Role.CLERK, 200, 200),
        (Role.VIEWER, 200, 200),
        (Role.STATION, 200, 403),
        (Role.VILLAGE, 403, 403),
        (Role.AUDITOR, 403, 403),
        (Role.ADMIN, 403, 403),
    ],
)
def test_each_role_reaches_its_pages(client, office, role, seen, taken):
    client.force_login(make_user(role, office, villages=[make_village(office=office)]))
    rows = client.get(reverse("reports:figure_rows", args=["hazard.found"]), DAYS)

    assert client.get(reverse("reports:figures")).status_code == seen
    assert open_figure(client, "hazard.found").status_code == seen
    assert rows.status_code == taken


@pytest.mark.parametrize("asked", ["9999", "0", "x", "1,2"])
def test_another_office_is_not_found(client, office, clerk, asked):
    other = make_office()
    for number in (asked, str(other.pk)):
        assert open_figure(client, "hazard.found", office=number).status_code == 404
        figures = client.get(reverse("reports:figures"), {"office": number})
        assert figures.status_code == 404


def test_strangers_are_sent_to_the_door(client):
    for url in (reverse("reports:figures"), reverse("reports:figure", args=["hazard.found"])):
        assert client.get(url).url.startswith(reverse("login"))
