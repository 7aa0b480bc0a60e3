"""One step for many rows: each judged for itself, none moved twice, none of another office."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hazards import actions
from hazards.models import Hazard, HazardEvent, Notice
from hazards.views import bulk
from hazards.workflow import Action, Status
from tests.factories.hazards import make_hazard, make_notice_kind
from tests.factories.opinions import ask_no_leader
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=30)
ASSIGN = reverse("hazards:bulk", args=["assign"])
EXTEND = reverse("hazards:bulk", args=["extend"])
NOTICE = reverse("hazards:bulk", args=["notice"])


@pytest.fixture
def office():
    return ask_no_leader(make_office())


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


def rows_of(page):
    return re.search(r'name="rows" value="([^"]*)"', page.content.decode())[1]


def keys(*hazards):
    return {"hazards": [hazard.pk for hazard in hazards]}


def test_many_are_assigned_at_once(client, clerk, office):
    ready = [make_hazard(office=office, by=clerk, responsible_unit="旧单位") for _ in range(3)]
    closed = make_hazard(Status.CLOSED, office=office, by=clerk)

    page = client.get(ASSIGN, keys(*ready, closed))
    text = page.content.decode()
    assert "现在是“已销号”，不能交办" in text
    assert page.context["allowed"] == ready

    said = {
        "rows": rows_of(page),
        "on": TODAY,
        "due_on": LATER,
        "responsible_person": "某乙",
        "assigned_to": clerk.pk,
    }
    done = client.post(ASSIGN, said)

    assert [row.hazard.pk for row in done.context["moved"]] == [row.pk for row in ready]
    for hazard in ready:
        hazard.refresh_from_db()
        assert (hazard.due_on, hazard.responsible_person) == (LATER, "某乙")
        assert hazard.assigned_to == clerk
        assert hazard.responsible_unit == "旧单位"
        assert hazard.events.filter(action=Action.ASSIGN, by=clerk).count() == 1


def test_a_village_inspector_is_given_those_of_the_own_village(client, clerk, office):
    near, far = make_village(office=office), make_village(office=office)
    inspector = make_user(Role.VILLAGE, office, full_name="某网格员", villages=[near])
    make_user(Role.VILLAGE, office, full_name="别村的", villages=[make_village(office=office)])
    own = make_hazard(office=office, by=clerk, village=near, due_on=LATER)
    other = make_hazard(office=office, by=clerk, village=far, due_on=LATER)

    page = client.get(ASSIGN, keys(own, other))
    text = page.content.decode()
    assert "某网格员" in text
    assert "别村的" not in text
    said = {"rows": rows_of(page), "on": TODAY, "assigned_to": inspector.pk}
    done = client.post(ASSIGN, said)

    assert [row.hazard for row in done.context["moved"]] == [own]
    (refused,) = done.context["refused"]
    assert refused.hazard == other
    assert refused.refusal == "某网格员不能办理这条隐患，请换一位承办人"
    assert other.number in done.content.decode()
    own.refresh_from_db()
    assert (own.assigned_to, own.due_on) == (inspector, LATER)
    assert own.deadlines.count() == 1


def test_the_person_is_cleared_and_the_deadline_stays(client, clerk, office):
    due_on = TODAY - timedelta(days=1)
    hazard = make_hazard(office=office, by=clerk, found_on=due_on, due_on=due_on)
    Hazard.objects.filter(pk=hazard.pk).update(assigned_to=clerk)
    without = make_hazard(office=office, by=clerk)
    rows = rows_of(client.get(ASSIGN, keys(hazard, without)))

    both = client.post(
        ASSIGN, {"rows": rows, "on": TODAY, "to_nobody": "on", "assigned_to": clerk.pk}
    )
    assert "不能同时清空" in both.content.decode()
    done = client.post(ASSIGN, {"rows": rows, "on": TODAY, "to_nobody": "on"})

    assert [row.refusal for row in done.context["refused"]] == ["还没有整改期限，请填写整改期限"]
    hazard.refresh_from_db()
    assert (hazard.assigned_to, hazard.due_on) == (None, due_on)
    assert hazard.events.latest("pk").changes == {"assigned_to": [str(clerk), None]}


def test_nobody_of_another_office_is_given_anything(client, clerk, office):
    hazard, stranger = make_hazard(office=office, by=clerk), make_user(Role.CLERK)
    page = client.get(ASSIGN, keys(hazard))
    assert str(stranger) not in page.content.decode()
    said = {"rows": rows_of(page), "on": TODAY, "due_on": LATER, "assigned_to": stranger.pk}
    assert client.post(ASSIGN, said).context["form"].errors
    hazard.refresh_from_db()
    assert hazard.assigned_to is None


def test_a_second_click_moves_nothing_again(client, clerk, office):
    hazards = [make_hazard(office=office, by=clerk) for _ in range(2)]
    said = {"rows": rows_of(client.get(ASSIGN, keys(*hazards))), "on": TODAY, "due_on": LATER}
    client.post(ASSIGN, said)
    before = HazardEvent.objects.count()

    again = client.post(ASSIGN, said)

    assert HazardEvent.objects.count() == before
    assert ["您刚才已经办理过" in row.refusal for row in again.context["refused"]] == [True, True]


def test_a_row_moved_meanwhile_is_refused_and_the_others_are_done(client, clerk, office):
    first, second = (make_hazard(office=office, by=clerk, due_on=TODAY) for _ in range(2))
    rows = rows_of(client.get(EXTEND, keys(first, second)))
    other = make_user(Role.DEPUTY, office)
    actions.extend(first, by=other, on=TODAY, due_on=LATER, reason="等配件")

    done = client.post(EXTEND, {"rows": rows, "on": TODAY, "due_on": LATER, "reason": "雨季"})

    assert [row.hazard for row in done.context["refused"]] == [first]
    assert str(other) in done.context["refused"][0].refusal
    assert [row.hazard for row in done.context["moved"]] == [second]


def test_what_has_no_deadline_or_a_later_one_is_not_extended(client, clerk, office):
    without = make_hazard(office=office, by=clerk)
    far = make_hazard(office=office, by=clerk, due_on=LATER + timedelta(days=1))
    page = client.get(EXTEND, keys(without, far))
    assert "还没有整改期限" in page.content.decode()
    said = {"rows": rows_of(page), "on": TODAY, "due_on": LATER, "reason": "雨季"}
    done = client.post(EXTEND, said)
    assert "延期后的期限应晚于" in done.content.decode()
    far.refresh_from_db()
    assert far.due_on == LATER + timedelta(days=1)


def test_one_draft_per_site_and_none_twice(client, clerk, office):
    make_notice_kind()
    site, other = make_site(office=office, name="甲厂"), make_site(office=office, name="乙厂")
    hazards = [make_hazard(office=office, by=clerk, site=place) for place in (site, site, other)]
    without = make_hazard(office=office, by=clerk)

    page = client.get(NOTICE, keys(*hazards, without))
    assert "没有监管对象" in page.content.decode()
    assert page.context["sites"] == 2
    form = page.context["form"]
    said = {
        "rows": rows_of(page),
        "kind": form.initial["kind"].pk,
        "due_on": LATER,
        "token": form.initial["token"],
    }
    done = client.post(NOTICE, said)

    drafts = {notice.addressee: notice for notice in done.context["notices"]}
    assert {name: notice.items.count() for name, notice in drafts.items()} == {"甲厂": 2, "乙厂": 1}
    assert all(notice.issued_on is None for notice in drafts.values())

    again = client.post(NOTICE, said)
    assert set(again.context["notices"]) == set(drafts.values())
    assert Notice.objects.count() == 2


def test_all_rows_of_the_question_over_pages(client, clerk, office, monkeypatch):
    monkeypatch.setattr("hazards.views.listing.PAGE_SIZE", 2)
    wanted = [make_hazard(office=office, by=clerk, grade="major") for _ in range(5)]
    make_hazard(office=office, by=clerk)
    page = client.get(ASSIGN, {"all": "1", "list": "grade=major"})
    assert set(page.context["allowed"]) == set(wanted)


def test_too_many_or_none_lead_back_with_a_word(client, clerk, office, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_ROWS", 1)
    for _ in range(2):
        make_hazard(office=office, by=clerk)
    back = client.get(ASSIGN, {"all": "1", "list": "state=open"}, follow=True)
    assert "一次最多办理1条" in back.content.decode()
    assert back.request["QUERY_STRING"] == "state=open"
    assert "请先选中" in client.get(ASSIGN, follow=True).content.decode()


def test_a_refused_form_keeps_the_rows(client, clerk, office):
    hazard = make_hazard(office=office, by=clerk)
    page = client.get(ASSIGN, keys(hazard))
    again = client.post(ASSIGN, {"rows": rows_of(page), "on": TODAY, "due_on": ""})
    assert again.context["allowed"] == [hazard]
    assert rows_of(again) == rows_of(page)
    assert "请至少填写" in again.content.decode()


@pytest.mark.parametrize("rows", ["", "x", "1", "1:2:3", "-1:0", "99999999999999999999:0"])
def test_altered_rows_move_nothing(client, clerk, office, rows):
    make_hazard(office=office, by=clerk)
    before = HazardEvent.objects.count()
    response = client.post(ASSIGN, {"rows": rows, "on": TODAY, "due_on": LATER})
    assert response.status_code in {200, 302, 404}
    assert HazardEvent.objects.count() == before


def test_rows_of_another_office_are_not_found(client, clerk, office):
    own, foreign = make_hazard(office=office, by=clerk), make_hazard()
    assert client.get(ASSIGN, keys(own, foreign)).status_code == 404
    said = {"rows": f"{own.pk}:0,{foreign.pk}:0", "on": TODAY, "due_on": LATER}
    assert client.post(ASSIGN, said).status_code == 404
    assert not Hazard.objects.filter(due_on=LATER).exists()
    assert not foreign.events.exclude(action=Action.REGISTER).exists()


@pytest.mark.parametrize("role", [Role.VILLAGE, Role.STATION, Role.VIEWER, Role.LEADER])
def test_only_the_office_moves_many(client, office, role):
    hazard = make_hazard(office=office)
    client.force_login(make_user(role, office))
    for url in (ASSIGN, EXTEND, NOTICE):
        assert client.get(url, keys(hazard)).status_code == 403
        said = {"rows": f"{hazard.pk}:0", "token": uuid.uuid4()}
        assert client.post(url, said).status_code == 403


def test_other_steps_are_not_done_to_many(client, clerk):
    for name in ("void", "pass", "nothing"):
        assert client.get(reverse("hazards:bulk", args=[name])).status_code == 404


def test_the_list_offers_it_to_the_office_only(client, office, clerk):
    make_hazard(office=office, by=clerk)
    url = reverse("hazards:list")
    assert ASSIGN in client.get(url).content.decode()
    client.force_login(make_user(Role.LEADER, office))
    assert ASSIGN not in client.get(url).content.decode()
