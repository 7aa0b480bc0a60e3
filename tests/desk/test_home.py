"""The start page: numbers that equal their lists, what is to be done, the way to every entry."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from hazards import actions
from hazards.workflow import Action
from tests.factories.hazards import act, make_count, make_hazard, make_notice
from tests.factories.organisation import make_office, make_user, make_village
from township_safety.desk import health
from township_safety.organisation.models import Role
from township_safety.register.holidays import add_holidays

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def fill(office, by):
    today = timezone.localdate()
    old = today - timedelta(days=60)
    make_hazard(office=office, by=by, found_on=old, due_on=today - timedelta(days=1))
    make_hazard(office=office, by=by, found_on=old, due_on=today + timedelta(days=2))
    make_hazard(office=office, by=by, found_on=old, due_on=today + timedelta(days=30))
    act(
        make_hazard(office=office, by=by, found_on=today, due_on=today),
        Action.CLAIM,
        by=by,
        on=today,
    )
    make_count(office=office, on=today, found=7, rectified=5)
    make_notice(make_hazard(office=office, by=by, found_on=old), office=office, issued_on=today)


def test_tiles_equal_the_lists_they_open(client, office):
    clerk = make_user(Role.CLERK, office)
    fill(office, clerk)
    other = make_office()
    fill(other, make_user(Role.CLERK, other))
    client.force_login(clerk)

    tiles = {tile.label: tile for tile in client.get(reverse("home")).context["tiles"]}

    assert tiles["逾期"].value == 1
    assert tiles["临期"].value == 1
    assert tiles["已整改待复查"].value == 1
    assert tiles["本月整改"].note == "另有汇总登记5处"
    assert tiles["未整改"].note == "另有汇总登记2处"
    for tile in tiles.values():
        if tile.url:
            context = client.get(tile.url).context
            listed = context["summary"]["total"] if "summary" in context else None
            shown = context["page"].paginator.count if listed is None else listed
            assert shown == tile.value, tile.label


_OFFICE = (
    "交办给我的 待交办 待会商分级 待签发 待送达 逾期 临期 待复查 上报待回复 待催办 隐患数据存疑"
)
KINDS = {
    Role.CLERK: _OFFICE,
    Role.DEPUTY: _OFFICE,
    Role.LEADER: "逾期 临期 上报待回复 待催办",
    Role.VILLAGE: "交办给我的 逾期 临期",
    Role.STATION: "交办给我的 逾期 临期",
    Role.VIEWER: "逾期 临期",
}


@pytest.mark.parametrize("role", KINDS)
def test_each_kind_of_work_opens_exactly_its_rows(client, office, role):
    clerk = make_user(Role.CLERK, office)
    fill(office, clerk)
    village = make_village(office=office)
    today = timezone.localdate()
    make_notice(make_hazard(office=office, by=clerk, village=village))
    for ago, village_of in ((40, village), (40, None), (3, village)):
        day = today - timedelta(days=ago)
        hazard = make_hazard(
            office=office,
            by=clerk,
            found_on=day,
            due_on=day + timedelta(days=1),
            village=village_of,
        )
        act(hazard, Action.REFER, by=clerk, on=day)
    make_hazard(office=office, found_on=today, due_on=today, village=village)
    yesterday = today - timedelta(days=1)
    make_hazard(office=office, found_on=yesterday, due_on=yesterday, village=village)
    voided = make_hazard(office=office, by=clerk, found_on=today)
    act(voided, Action.REFER, by=clerk, on=today)
    act(voided, Action.VOID, by=clerk, on=today)
    person = make_user(role, office, villages=[village])
    given = make_hazard(office=office, by=clerk, found_on=today, village=village)
    if role not in (Role.LEADER, Role.VIEWER):
        actions.assign(given, by=clerk, on=today, due_on=today, assigned_to=person)
    client.force_login(person)

    duties = client.get(reverse("home")).context["duties"]

    names = [duty.label.removesuffix("通知书") for duty in duties]
    assert names == KINDS[role].split()
    for duty in duties:
        context = client.get(duty.url).context
        listed = context["summary"]["total"] if "summary" in context else None
        shown = context["page"].paginator.count if listed is None else listed
        assert shown == duty.number > 0, duty.label
    numbers = {duty.label: duty.number for duty in duties}
    if role == Role.CLERK:
        assert (numbers["上报待回复"], numbers["待催办"]) == (3, 2)


@pytest.mark.parametrize(("on", "late"), [("2026-03-16", False), ("2026-03-17", True)])
def test_an_answer_is_late_after_ten_working_days(client, office, on, late):
    """Referred on a Monday."""
    clerk = make_user(Role.CLERK, office)
    hazard = make_hazard(office=office, by=clerk, found_on=date(2026, 3, 2))
    with time_machine.travel(f"{on} 09:00+08:00"):
        act(hazard, Action.REFER, by=clerk, on=date(2026, 3, 2))
        client.force_login(clerk)
        duties = {duty.label for duty in client.get(reverse("home")).context["duties"]}
    assert "上报待回复" in duties
    assert ("待催办" in duties) == late


def test_most_urgent_comes_first(client, office):
    clerk = make_user(Role.CLERK, office)
    fill(office, clerk)
    client.force_login(clerk)

    response = client.get(reverse("home"))

    states = [task.state for task in response.context["tasks"]]
    assert states[:2] == ["overdue", "due"]
    assert response.context["tasks"][0].note == "1天"


def test_a_step_of_others_is_no_task_of_ones_own(client, office):
    village = make_village(office=office)
    today = timezone.localdate()
    found = make_hazard(office=office, village=village, found_on=today)
    make_notice(found, office=office, issued_on=today)
    seen = {}
    for role in (Role.VILLAGE, Role.CLERK):
        client.force_login(make_user(role, office, villages=[village]))
        seen[role] = [task.note for task in client.get(reverse("home")).context["tasks"]]
    assert seen == {Role.VILLAGE: [], Role.CLERK: ["待送达"]}


@pytest.mark.parametrize(
    ("due", "note"),
    [
        ("2026-03-06", "今天到期"),
        ("2026-03-08", "到期前没有工作日"),
        ("2026-03-11", "还剩3个工作日"),
        ("2026-03-12", None),
    ],
)
def test_time_left_is_told_in_working_days(client, office, due, note):
    """Seen from a Friday."""
    clerk = make_user(Role.CLERK, office)
    due_on = date.fromisoformat(due)
    make_hazard(office=office, by=clerk, found_on=date(2026, 3, 2), due_on=due_on)
    with time_machine.travel("2026-03-06 09:00+08:00"):
        client.force_login(clerk)
        context = client.get(reverse("home")).context
        shown = client.get(reverse("hazards:list"), {"state": "due_soon"}).context["summary"]
    assert [task.note for task in context["tasks"]] == ([note] if note else [])
    tiles = {tile.label: tile.value for tile in context["tiles"]}
    assert tiles["临期"] == shown["total"] == bool(note)


def test_days_counted_into_a_year_without_holidays_are_marked(client, office):
    add_holidays()
    notes = []
    for today in ("2026-12-24 09:00+08:00", "2026-12-30 09:00+08:00"):
        with time_machine.travel(today):
            client.force_login(make_user(Role.CLERK, office))
            tiles = client.get(reverse("home")).context["tiles"]
        notes += [tile.note for tile in tiles if tile.label == "临期"]
    assert notes == ["", "2027年放假安排未录入"]


def test_empty_office_has_a_start_page(client, office):
    client.force_login(make_user(Role.CLERK, office))

    page = client.get(reverse("home")).content.decode()

    assert "没有逾期" in page
    assert "还没有编过报告" in page
    assert reverse("hazards:create") in page


def test_village_inspector_counts_own_villages(client, office):
    village = make_village(office=office)
    make_hazard(office=office, village=village)
    make_hazard(office=office)
    client.force_login(make_user(Role.VILLAGE, office, villages=[village]))

    tiles = {tile.label: tile.value for tile in client.get(reverse("home")).context["tiles"]}

    assert tiles["未整改"] == 1


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, None])
def test_administration_starts_without_numbers(client, office, role):
    client.force_login(make_user(role, office))

    response = client.get(reverse("home"))

    assert response.status_code == 200
    assert "tiles" not in response.context
    assert ("还没有分配角色" in response.content.decode()) == (role is None)


def test_entry_page_offers_what_the_person_may_enter(client, office):
    client.force_login(make_user(Role.CLERK, office))
    clerk = client.get(reverse("record_work")).content.decode()
    client.force_login(make_user(Role.VILLAGE, office, villages=[make_village(office=office)]))
    inspector = client.get(reverse("record_work")).content.decode()

    assert reverse("records:new", args=["campaigns"]) in clerk
    assert reverse("records:new", args=["campaigns"]) not in inspector
    assert reverse("record_short", args=["meetings"]) in inspector
    assert all(reverse(name) in inspector for name in ("hazards:create", "hazards:count_create"))
    content = clerk.partition('id="content"')[2]
    assert reverse("workbook") in content
    assert reverse("imports") in content
    assert "成批的" not in inspector


def test_health_is_asked_without_an_account(client, monkeypatch):
    monkeypatch.setattr(health.documents, "problems", list)
    assert json.loads(client.get(reverse("health")).content) == {"ok": True, "problems": []}

    monkeypatch.setattr(health.documents, "problems", lambda: ["缺少字体文件。"])
    response = client.get(reverse("health"))
    assert response.status_code == 503
    assert "缺少字体文件" in response.content.decode()
