"""The page of an outing: totals in their own units, lines, what it found."""

from datetime import date

import pytest
from django.urls import reverse

from inspections.record import totals
from tests.factories.checklists import make_checklist
from tests.factories.hazards import make_count, make_hazard
from tests.factories.inspections import (
    make_finding,
    make_operation,
    make_result,
    make_target,
    make_unnamed_target,
)
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_result_kind
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 5)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def outing(office):
    return make_operation(office=office, on=DAY)


def page_of(client, outing):
    return client.get(reverse("records:detail", args=["operations", outing.pk]))


def test_totals_stand_in_their_own_units(office, outing):
    make_target(outing)
    make_target(outing, outcome="closed")
    make_target(outing, outcome="pending")
    make_unnamed_target(outing, quantity=12)
    helmets = make_result_kind("seized", name="扣押", unit="件")
    for number in (500, 99):
        make_result(outing, kind=helmets, quantity=number, unit="顶", item="头盔")
    make_result(outing, kind=make_result_kind("fined", name="罚款处罚", unit="起"), fine_amount=500)
    make_finding(outing, hazard=make_hazard(office=office, found_on=DAY))
    make_finding(outing, hazard_count=make_count(office=office, on=DAY, found=7))

    said = [(total.label, total.value, total.unit, total.note) for total in totals(outing)]

    assert said == [
        ("检查", 13, "家次", "未查1家，未能检查1家"),
        ("检查对象", 13, "家", ""),
        ("发现隐患", 8, "处", "其中只登数7处"),
        ("扣押", 599, "顶", ""),
        ("罚款处罚", 1, "起", ""),
        ("罚款", "500", "元", ""),
    ]


def test_a_count_of_hazards_is_tied_to_the_outing(client, clerk, office, outing):
    count = make_count(office=office, on=DAY, found=7)
    earlier = make_count(office=office, on=date(2024, 3, 4), found=2)
    foreign = make_count(on=DAY, found=3)
    address = reverse("finding_new", args=[outing.pk])
    form = page_of(client, outing).context["finding_form"]
    assert list(form.fields["count"].queryset) == [count]

    for wrong in ({}, {"count": earlier.pk}, {"count": foreign.pk}):
        client.post(address, wrong)
    assert not outing.findings.exists()
    client.post(address, {"count": count.pk})

    assert outing.findings.get().hazard_count == count
    page = page_of(client, outing)
    assert not page.context["finding_form"].fields["count"].queryset.exists()
    assert page.context["totals"][2].value == 7


def test_what_was_answered_no_stands_on_the_page(client, clerk, office, outing):
    target = make_target(outing)
    item = make_checklist().items.first()
    target.answers.create(
        office=office,
        item=item,
        list_name="小商店",
        list_version=1,
        text="当日的文字",
        answer="no",
        note="一楼",
    )
    text = page_of(client, outing).content.decode()
    assert "当日的文字" in text
    assert reverse("inspections:outing", args=[outing.pk]) in text


def test_who_only_reads_is_offered_no_outing(client, office, outing):
    client.force_login(make_user(Role.LEADER, office))
    assert (
        reverse("inspections:outing", args=[outing.pk])
        not in page_of(client, outing).content.decode()
    )
