"""手工文号: a block leaves the sequence in one piece, no number is lost or given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connection, transaction

from tests.factories.organisation import make_office, make_user
from township_safety.organisation import numbers
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import (
    NumberBlock,
    NumberSequence,
    ReservedNumber,
    Role,
)

KIND = "notice:order"
DAY = date(2024, 3, 6)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2024-03-20T04:00:00Z", tick=False):
        yield


def reserve(office, count=3, *, by=None, **fields):
    block = NumberBlock(
        office=office,
        **{
            "kind": KIND,
            "name": "限期整改通知书",
            "word": "测安整",
            "year": 2024,
            "taken_by": "某甲",
            "taken_on": DAY,
            **fields,
        },
    )
    return numbers.reserve_block(block, count=count, by=by or make_user(Role.CLERK, office))


def next_number(office):
    with transaction.atomic():
        return NumberSequence.objects.next_number(office_id=office.pk, kind=KIND, year=2024)


def test_the_software_goes_on_after_the_block():
    office = make_office()
    assert next_number(office) == 1
    block = reserve(office)
    assert (block.first, block.last) == (2, 4)
    assert [str(number) for number in block.numbers.all()] == [
        "测安整〔2024〕2号",
        "测安整〔2024〕3号",
        "测安整〔2024〕4号",
    ]
    assert next_number(office) == 5


def test_each_number_is_used_or_cancelled_once():
    office = make_office()
    by = make_user(Role.CLERK, office)
    first, second, third = reserve(office, by=by).numbers.all()
    with transaction.atomic():
        numbers.use_number(first, by=by, on=date(2024, 3, 8))
    numbers.cancel_number(second, by=by, on=date(2024, 3, 9), reason="写坏")
    assert [row.state for row in ReservedNumber.objects.all()] == ["已用", "已作废", "未用"]
    assert list(ReservedNumber.objects.unused()) == [third]
    for spent in (first, second):
        with pytest.raises(Refused, match="不能再用"):
            numbers.cancel_number(spent, by=by, on=DAY, reason="再来一次")
    counted = NumberBlock.objects.with_numbers().get()
    assert (counted.unused, counted.used, counted.cancelled) == (1, 1, 1)


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2024, 3, 5), "早于领用日期"), (date(2025, 1, 2), "2024年的文号")],
)
def test_the_handwritten_day_fits_the_block(on, words):
    office = make_office()
    by = make_user(Role.CLERK, office)
    with pytest.raises(Refused, match=words), transaction.atomic():
        numbers.use_number(reserve(office, by=by).numbers.first(), by=by, on=on)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"taken_on": date(2024, 3, 21)}, "在今天之后"),
        ({"count": 0}, "1至200"),
        ({"count": 201}, "1至200"),
        ({"year": 2023}, "当年"),
    ],
)
def test_a_block_that_cannot_be_is_refused_and_takes_nothing(fields, words):
    office = make_office()
    with pytest.raises(Refused, match=words):
        reserve(office, **fields)
    assert next_number(office) == 1


@pytest.mark.django_db(transaction=True)
def test_blocks_and_software_numbers_at_once_leave_no_gap():
    office = make_office()
    by = make_user(Role.CLERK, office)
    given: list[int] = []

    def take(turn):
        try:
            if turn % 2:
                given.append(next_number(office))
            else:
                block = reserve(office, count=3, by=by)
                given.extend(range(block.first, block.last + 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take, range(12)))
    assert sorted(given) == list(range(1, 25))
