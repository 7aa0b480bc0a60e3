"""Two people correct one hazard: the second sees what changed, field by field, and chooses."""

from datetime import date

import pytest
from django.urls import reverse

from hazards import actions
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_campaign, make_sector
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

TODAY = date(2024, 4, 1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def hazard(office, clerk):
    return make_hazard(
        office=office,
        by=clerk,
        place="西侧",
        inspectors="某甲",
        measures="更换",
        sector=make_sector("fire", name="消防"),
    )


@pytest.fixture
def other(office):
    return make_user(Role.CLERK, office, full_name="某戊")


@pytest.fixture
def url(hazard):
    return reverse("hazards:edit", args=[hazard.pk])


@pytest.fixture
def opened(client, clerk, hazard, url):
    """The page as the clerk opened it, before the other saved."""
    return {**filled(client.get(url).context["form"]), "reason": "填错了"}


def filled(form):
    """The fields as a browser would send them back, with what stood there before."""
    said = {}
    for bound in form:
        said[bound.html_name] = texts(bound.value())
        before = said[bound.html_name]
        if form.is_bound and bound.html_initial_name in form.data:
            before = form.data.getlist(bound.html_initial_name)
        if bound.field.show_hidden_initial:
            said[bound.html_initial_name] = before
    return said


def texts(value):
    many = value if isinstance(value, list) else [value]
    return [str(item) for item in many if item is not None and item is not False]


def changed_by(other, hazard, **values):
    actions.correct(hazard, by=other, on=TODAY, reason="错", values=values)


def sent(page):
    """What the page sends when 保存更正 is pressed without touching anything."""
    form = page.context["form"]
    said = {**filled(form), "reason": "填错了"}
    rows = form.comparisons()
    said["compared"] = [row.name for row in rows]
    said["changed_by_both"] = [row.name for row in rows if row.by_both]
    said["changed_by_me"] = [row.name for row in rows if row.only == "您" and not row.by_both]
    said |= {row.choice_name: row.picked for row in rows if row.picked}
    said |= {row.kept_name: row.kept for row in rows}
    return said


def test_each_field_is_shown_with_both_values_and_who(client, hazard, other, url, opened):
    changed_by(other, hazard, place="东侧", inspectors="某己")
    page = client.post(url, {**opened, "place": "北侧", "measures": "修好"})

    rows = {row.label: row for row in page.context["form"].comparisons()}
    assert set(rows) == {"隐患部位", "检查人", "整改措施"}
    both, theirs, mine = rows["隐患部位"], rows["检查人"], rows["整改措施"]
    assert (both.mine, both.theirs, both.picked, both.by_both) == ("北侧", "东侧", "", True)
    assert (theirs.mine, theirs.theirs) == ("某甲", "某己")
    assert (theirs.picked, theirs.only) == ("theirs", "对方")
    assert (mine.mine, mine.theirs, mine.picked, mine.only) == ("修好", "更换", "mine", "您")
    text = page.content.decode()
    assert "某戊刚修改过这条隐患（更正）" in text
    assert "两人都改了，请选择" in text
    assert both.who.startswith("某戊 ")
    hazard.refresh_from_db()
    assert hazard.place == "东侧"


def test_what_only_one_changed_is_merged(client, hazard, other, url, opened):
    changed_by(other, hazard, inspectors="某己")
    page = client.post(url, {**opened, "measures": "修好"})
    client.post(url, sent(page))
    hazard.refresh_from_db()
    assert (hazard.inspectors, hazard.measures) == ("某己", "修好")
    assert set(hazard.events.latest("pk").changes) == {"measures"}


def test_nothing_is_saved_until_the_choice_is_made(client, hazard, other, url, opened):
    changed_by(other, hazard, place="东侧")
    page = client.post(url, {**opened, "place": "北侧"})
    again = client.post(url, sent(page))
    assert "“隐患部位”两人都改了，请选择" in again.content.decode()
    (row,) = again.context["form"].comparisons()
    assert (row.mine, row.theirs, row.by_both) == ("北侧", "东侧", True)
    hazard.refresh_from_db()
    assert hazard.place == "东侧"


@pytest.mark.parametrize(("choice", "place"), [("mine", "北侧"), ("theirs", "东侧")])
def test_the_choice_holds(client, hazard, other, url, opened, choice, place):
    changed_by(other, hazard, place="东侧")
    page = client.post(url, {**opened, "place": "北侧", "measures": "修好"})
    client.post(url, {**sent(page), "choice-place": choice})
    hazard.refresh_from_db()
    assert (hazard.place, hazard.measures) == (place, "修好")


def test_the_change_of_the_other_can_be_taken_back(client, hazard, other, url, opened):
    changed_by(other, hazard, inspectors="某己", place="东侧")
    page = client.post(url, {**opened, "measures": "修好"})
    client.post(url, {**sent(page), "choice-inspectors": "mine"})
    hazard.refresh_from_db()
    assert (hazard.inspectors, hazard.place, hazard.measures) == ("某甲", "东侧", "修好")


def test_what_is_typed_after_the_conflict_counts(client, hazard, other, url, opened):
    changed_by(other, hazard, place="东侧")
    page = client.post(url, {**opened, "place": "北侧"})
    client.post(url, {**sent(page), "choice-place": "mine", "place": ["东北角"]})
    hazard.refresh_from_db()
    assert hazard.place == "东北角"


def test_what_i_changed_alone_can_be_given_up(client, hazard, other, url, opened):
    changed_by(other, hazard, inspectors="某己")
    page = client.post(url, {**opened, "measures": "修好", "note": "另记"})
    client.post(url, {**sent(page), "choice-measures": "theirs"})
    hazard.refresh_from_db()
    assert (hazard.measures, hazard.note) == ("更换", "另记")


def test_a_refused_page_keeps_what_was_typed(client, hazard, other, url, opened):
    changed_by(other, hazard, place="东侧")
    page = client.post(url, {**opened, "place": "北侧"})
    again = client.post(url, {**sent(page), "choice-place": "theirs", "reason": ""})
    form = again.context["form"]
    assert form["place"].value() == "北侧"
    assert [row.picked for row in form.comparisons()] == ["theirs"]


def test_the_same_change_by_both_is_none(client, hazard, other, url, opened):
    changed_by(other, hazard, place="东侧")
    page = client.post(url, {**opened, "place": "东侧", "measures": "修好"})
    assert [row.name for row in page.context["form"].comparisons()] == ["measures"]


def test_names_of_rows_are_compared_by_name(client, office, hazard, other, url, opened):
    changed_by(other, hazard, sector=make_sector("gas", name="燃气"))
    road = make_sector("road", name="道路交通")
    page = client.post(url, {**opened, "sector": road.pk})
    (row,) = page.context["form"].comparisons()
    assert (row.mine, row.theirs) == ("道路交通", "燃气")
    client.post(url, {**sent(page), "choice-sector": "mine"})
    hazard.refresh_from_db()
    assert hazard.sector == road


def test_tags_are_compared_as_a_whole(client, office, clerk, hazard, other, url):
    first, second = (make_campaign(office=office, name=name) for name in ("甲", "乙"))
    opened = {**filled(client.get(url).context["form"]), "reason": "填错了"}
    changed_by(other, hazard, campaigns=[first])
    page = client.post(url, {**opened, "campaigns": [second.pk]})
    (row,) = page.context["form"].comparisons()
    assert (row.mine, row.theirs, row.by_both) == ("乙", "甲", True)
    client.post(url, {**sent(page), "choice-campaigns": "theirs", "measures": ["修好"]})
    assert [tag.name for tag in hazard.campaigns.all()] == ["甲"]


def test_a_third_person_is_compared_with_again(client, office, hazard, other, url, opened):
    changed_by(other, hazard, place="东侧")
    page = client.post(url, {**opened, "place": "北侧"})
    third = make_user(Role.CLERK, office, full_name="某庚")
    hazard.refresh_from_db()
    changed_by(third, hazard, place="南侧")
    again = client.post(url, {**sent(page), "choice-place": "mine"})
    (row,) = again.context["form"].comparisons()
    assert (row.mine, row.theirs, row.picked) == ("北侧", "南侧", "")
    assert row.who.startswith("某庚 ")
    client.post(url, {**sent(again), "choice-place": "mine"})
    hazard.refresh_from_db()
    assert hazard.place == "北侧"


def test_altered_names_choose_nothing(client, hazard, other, url, opened):
    changed_by(other, hazard, place="东侧")
    said = {**opened, "place": "北侧", "compared": ["version", "nothing"], "choice-version": "mine"}
    page = client.post(url, said)
    assert page.status_code == 200
    hazard.refresh_from_db()
    assert hazard.place == "东侧"
