"""Hazards due on different days stand on one notice, each with its own 整改期限."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from hazards import notice_actions
from hazards.actions import ActionDenied
from hazards.models import Notice
from hazards.paper.notice import notice_forms
from tests.documents.printed import said
from tests.factories.hazards import make_hazard, make_notice_kind
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 6)
SOON, LATE = date(2024, 3, 20), date(2024, 4, 10)


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def hazards(office):
    return [
        make_hazard(office=office, due_on=SOON, description="插座外壳破损"),
        make_hazard(office=office, due_on=LATE, description="疏散通道堆放货物"),
        make_hazard(office=office, due_on=SOON, description="没有灭火器"),
    ]


def drafted(office, clerk, hazards, **fields):
    notice = Notice(office=office, kind=make_notice_kind(), addressee="测试纺织厂", **fields)
    return notice_actions.draft_notice(notice, hazards=hazards, by=clerk)


def days(hazards):
    for hazard in hazards:
        hazard.refresh_from_db()
    return [hazard.due_on for hazard in hazards]


def test_without_a_term_of_its_own_each_item_keeps_the_hazard_s(office, clerk, hazards):
    notice = drafted(office, clerk, hazards)

    assert [item.due_on for item in notice.items.all()] == [SOON, LATE, SOON]
    notice_actions.issue_notice(notice, by=clerk, on=DAY)
    assert days(hazards) == [SOON, LATE, SOON]


def test_a_term_of_the_whole_notice_holds_for_all(office, clerk, hazards):
    notice = drafted(office, clerk, hazards, due_on=date(2024, 3, 31))

    assert {item.due_on for item in notice.items.all()} == {None}
    notice_actions.issue_notice(notice, by=clerk, on=DAY)
    assert set(days(hazards)) == {date(2024, 3, 31)}


def test_an_item_s_own_day_goes_before_the_notice_s(office, clerk, hazards):
    notice = drafted(office, clerk, hazards, due_on=date(2024, 3, 31))
    notice.items.filter(position=2).update(due_on=LATE)

    notice_actions.issue_notice(notice, by=clerk, on=DAY)

    assert days(hazards) == [date(2024, 3, 31), LATE, date(2024, 3, 31)]


def test_days_from_receipt_run_only_for_items_without_a_day(office, clerk, hazards):
    notice = drafted(office, clerk, hazards, days_to_rectify=5)
    notice.items.filter(position=2).update(due_on=LATE)
    notice = notice_actions.issue_notice(notice, by=clerk, on=DAY)
    assert days(hazards) == [SOON, LATE, SOON]

    notice_actions.serve_notice(notice, by=clerk, on=date(2024, 3, 8), service="in_person")

    assert days(hazards) == [date(2024, 3, 13), LATE, date(2024, 3, 13)]


def test_an_item_without_any_term_keeps_it_from_being_issued(office, clerk, hazards):
    notice = drafted(office, clerk, hazards)
    notice.items.filter(position=3).update(due_on=None)

    assert notice.is_without_term()
    with pytest.raises(ActionDenied, match="没有整改期限"):
        notice_actions.issue_notice(notice, by=clerk, on=DAY)


@pytest.mark.parametrize(("due_on", "is_early"), [(DAY, False), (date(2024, 3, 5), True)])
def test_no_item_is_due_before_the_day_of_issue(office, clerk, hazards, due_on, is_early):
    notice = drafted(office, clerk, hazards)
    notice.items.filter(position=1).update(due_on=due_on)

    if is_early:
        with pytest.raises(ActionDenied, match="整改期限2024-03-05早于签发日期"):
            notice_actions.issue_notice(notice, by=clerk, on=DAY)
    else:
        assert notice_actions.issue_notice(notice, by=clerk, on=DAY).number


def test_the_paper_says_each_day(office, clerk, hazards):
    notice = drafted(office, clerk, hazards)

    paper, reply = notice_forms(notice, reader=clerk)

    text = said(paper)
    assert "整改期限：2024年4月10日前" in text
    assert (
        "现要求你单位对上述第1、3项问题于2024年3月20日前、第2项问题于2024年4月10日前整改完毕。"
        in text
    )
    assert "见各项" in said(reply)
    assert "疏散通道堆放货物（期限：2024年4月10日前）" in said(reply)


def test_the_page_of_issue_leads_to_the_draft(client, office, clerk, hazards):
    notice = drafted(office, clerk, hazards)
    notice.items.filter(position=3).update(due_on=None)
    step = reverse("hazards:notice_step", args=[notice.pk, "issue"])
    edit = reverse("hazards:notice_edit", args=[notice.pk])

    page = client.get(step).content.decode()
    assert "没有整改期限，还不能签发" in page
    assert edit in page

    refused = client.post(step, {"on": "2024-03-06"})
    assert edit in refused.content.decode()
    notice.refresh_from_db()
    assert notice.number == ""


def test_the_day_of_an_item_is_typed_into_the_draft(client, office, clerk, hazards):
    notice = drafted(office, clerk, hazards[:1])
    item = notice.items.get()

    response = client.post(
        reverse("hazards:notice_edit", args=[notice.pk]),
        {
            "kind": notice.kind_id,
            "addressee": notice.addressee,
            "items-TOTAL_FORMS": 1,
            "items-INITIAL_FORMS": 1,
            "items-0-id": item.pk,
            "items-0-text": item.text,
            "items-0-demand": item.demand,
            "items-0-due_on": "2024.3.25",
        },
    )

    assert response.status_code == 302
    item.refresh_from_db()
    assert item.due_on == date(2024, 3, 25)
