"""统计概览 of the demonstration: every number is what its link counts and what reports print."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from reports.commissions import commission, template_named
from reports.composing import compose
from reports.figures import REGISTRY, Computed, Middle, Ratio, Request, evaluate, rows_behind
from reports.printing import link_to_rows, plain
from reports.questions import read_request
from tests.desk.demo_rules import load
from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.board import board_of
from township_safety.documents.model import figures
from township_safety.organisation.models import Office, Role, User
from township_safety.periods import Period

TODAY = date(2026, 11, 22)
CODES = ("2026-10", "2026-11", "2026", "2026-09-26..2026-10-25")


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load(TODAY, signs=False)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.usefixtures("_loaded", "db")]


def board(code):
    office = Office.objects.get()
    return board_of(Span.of(office, Period.parse(code), today=TODAY))


def recomputed(request: Request) -> Decimal | int | None:
    """The measure over the rows behind the link, read one by one."""
    figure = REGISTRY.get(request.key)
    lists = rows_behind(request)
    if isinstance(figure, Middle):
        rows: Any = lists[0].rows
        days = [(row.closed_on - row.found_on).days for row in rows]
        return Decimal(str(median(days))) if days else None
    assert not isinstance(figure, Computed)
    return sum((one.term.measure.recompute(one.rows) for one in lists), start=Decimal(0))


def shown_and_true(cell):
    figure, value = REGISTRY.get(cell.request.key), cell.value
    if isinstance(figure, Ratio):
        parts = (Request(key, cell.request.scope) for key in (figure.part, figure.whole))
        return (value.part, value.whole), tuple(recomputed(one) for one in parts)
    return value.number, recomputed(cell.request)


@pytest.mark.parametrize("code", ["2026-10", "2026"])
def test_every_number_is_its_measure_over_the_rows_behind_its_link(code):
    found = {cell.request: cell for cell in board(code).cells}

    pairs = {cell.url: shown_and_true(cell) for cell in found.values()}

    assert {url: pair for url, pair in pairs.items() if pair[0] != pair[1]} == {}
    assert len(pairs) > 500


@pytest.mark.parametrize("code", CODES)
def test_every_link_asks_the_question_whose_answer_it_shows(code):
    office = Office.objects.get()
    cells = board(code).cells
    asked = {}
    for cell in cells:
        address = urlsplit(cell.url)
        key = address.path.rstrip("/").rpartition("/")[2]
        asked[cell.url] = read_request(key, dict(parse_qsl(address.query)), office=office)

    answers = evaluate(asked.values())

    wrong = [cell.url for cell in cells if plain(answers[asked[cell.url]]) != plain(cell.value)]
    assert wrong == []


@pytest.mark.parametrize(
    ("template", "code"),
    [("monthly", "2026-10"), ("half_year", "2026-H1"), ("year", "2025")],
)
def test_number_is_that_of_the_report_over_the_same_days(template, code):
    office = Office.objects.get()
    asked = commission(office, template_named(template, office=office), Period.parse(code))
    printed = {run.href: run for run in figures(compose(asked).document)}
    span = Span.of(
        office, Period.between(asked.period.first_day, asked.period.last_day), today=TODAY
    )

    cells = {cell.url: cell for cell in board_of(span).cells}

    same = set(printed) & set(cells)
    assert {url for url in same if printed[url].value != plain(cells[url].value)} == set()
    assert len(same) >= 5


def test_tiles_are_those_of_the_list_of_figures():
    """数据指标 of the same month tells the same numbers by the same names."""
    found = board("2026-10")

    values = evaluate(tile.cell.request for tile in found.tiles)

    for tile in found.tiles:
        assert values[tile.cell.request].number == tile.cell.value.number
        assert link_to_rows(tile.cell.request) == tile.cell.url


@pytest.mark.parametrize("code", ["2026-10", "2026"])
def test_parts_make_the_whole(code):
    found = board(code)
    whole = {tile.label: tile.cell.number for tile in found.tiles}

    for grid in found.parts:
        for place, label in enumerate(("排查隐患", "整改隐患", "未整改")):
            assert sum(line.cells[place].number for line in grid.every) == whole[label], grid.key
    assert sum(line.cells[0].number for line in found.ages.every) == whole["未整改"]
    assert sum(c.number for line in found.heat.every for c in line.cells) == whole["未整改"]
    shown = sum(c.number for line in found.heat.lines for c in line.cells)
    assert shown == whole["未整改"]


def test_account_goes_on_from_month_to_month():
    months = board("2026").trend.every

    for before, after in pairwise(months):
        assert after.cells[0].number == before.cells[3].number


def test_page_shows_every_number_with_its_link(client: Client):
    leader = User.objects.get(memberships__role=Role.LEADER)
    client.force_login(leader)

    text = client.get("/dashboard/?period=2026-10").content.decode()

    found = board("2026-10")
    for tile in found.tiles:
        assert f'href="{escape(tile.cell.url)}"' in text, tile.label
    for grid in (found.trend, *found.parts, found.ages, found.offenders, found.campaigns):
        for line in grid.lines:
            for cell in line.cells:
                assert f'href="{escape(cell.url)}">{cell.text}</a>' in text, (grid.title, line.name)


def test_every_tile_opens_its_rows(client: Client):
    leader = User.objects.get(memberships__role=Role.LEADER)
    client.force_login(leader)

    for tile in board("2026-10").tiles:
        answer = client.get(tile.cell.url)
        assert answer.status_code == 200
        assert plain(answer.context["value"]) == plain(tile.cell.value)
