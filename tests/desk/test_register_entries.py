"""Entering and changing rows: kept words, foreign keys, two people at once, filters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.desk.registers import sent
from tests.factories.activities import make_meeting
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_campaign,
    make_kind,
    make_sector,
    make_site,
    make_staff,
    make_team,
)
from township_safety.activities.models import Fund, Meeting
from township_safety.organisation.models import Role
from township_safety.register.models import Kind, Sector

pytestmark = pytest.mark.django_db


def url(name, key, row=None):
    return reverse(f"records:{name}", args=[key] if row is None else [key, row.pk])


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def meeting_data(**fields):
    kind = make_kind(Kind.Domain.MEETING)
    return {"on": "2024-03-05", "kind": kind.pk, "topic": "部署会", **fields}


# What people type


def test_wrong_input_keeps_what_was_typed(client, clerk):
    response = client.post(
        url("new", "meetings"), meeting_data(on="2024-02-30", attendee_count="二")
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "没有保存" in page
    assert 'value="2024-02-30"' in page
    assert 'value="部署会"' in page
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("typed", ["2024.3.5", "2024年3月5日", "2024/3/5", "２０２４．３．５"])
def test_dates_are_read_in_every_shape(client, clerk, typed):
    client.post(url("new", "meetings"), meeting_data(on=typed, attendee_count="１２"))

    meeting = Meeting.objects.get()
    assert meeting.on == date(2024, 3, 5)
    assert meeting.attendee_count == 12


def test_poison_characters_do_not_enter(client, clerk):
    client.post(url("new", "meetings"), meeting_data(topic="部署会\x0b\ufffe"))

    assert Meeting.objects.get().topic == "部署会"


def test_money_is_read_with_its_unit(client, clerk, office):
    purpose = make_kind(Kind.Domain.FUND_PURPOSE)

    response = client.post(
        url("new", "funds"),
        {"on": "2024-03-05", "amount": "1.5万", "source": "own", "purpose": purpose.pk},
    )

    assert response.status_code == 302, response.context["form"].errors
    assert str(Fund.objects.get().amount) == "15000.00"


def test_missing_text_is_named(client, clerk):
    response = client.post(url("new", "staff"), {"role": "staff"})

    assert "姓名" in response.content.decode()
    assert response.context["form"].errors["name"]


def test_new_entry_starts_today_and_may_repeat(client, clerk):
    form = client.get(url("new", "meetings")).context["form"]
    assert form["on"].value() == timezone.localdate()

    response = client.post(url("new", "meetings"), meeting_data(again="1"))
    following = client.get(response.url).context["form"]

    assert str(following["on"].value()) == "2024-03-05"
    assert not following["topic"].value()


def test_same_name_in_one_office_is_refused(client, clerk, office):
    make_village(office=office, name="东村")

    response = client.post(
        url("new", "villages"), {"name": "东村", "kind": "village", "order": "0"}
    )

    assert "已有同名的村" in response.content.decode()


def test_rule_of_the_register_is_told_in_words(client, clerk):
    response = client.post(
        url("new", "campaigns"),
        {"name": "夏季行动", "first_day": "2024-06-01", "last_day": "2024-05-01"},
    )

    assert "结束日期不能早于开始日期" in response.content.decode()


# Foreign keys


@pytest.mark.parametrize("field", ["village", "campaigns", "extra_sectors", "sector", "kind"])
def test_rows_of_other_offices_are_no_choice(client, clerk, office, field):
    stranger = make_office()
    make_campaign(office=office)
    make_sector()
    foreign = {
        "village": make_village(office=stranger, name="邻县村").pk,
        "campaigns": make_campaign(office=stranger, name="邻县行动").pk,
        "extra_sectors": Sector.objects.create(office=stranger, code="own", name="邻县行业").pk,
        "sector": Sector.objects.create(office=stranger, code="own2", name="邻县行业二").pk,
        "kind": Kind.objects.create(
            office=stranger, code="own", name="邻县种类", domain=Kind.Domain.MEETING
        ).pk,
    }[field]

    response = client.post(url("new", "meetings"), meeting_data(**{field: foreign}))

    assert field in response.context["form"].errors
    assert not Meeting.objects.exists()
    assert "邻县" not in client.get(url("new", "meetings")).content.decode()


@pytest.mark.parametrize(
    ("first_day", "last_day", "is_offered"),
    [
        (date(2023, 6, 1), date(2024, 1, 4), False),
        (date(2023, 6, 1), date(2024, 1, 5), True),  # sixty days before the meeting
        (date(2024, 5, 4), None, True),  # sixty days after it
        (date(2024, 5, 5), None, False),
    ],
)
def test_campaigns_of_about_that_time_may_be_ticked(
    client, clerk, office, first_day, last_day, is_offered
):
    make_campaign(office=office, first_day=date(2024, 3, 1))
    campaign = make_campaign(office=office, first_day=first_day, last_day=last_day)
    client.post(url("new", "meetings"), meeting_data(campaigns=[campaign.pk]))
    assert Meeting.objects.exists() is is_offered


def test_kind_of_another_register_is_no_choice(client, clerk):
    drill = make_kind(Kind.Domain.DRILL)

    response = client.post(url("new", "meetings"), meeting_data(kind=drill.pk))

    assert "kind" in response.context["form"].errors


def test_ended_entry_is_offered_for_its_time_only(client, clerk, office):
    sector = make_sector("old", name="旧行业", valid_to=date(2023, 12, 31))

    late = client.post(url("new", "meetings"), meeting_data(sector=sector.pk))
    assert "sector" in late.context["form"].errors
    early = client.post(url("new", "meetings"), meeting_data(sector=sector.pk, on="2023-06-01"))
    assert early.status_code == 302


def test_row_keeps_an_entry_that_ended_since(client, clerk, office):
    sector = make_sector("old", name="旧行业")
    meeting = make_meeting(office=office, sector=sector)
    sector.valid_to = date(2020, 1, 1)
    sector.save()

    data = sent(client.get(url("edit", "meetings", meeting)), topic="改题")
    client.post(url("edit", "meetings", meeting), data)

    meeting.refresh_from_db()
    assert (meeting.topic, meeting.sector) == ("改题", sector)


def test_office_and_author_are_never_taken_from_the_form(client, clerk, office):
    stranger = make_office()

    client.post(
        url("new", "meetings"),
        meeting_data(office=stranger.pk, recorded_by=make_user().pk, voided_at="2024-01-01"),
    )

    meeting = Meeting.objects.get()
    assert (meeting.office, meeting.recorded_by, meeting.voided_at) == (office, clerk, None)


# Two people at once


def test_second_save_is_stopped_and_shows_both(client, clerk, office):
    meeting = make_meeting(office=office, topic="原题", place="一楼")
    mine = sent(client.get(url("edit", "meetings", meeting)), topic="我的题")
    other = type(client)()
    other.force_login(make_user(Role.CLERK, office, full_name="某庚"))
    other.post(
        url("edit", "meetings", meeting),
        sent(other.get(url("edit", "meetings", meeting)), topic="她的题", place="二楼"),
    )

    response = client.post(url("edit", "meetings", meeting), mine)

    page = response.content.decode()
    meeting.refresh_from_db()
    assert (meeting.topic, meeting.place) == ("她的题", "二楼")
    assert "某庚刚修改过" in page
    assert {("主题", "她的题", "我的题"), ("地点", "二楼", "一楼")} <= set(
        response.context["conflicts"]
    )
    again = client.post(url("edit", "meetings", meeting), sent(response))
    assert again.status_code == 302
    meeting.refresh_from_db()
    assert meeting.topic == "我的题"


def test_form_without_its_state_is_not_trusted(client, clerk, office):
    meeting = make_meeting(office=office, topic="原题")
    data = sent(client.get(url("edit", "meetings", meeting)), topic="新题")
    del data["seen"]

    client.post(url("edit", "meetings", meeting), data)

    meeting.refresh_from_db()
    assert meeting.topic == "原题"


def test_voided_row_is_not_changed(client, clerk, office):
    meeting = make_meeting(office=office, topic="原题")
    data = sent(client.get(url("edit", "meetings", meeting)), topic="新题")
    client.post(url("void", "meetings", meeting), {"reason": "录错"})

    response = client.post(url("edit", "meetings", meeting), data, follow=True)

    meeting.refresh_from_db()
    assert meeting.topic == "原题"
    assert "不能再修改" in response.content.decode()
    twice = client.post(url("void", "meetings", meeting), {"reason": "再作废"})
    assert "已经作废" in twice.content.decode()


# History


def test_history_tells_who_changed_what(client, clerk, office):
    first, second = make_sector("fire", name="消防"), make_sector("gas", name="燃气")
    campaign = make_campaign(office=office, name="夏季行动", first_day=date(2024, 1, 1))
    client.post(url("new", "meetings"), meeting_data(sector=first.pk))
    meeting = Meeting.objects.get()
    with_tags = sent(
        client.get(url("edit", "meetings", meeting)),
        sector=second.pk,
        campaigns=[campaign.pk],
        attendee_count="30",
    )
    meeting.history.update(history_date=timezone.now() - timedelta(hours=1))
    client.post(url("edit", "meetings", meeting), with_tags)

    events = client.get(url("detail", "meetings", meeting)).context["events"]

    assert [event.title for event in events] == ["修改", "登记"]
    assert events[0].who == str(clerk)
    assert set(events[0].changes) == {
        ("行业领域", "消防", "燃气"),
        ("专项行动", "", "夏季行动"),
        ("参会人数", "", "30"),
    }


def test_phone_is_whole_only_for_those_who_need_it(client, clerk, office):
    staff = make_staff(office=office, phone="13800001234")
    assert "13800001234" in client.get(url("detail", "staff", staff)).content.decode()

    client.force_login(make_user(Role.VIEWER, office))

    for page in (url("detail", "staff", staff), url("list", "staff")):
        text = client.get(page).content.decode()
        assert "13800001234" not in text


def test_station_edits_a_row_without_seeing_the_phone(client, office):
    staff = make_staff(office=office, phone="13800001234")
    client.force_login(make_user(Role.STATION, office))

    response = client.get(url("edit", "staff", staff))
    assert "13800001234" not in response.content.decode()
    client.post(url("edit", "staff", staff), sent(response, post="干事"))

    staff.refresh_from_db()
    assert (staff.post, staff.phone) == ("干事", "13800001234")


# Lists


def test_list_is_narrowed(client, clerk, office):
    east, west = make_village(office=office), make_village(office=office)
    fire = make_sector("fire")
    kept = make_meeting(office=office, on=date(2024, 3, 5), village=east, sector=fire, topic="冬防")
    make_meeting(office=office, on=date(2024, 5, 1), village=west, topic="汛期")

    for question in (
        {"first_day": "2024-03-01", "last_day": "2024-03-31"},
        {"village": east.pk},
        {"sector": fire.pk},
        {"words": "冬防"},
    ):
        page = client.get(url("list", "meetings"), question).context["page"]
        assert list(page) == [kept], question


def test_unreadable_question_is_marked_and_answered_without_it(client, clerk, office):
    make_meeting(office=office)

    response = client.get(url("list", "meetings"), {"first_day": "2024-13-40", "page": "x"})

    assert response.status_code == 200
    assert response.context["form"].errors["first_day"]
    assert len(response.context["page"]) == 1


def test_site_name_is_searched(client, clerk, office):
    site = make_site(office=office, name="东方针织厂")
    operation = make_operation(office=office, topic="夜查")
    make_target(operation, site=site)

    assert list(client.get(url("list", "sites"), {"words": "针织"}).context["page"]) == [site]


def test_newest_comes_first_and_pages_turn(client, clerk, office):
    for day in range(1, 29):
        make_meeting(office=office, on=date(2024, 2, day))
    for day in range(1, 29):
        make_meeting(office=office, on=date(2024, 3, day))

    page = client.get(url("list", "meetings")).context["page"]
    assert page.paginator.count == 56
    assert page[0].on == date(2024, 3, 28)
    assert client.get(url("list", "meetings"), {"page": 2}).context["page"][-1].on == date(
        2024, 2, 1
    )


# Village inspectors


def test_village_inspector_works_in_own_villages(client, office):
    own, other = make_village(office=office, name="东村"), make_village(office=office, name="西村")
    mine, theirs = (
        make_meeting(office=office, village=own),
        make_meeting(office=office, village=other),
    )
    client.force_login(make_user(Role.VILLAGE, office, villages=[own]))

    assert list(client.get(url("list", "meetings")).context["page"]) == [mine]
    assert client.get(url("edit", "meetings", theirs)).status_code == 404
    for village in (other.pk, ""):
        response = client.post(url("new", "meetings"), meeting_data(village=village))
        assert "village" in response.context["form"].errors
    assert client.post(url("new", "meetings"), meeting_data(village=own.pk)).status_code == 302
    assert client.get(url("new", "campaigns")).status_code == 403
    assert client.get(url("new", "villages")).status_code == 403
    assert client.get(url("edit", "villages", own)).status_code == 403
    assert client.get(url("void", "meetings", mine)).status_code == 403


def test_team_of_another_domain_cannot_be_made(client, clerk, office):
    team = make_team(office=office)
    data = sent(client.get(url("edit", "teams", team)), kind=make_kind(Kind.Domain.DRILL).pk)

    assert "kind" in client.post(url("edit", "teams", team), data).context["form"].errors
