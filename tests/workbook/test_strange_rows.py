"""Whatever stands in the cells of whichever register: words, never a crash."""

import random
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction

from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from tests.workbook.tables import dumped, loaded, table
from township_safety.workbook import all_sheets, kinds

STRANGE = [
    None, "", " ", "/", "—", "无", "是", "否", "0", 0, 1, -1, 2.5, 1e300, float("nan"),
    float("inf"), 10**30, True, False, "１２", "3²", "٣", "-5", "1.5万元", "甲", "甲、乙", "东村",
    "消防", "甲店", "2024-3-5", "2024.10", "2024-02-30", "3月5日", 45356, 45356.7, 0.5,
    date(2024, 3, 5), datetime.fromisoformat("2024-03-05 14:30"),
    datetime.fromisoformat("1900-01-01"), time(9, 30), timedelta(hours=30),
    "#REF!", "=1+1", "x" * 5000, "长" * 300, "甲\n乙",
    "\ufffe\x00", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "{", "[]", '{"a": 1}',
    "DROP TABLE", "%s%n", "𠮷",
]  # fmt: skip
PLAUSIBLE = {
    kinds.Date: ["2024-3-5", "2024-6-30", "2023.1.1"],
    kinds.Whole: [0, 1, 12],
    kinds.Amount: [100, "1.5万元"],
    kinds.Flag: ["是", "否"],
    kinds.Text: ["甲", "乙", "x1"],
    kinds.LongText: ["甲乙丙"],
}
ROWS = 40

pytestmark = pytest.mark.django_db


def cell(column, chance):
    """Mostly what belongs there, so that some rows get through to the rules and the database."""
    if chance.random() < 0.15:
        return chance.choice(STRANGE)
    if column.labels:
        return chance.choice(column.labels)
    fitting = PLAUSIBLE.get(type(column.kind))
    return chance.choice(fitting) if fitting else None


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.key)
def test_any_row_is_taken_or_refused_in_words(sheet, seed):
    chance = random.Random(f"{sheet.key} {seed}")
    office = make_office()
    make_village(office=office, name="东村")
    make_sector("fire", name="消防")
    make_site(office=office, name="甲店")
    columns = sheet.bound
    resolvable = {
        column.name: [str(row) for row in column.related_model._default_manager.all()[:3]]
        for column in columns
        if column.is_reference
    }
    rows = []
    for _ in range(ROWS):
        row = [
            chance.choice(resolvable[column.name])
            if resolvable.get(column.name) and chance.random() < 0.5
            else cell(column, chance)
            for column in columns
        ]
        rows.append(row)
    file = table(sheet.title, [column.header for column in columns], *rows)
    with transaction.atomic():
        result = loaded(file, office=office, by=make_user(office=office), accept_good=True)
    for problem in result.problems:
        assert problem.reason
        assert "Traceback" not in problem.reason
    (counted,) = [one for one in result.sheets if one.key == sheet.key]
    assert counted.read <= ROWS
    assert result.is_loaded is bool(counted.added + counted.updated)
    again = loaded(*dumped(office, sheets=[sheet]), office=office)
    assert again.problems == []
    assert all(one.unchanged == one.read for one in again.sheets)
