"""Leafing, sorting, totals and the question that is kept on the way to a row and back."""

from datetime import date, timedelta
from itertools import groupby
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hazards.listing import page_of, totals
from hazards.models import Hazard
from hazards.models.classification import Grade
from hazards.sorting import ORDERS, Place, Sorting
from hazards.workflow import Action, Status
from tests.factories.hazards import act, make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_campaign, make_site
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


def numbers(response):
    return [row.number for row in response.context["rows"]]


def leafed(client, first, word):
    """Every page reached by following one kind of link."""
    response = client.get(first)
    yield numbers(response)
    while link := response.context["links"].get(word):
        response = client.get(URL + link)
        yield numbers(response)


@pytest.fixture
def many(office, clerk):
    """Eleven hazards with equal days, empty days and equal names among them."""
    villages = [make_village(office=office, name=name) for name in ("乙村", "甲村")]
    start = date(2024, 3, 1)
    for number in range(11):
        make_hazard(
            Status.RECTIFIED if number % 4 == 1 else Status.OPEN,
            office=office,
            by=clerk,
            found_on=start + timedelta(days=number // 3),
            due_on=start + timedelta(days=20 - number // 2) if number % 3 else None,
            village=villages[number % 2] if number % 5 else None,
        )
    return office


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_pages_hold_every_row_once_in_order_both_ways(client, many, monkeypatch, name, sign):
    monkeypatch.setattr("hazards.views.listing.PAGE_SIZE", 4)
    first = f"{URL}?sort={sign}{name}"

    forwards = list(leafed(client, first, "next"))

    seen = [number for page in forwards for number in page]
    assert [len(page) for page in forwards] == [4, 4, 3]
    assert len(set(seen)) == 11
    rows = {row.number: row for row in Hazard.objects.select_related("village", "site", "sector")}
    values = [_value(rows[number], name) for number in seen]
    shown = [value for value in values if value is not None]
    assert shown == sorted(shown, reverse=bool(sign))
    empty = values.count(None)
    assert values[len(values) - empty :] == [None] * empty
    for _, equal in groupby(zip(values, seen, strict=True), key=lambda pair: pair[0]):
        days = [rows[number].found_on for _, number in equal]
        assert days == sorted(days, reverse=bool(sign))

    last = client.get(URL + client.get(first).context["links"]["last"])
    assert numbers(last) == seen[-4:]
    back = [
        number for page in [*leafed(client, _address(last), "previous")][::-1] for number in page
    ]
    assert back == seen


def _value(hazard, name):
    value = getattr(hazard, name)
    if name in {"grade", "status"}:
        codes = Grade if name == "grade" else Status
        return codes.values.index(value)
    return None if value is None else str(value)


def _address(response):
    return f"{response.request['PATH_INFO']}?{response.request['QUERY_STRING']}"


@pytest.mark.parametrize("sign", ["", "-"])
def test_many_names_of_few_rows_are_leafed_through(client, clerk, office, monkeypatch, sign):
    monkeypatch.setattr("hazards.views.listing.PAGE_SIZE", 3)
    names = [f"第{number:02}厂" for number in range(25)]
    for name in names[::2]:
        make_hazard(office=office, by=clerk, site=make_site(office=office, name=name))
    for name in names[1::2]:
        make_site(office=office, name=name)
    make_hazard(office=office, by=clerk)
    first = f"{URL}?sort={sign}site"

    forwards = [number for page in leafed(client, first, "next") for number in page]

    sites = [row.site and row.site.name for row in map(Hazard.objects.numbered, forwards)]
    assert sites == [*sorted(names[::2], reverse=bool(sign)), None]
    last = client.get(URL + client.get(first).context["links"]["last"])
    pages = [*leafed(client, _address(last), "previous")]
    assert [number for page in pages[::-1] for number in page] == forwards


def test_a_name_that_is_no_more_leads_to_the_beginning(client, many):
    first = numbers(client.get(URL, {"sort": "village"}))
    assert numbers(client.get(URL, {"sort": "village", "after": "丙村~2024-03-05~1"})) == first


def test_the_district_sorts_the_villages_of_its_offices(client, monkeypatch):
    monkeypatch.setattr("hazards.views.listing.PAGE_SIZE", 2)
    district = make_office()
    for _ in range(2):
        office = make_office(parent=district)
        for name in ("甲村", "乙村"):
            make_hazard(office=office, village=make_village(office=office, name=name))
    client.force_login(make_user(Role.VIEWER, district))
    pages = list(leafed(client, f"{URL}?sort=village", "next"))
    assert [len(page) for page in pages] == [2, 2]
    assert len({number for page in pages for number in page}) in {2, 4}


def test_a_row_entered_meanwhile_neither_repeats_nor_hides_one(client, many, clerk, monkeypatch):
    monkeypatch.setattr("hazards.views.listing.PAGE_SIZE", 4)
    first = client.get(URL)
    make_hazard(office=many, by=clerk, found_on=date(2024, 3, 20))
    second = client.get(URL + first.context["links"]["next"])
    assert set(numbers(first)).isdisjoint(numbers(second))
    assert len(numbers(second)) == 4


@pytest.mark.parametrize(
    "question",
    [
        {"after": "x"},
        {"after": "2024-13-01~5"},
        {"after": "~5"},
        {"before": "2024-03-01~-1"},
        {"after": "2024-03-01~99999999999999999999"},
        {"sort": "version"},
        {"sort": "-office__name"},
    ],
)
def test_an_altered_address_shows_the_first_page(client, many, question):
    assert len(numbers(client.get(URL, question))) == 11


def test_a_place_is_read_back_as_it_was_said():
    day = date(2024, 3, 5)
    for name, first in (
        ("found_on", []),
        ("due_on", [None]),
        ("due_on", [day]),
        ("site", ["甲~乙厂"]),
        ("village", [None]),
        ("grade", ["major"]),
    ):
        place = Place((*first, day, 7))
        assert Place.parse(str(place), ORDERS[name]) == place


@pytest.mark.parametrize("most", [100, 5, 2])
def test_a_total_above_the_limit_is_said_as_such(many, most):
    counted = totals(Hazard.objects.for_offices([many]), on=date(2024, 3, 18), most=most)
    late = Hazard.objects.overdue(on=date(2024, 3, 18)).count()
    assert counted.all == (11 if most > 11 else None)
    assert counted.unrectified == (8 if most > 8 else None)
    assert counted.overdue == (late if most > 8 else None)


def test_a_question_of_words_is_counted_no_further_than_its_own_limit(client, many, monkeypatch):
    monkeypatch.setattr("hazards.views.listing.PAGE_SIZE", 2)
    monkeypatch.setattr("hazards.views.listing.MOST_COUNTED_BY_WORDS", 5)
    assert "超过 <strong>5</strong> 条" in client.get(URL, {"text": "测试隐患"}).content.decode()
    assert "共 <strong>11</strong> 条" in client.get(URL).content.decode()


def test_totals_are_the_rows_behind_their_links(client, many):
    response = client.get(URL)
    summary = response.context["summary"]
    assert (summary["total"], summary["without_voided"]) == (11, True)
    assert [label for label, _, _ in summary["parts"]] == ["未整改", "逾期"]
    for _, number, link in summary["parts"]:
        assert number == len(numbers(client.get(URL + link)))
    text = response.content.decode()
    assert "共 <strong>11</strong> 条" in text
    for word in ("正常", "临期", "逾期", "3个工作日内到期"):
        assert word in text


def test_the_same_number_of_queries_on_every_page(
    client, many, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("hazards.views.listing.PAGE_SIZE", 2)
    links = client.get(URL).context["links"]
    for link in (links["next"], links["last"], "?sort=village", "?text=隐患&state=open"):
        # Text is first asked how common it is, names what names there are.
        is_prepared = "village" in link or ("text" in link and connection.vendor == "sqlite")
        with django_assert_num_queries(16 + is_prepared):
            client.get(URL + link)


# --- What is asked


def found(client, **question):
    return {
        cell.text
        for row in client.get(URL, question).context["rows"]
        for cell in row.cells
        if cell.label == "隐患描述"
    }


def test_more_conditions(client, clerk, office):
    campaign = make_campaign(office=office)
    site = make_site(office=office)
    wanted = make_hazard(
        office=office,
        by=clerk,
        description="要找的",
        site=site,
        responsible_person="某甲",
        responsible_unit="测试厂",
        due_on=date(2024, 4, 10),
    )
    wanted.campaigns.add(campaign)
    listed = make_hazard(office=office, by=clerk, description="挂牌的", due_on=date(2024, 5, 1))
    act(listed, Action.LIST, by=clerk)
    make_hazard(office=office, by=clerk, description="反弹的", recurs=wanted)

    assert found(client, campaign=campaign.pk) == {"要找的"}
    assert found(client, site=site.pk) == {"要找的"}
    assert found(client, person="某甲") == found(client, person="试厂") == {"要找的"}
    assert found(client, due_from="2024-04-10", due_to="2024-04-10") == {"要找的"}
    assert found(client, due_from="2024-04-11") == {"挂牌的"}
    assert found(client, listed="on") == {"挂牌的"}
    assert found(client, recurring="on") == {"反弹的"}


def test_periods_are_seen_from_today(client, clerk, office):
    today = timezone.localdate()
    this_month = today.replace(day=1)
    days = {
        "本月": this_month,
        "上月": this_month - timedelta(days=1),
        "去年": today.replace(month=1, day=1) - timedelta(days=1),
    }
    for name, day in days.items():
        make_hazard(office=office, by=clerk, description=name, found_on=day)
    assert found(client, period="this_month") == {"本月"}
    assert "上月" in found(client, period="last_month")
    assert "本月" not in found(client, period="last_month")
    assert "去年" in found(client, period="last_year")
    assert "本月" in found(client, period="this_year")


def test_each_condition_in_force_is_named_and_can_be_dropped(client, clerk, office):
    village = make_village(office=office, name="东山村")
    asked = {"village": village.pk, "state": "overdue", "listed": "on", "text": "", "after": "x"}
    response = client.get(URL, asked)
    chips = dict(response.context["chips"])
    assert set(chips) == {"村（居）：东山村", "状态：逾期", "挂牌督办中"}
    left = dict(parse_qsl(urlsplit(chips["状态：逾期"]).query))
    assert left == {"village": str(village.pk), "listed": "on"}


def test_rows_of_another_office_cannot_be_asked_for(client, clerk):
    for name, row in (("campaign", make_campaign()), ("site", make_site())):
        response = client.get(URL, {name: row.pk})
        assert [condition.name for condition in response.context["unreadable"]] == [name]
        assert str(row) not in response.content.decode()


def test_the_question_is_kept_to_a_row_an_action_and_back(client, clerk, office):
    hazard = make_hazard(office=office, by=clerk, description="灭火器过期")
    listed = f"{URL}?text=灭火器&sort=due_on"
    (row,) = client.get(listed).context["rows"]

    page = client.get(row.url)
    assert "返回列表" in page.content.decode()
    back = page.context["list_url"]
    assert dict(parse_qsl(urlsplit(back).query)) == {"text": "灭火器", "sort": "due_on"}
    assert numbers(client.get(back)) == [hazard.number]

    step = reverse("hazards:act", args=[hazard.pk, "assign"]) + page.context["carried"]
    said = {"on": timezone.localdate(), "due_on": timezone.localdate(), "version": hazard.version}
    after = client.post(step, said, follow=True)
    assert after.context["list_url"] == back


def test_a_row_reached_from_elsewhere_has_no_list_to_return_to(client, clerk, office):
    hazard = make_hazard(office=office, by=clerk)
    assert "返回列表" not in client.get(hazard.get_absolute_url()).content.decode()
    foreign = client.get(hazard.get_absolute_url(), {"list": "//evil.example/?a=1"})
    assert foreign.context["list_url"].startswith(URL + "?")


def test_last_page_is_full_and_first_has_nothing_before(many):
    hazards = Hazard.objects.for_offices([many])
    asked = {"columns": ("number",), "sorting": Sorting(), "size": 4}
    first = page_of(hazards, **asked)
    last = page_of(hazards, **asked, before="end")
    assert (first.is_first, first.is_last) == (True, False)
    assert (last.is_first, last.is_last, len(last.rows)) == (False, True, 4)


sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="reads the plan as SQLite tells it"
)
LEAFING = [{}, {"after": "2024-03-05~1"}, {"before": "2024-03-05~1"}, {"before": "end"}]


@sqlite_only
@pytest.mark.parametrize(
    "narrowed",
    [
        {},
        {"status": Status.OPEN},
        {"village": 1},
        {"sector": 1},
        {"source": 1},
        {"grade": "major"},
        {"sector": 1, "grade": "major"},
        "recurring",
    ],
)
@pytest.mark.parametrize("asked", LEAFING)
def test_a_page_is_read_along_an_index_without_sorting(narrowed, asked):
    hazards = Hazard.objects.for_offices([1]).not_voided()
    hazards = hazards.recurring() if narrowed == "recurring" else hazards.narrowed(**narrowed)
    plan = plan_of(hazards, asked)
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    assert plan[0].startswith("SEARCH hazards_hazard USING INDEX hazard_"), plan


@sqlite_only
@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("before", ["", "end"])
def test_every_order_is_read_along_an_index(many, name, sign, before):
    hazards = Hazard.objects.for_offices([many]).not_voided()
    sorting = Sorting.asked(f"{sign}{name}")
    for plan in plans_of(hazards, {"before": before, "offices": [many.pk]}, sorting):
        assert not [step for step in plan if "TEMP B-TREE" in step], plan


@sqlite_only
@pytest.mark.parametrize("asked", LEAFING)
def test_the_district_reads_along_an_index_too(client, asked):
    hazards = Hazard.objects.scoped_for(make_user(Role.VIEWER)).not_voided()
    plan = plan_of(hazards, asked)
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_what_is_on_a_list_is_what_is_listed(clerk, office):
    today = timezone.localdate()
    for number in range(3):
        hazard = make_hazard(Status.RECTIFIED, office=office, by=clerk)
        if number:
            act(hazard, Action.LIST, by=clerk)
        if number == 2:
            act(hazard, Action.ACCEPT, by=clerk)
            act(hazard, Action.UNLIST, by=clerk)
    listed = set(Hazard.objects.listed(on=today))
    assert len(listed) == 1
    assert set(Hazard.objects.on_a_list(on=today)) == listed


def plan_of(hazards, asked):
    return plans_of(hazards, asked, Sorting())[-1]


def plans_of(hazards, asked, sorting):
    """Of each question that a page asks of the hazards."""
    with CaptureQueriesContext(connection) as queries:
        page_of(hazards, columns=("number",), sorting=sorting, size=50, **asked)
    asked_of_hazards = [row["sql"] for row in queries if 'FROM "hazards_hazard"' in row["sql"]]
    plans = []
    with connection.cursor() as cursor:
        for statement in asked_of_hazards:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            plans.append([row[3] for row in cursor.fetchall()])
    return plans
