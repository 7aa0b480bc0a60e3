"""承办人 in the workbook: written out, found again by name, never moved by a cell."""

from datetime import date

import pytest

from hazards.models import Hazard
from hazards.sheets import SHEETS
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.workbook.tables import counts, dumped, loaded, said, table
from township_safety.organisation.models import Role
from township_safety.organisation.sheets import SHEETS as ORGANISATION
from township_safety.register.sheets import SHEETS as REGISTER

pytestmark = pytest.mark.django_db

KNOWN = [*ORGANISATION, *REGISTER, *SHEETS]
PLAIN = ["检查日期", "村（居）", "隐患描述", "承办人"]


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office, full_name="某文书")


@pytest.fixture
def load(office, clerk):
    def run(*tables):
        return loaded(*tables, office=office, by=clerk, sheets=KNOWN)

    return run


def test_a_new_row_finds_the_account_of_that_name(load, office, clerk):
    near, far = (make_village(office=office, name=name) for name in ("甲村", "乙村"))
    inspector = make_user(Role.VILLAGE, office, full_name="某安全员", villages=[near])
    day = date(2024, 3, 5)
    rows = [
        [day, near.name, "一", "某安全员"],
        [day, far.name, "二", "某安全员"],
        [day, far.name, "三", "某文书"],
        [day, far.name, "四", "没有账号的"],
        [day, far.name, "五", None],
    ]
    assert said(load(table("隐患", PLAIN, *rows))) == []
    found = dict(Hazard.objects.values_list("description", "assigned_to"))
    assert found == {"一": inspector.pk, "二": None, "三": clerk.pk, "四": None, "五": None}


def test_written_out_it_changes_nothing_when_it_comes_back(load, office, clerk):
    hazard = make_hazard(office=office, by=clerk)
    Hazard.objects.filter(pk=hazard.pk).update(assigned_to=clerk)
    sheets = dumped(office, sheets=KNOWN)
    result = load(*sheets)
    assert said(result) == []
    assert counts(result, "hazards") == (0, 0, 1, 0)
    hazard.refresh_from_db()
    assert (hazard.assigned_to, hazard.version) == (clerk, 0)


def test_a_cell_does_not_move_a_hazard_to_another(load, office, clerk):
    hazard = make_hazard(office=office, by=clerk, found_on=date(2024, 3, 5), description="一")
    make_user(Role.CLERK, office, full_name="另一人")
    headers = ["编号", *PLAIN]
    rows = [hazard.number, date(2024, 3, 5), None, "一", "另一人"]
    result = load(table("隐患", headers, rows))
    assert "承办人请在隐患页面" in str(said(result))
    hazard.refresh_from_db()
    assert hazard.assigned_to is None
