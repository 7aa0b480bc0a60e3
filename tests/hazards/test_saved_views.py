"""我的筛选 and the columns of the list: kept for one person or for the office."""

import pytest
from django.urls import reverse

from hazards.forms import saved
from hazards.models import SavedView
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

URL = reverse("hazards:list")
SAVE = reverse("hazards:view_save")
COLUMNS = reverse("hazards:columns")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


def tabs(client, address=URL):
    return {tab.label: tab for tab in client.get(address).context["tabs"]}


def test_a_question_is_kept_under_a_name_and_asked_again(client, clerk, office):
    hazard = make_hazard(office=office, by=clerk, grade="major")
    make_hazard(office=office, by=clerk)
    assert tabs(client) == {}

    query = "grade=major&state=open&sort=due_on&after=x&next=//evil&village="
    back = client.post(SAVE, {"name": "重大未整改", "query": query})

    assert SavedView.objects.get().query == "grade=major&state=open&sort=due_on"
    tab = tabs(client)["重大未整改"]
    page = client.get(URL + tab.url)
    assert [row.number for row in page.context["rows"]] == [hazard.number]
    assert tabs(client, URL + tab.url)["重大未整改"].current
    assert tabs(client)["全部"].current
    assert back.url == f"{URL}?grade=major&state=open&sort=due_on"


def test_mine_is_mine_and_the_office_s_is_everyone_s(client, clerk, office):
    client.post(SAVE, {"name": "我的", "query": "state=open"})
    client.post(SAVE, {"name": "大家的", "query": "state=overdue", "for_office": "on"})
    client.force_login(make_user(Role.DEPUTY, office))
    assert set(tabs(client)) == {"全部", "大家的"}
    client.force_login(make_user(Role.CLERK))
    assert tabs(client) == {}


def test_who_does_not_keep_the_lists_saves_only_for_himself(client, office):
    client.force_login(make_user(Role.LEADER, office))
    client.post(SAVE, {"name": "大家的", "query": "state=open", "for_office": "on"})
    assert SavedView.objects.get().user is not None


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"name": "", "query": "state=open"}, "请填写"),
        ({"name": "空的", "query": ""}, "没有筛选条件"),
        ({"name": "空的", "query": "foreign=1"}, "没有筛选条件"),
        ({"name": "已有", "query": "state=open"}, "同名"),
    ],
)
def test_a_refused_name_says_why(client, clerk, said, problem):
    client.post(SAVE, {"name": "已有", "query": "state=closed"})
    assert problem in client.post(SAVE, said, follow=True).content.decode()
    assert SavedView.objects.count() == 1


def test_no_more_than_fit(client, clerk, monkeypatch):
    monkeypatch.setattr(saved, "MOST_VIEWS", 1)
    for number in range(2):
        client.post(SAVE, {"name": f"第{number}个", "query": "state=open"})
    assert SavedView.objects.count() == 1


def test_dropping(client, clerk, office):
    client.post(SAVE, {"name": "我的", "query": "state=open"})
    client.post(SAVE, {"name": "大家的", "query": "state=open", "for_office": "on"})
    mine, shared = SavedView.objects.get(name="我的"), SavedView.objects.get(name="大家的")
    own, common = (reverse("hazards:view_drop", args=[view.pk]) for view in (mine, shared))

    client.force_login(make_user(Role.LEADER, office))
    assert client.post(own).status_code == 404
    assert "由安办工作人员删除" in client.post(common, follow=True).content.decode()
    client.force_login(make_user(Role.CLERK))
    assert client.post(common).status_code == 404
    assert SavedView.objects.count() == 2
    client.force_login(clerk)
    client.post(own)
    client.post(common)
    assert not SavedView.objects.exists()


def test_columns_are_chosen_by_each_person(client, clerk, office):
    make_hazard(office=office, by=clerk, responsible_person="某乙")
    asked = {"columns": ["responsible_person", "status", "version"], "query": "state=open"}
    assert client.post(COLUMNS, asked).url == f"{URL}?state=open"

    (row,) = client.get(URL).context["rows"]
    assert [(cell.label, cell.text or cell.word) for cell in row.cells] == [
        ("责任人", "某乙"),
        ("状态", "待整改"),
    ]
    client.force_login(make_user(Role.CLERK, office))
    (row,) = client.get(URL).context["rows"]
    assert len(row.cells) == 8


def test_no_column_chosen_means_the_usual_ones(client, clerk, office):
    make_hazard(office=office, by=clerk)
    client.post(COLUMNS, {"columns": ["status"]})
    client.post(COLUMNS, {})
    (row,) = client.get(URL).context["rows"]
    assert len(row.cells) == 8
