"""历史台账导入 asks for nothing until it is worked on; an import taken back leaves no trace."""

from datetime import date

import pytest
from django.urls import reverse

from hazards import actions, undoing
from hazards.models import Hazard
from hazards.sheets import SHEETS
from hazards.workflow import Action, Status
from tests.factories.hazards import make_hazard, make_notice
from tests.factories.organisation import make_office, make_user
from tests.workbook.tables import counts, loaded, said, table
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

HEADERS = ["编号", "检查日期", "隐患描述", "整改期限"]


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def load(office, clerk):
    def load(*rows, **options):
        ledger = table("隐患", HEADERS, *rows)
        result = loaded(ledger, office=office, by=clerk, sheets=SHEETS, **options)
        assert said(result) == []
        return result

    return load


OLD = ["旧1", date(2023, 3, 5), "通道堵塞", date(2023, 3, 9)]
WITHOUT_DAY = ["旧2", date(2023, 3, 6), "无应急照明", None]
DUTIES = {"待交办", "逾期"}


def labels(client):
    return {duty.label for duty in client.get(reverse("home")).context["duties"]}


def test_a_ledger_of_the_past_makes_no_to_dos_until_it_is_worked_on(client, clerk, load):
    load(OLD, WITHOUT_DAY, history_until=date(2023, 12, 31))
    client.force_login(clerk)
    page = client.get(reverse("home"))
    assert not labels(client) & {*DUTIES, "待会商分级"}
    assert [task for task in page.context["tasks"] if task.state in {"overdue", "due"}] == []
    hazard = Hazard.objects.get(number="旧2")
    actions.assign(hazard, by=clerk, on=date(2024, 1, 1), due_on=date(2024, 1, 2))
    assert "逾期" in labels(client)
    hazard.refresh_from_db()
    assert not hazard.is_history


def test_the_list_can_be_asked_for_them(client, clerk, load):
    load(OLD, history_until=date(2023, 12, 31))
    make_hazard(by=clerk, description="新的")
    client.force_login(clerk)
    only = client.get(reverse("hazards:list"), {"history": "only"}).content.decode()
    assert "通道堵塞" in only
    assert "新的" not in only
    without = client.get(reverse("hazards:list"), {"history": "without"}).content.decode()
    assert "通道堵塞" not in without
    assert "新的" in without


def test_what_was_taken_back_is_imported_anew(office, clerk, load):
    load(OLD, WITHOUT_DAY)
    keys = list(Hazard.objects.values_list("pk", flat=True))
    assert list(undoing.worked_on(keys)) == []
    assert undoing.take_back(keys, by=clerk, reason="撤销导入", mark=7) == 2
    assert set(Hazard.objects.values_list("status", "number")) == {
        (Status.VOIDED, "旧1（撤销7）"),
        (Status.VOIDED, "旧2（撤销7）"),
    }
    assert not Hazard.objects.counted().exists()
    event = Hazard.objects.first().events.latest("pk")
    assert (event.action, event.by, event.note) == (Action.VOID, clerk, "撤销导入")
    assert counts(load(OLD, WITHOUT_DAY), "hazards") == (2, 0, 0, 0)
    assert set(Hazard.objects.not_undone().values_list("number", flat=True)) == {"旧1", "旧2"}


def test_what_was_worked_on_is_named(office, clerk, load):
    load(OLD, WITHOUT_DAY)
    moved, noted = Hazard.objects.order_by("number")
    actions.claim(moved, by=clerk, on=date(2024, 1, 1), measures="已清理")
    make_notice(noted, office=office, by=clerk)
    found = {hazard.number: reason for hazard, reason in undoing.worked_on([moved.pk, noted.pk])}
    assert "报告整改完成" in found["旧1"]
    assert "通知书" in found["旧2"]
