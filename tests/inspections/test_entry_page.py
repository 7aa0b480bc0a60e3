"""One page for a whole outing: facts in groups, lines found while typing, more lines on demand."""

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections.models import Operation
from tests.desk.registers import sent
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_kind, make_result_kind, make_site, make_site_category
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

NEW = reverse("records:new", args=["operations"])


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def kind():
    return make_kind(Kind.Domain.OPERATION, "joint_enforcement", name="联合执法")


def test_every_fact_stands_in_a_group(client, clerk):
    page = client.get(NEW)
    form, groups = page.context["form"], list(page.context["groups"])
    shown = [field.name for _, fields in groups for field in fields]
    assert sorted(shown) == sorted(field.name for field in form.visible_fields())


def test_more_lines_keep_what_was_typed_and_save_nothing(client, clerk, kind):
    data = sent(client.get(NEW), kind=kind.pk, topic="头盔专项")
    page = client.post(NEW, data | {"operationtarget-0-name": "摊位", "more": "1"})

    assert [len(formset.forms) for formset in page.context["lines"]] == [8, 8]
    assert page.context["form"]["topic"].value() == "头盔专项"
    assert page.context["lines"][0].forms[0]["name"].value() == "摊位"
    assert not page.context["form"].errors
    assert not Operation.objects.exists()
    again = client.post(NEW, sent(page) | {"more": "1"})
    assert [len(formset.forms) for formset in again.context["lines"]] == [13, 13]


def test_page_does_not_list_thousands_of_sites(client, clerk, office):
    site = make_site(office=office, name="不在页面上的厂")
    assert site.name not in client.get(NEW).content.decode()


def test_chosen_site_is_shown_again_after_a_fault(client, clerk, office, kind):
    site = make_site(office=office, name="某某修理铺")
    data = sent(client.get(NEW), kind="", **{"operationtarget-0-site": site.pk})
    page = client.post(NEW, data)
    assert page.context["form"].errors
    assert site.name in page.content.decode()


def test_site_may_be_named_in_full(client, clerk, office, kind):
    site = make_site(office=office, name="某某修理铺")
    data = sent(client.get(NEW), kind=kind.pk, on=str(timezone.localdate()))
    response = client.post(NEW, data | {"operationtarget-0-site": site.name})
    assert response.status_code == 302, response.context["form"].errors
    assert Operation.objects.get().targets.get().site == site


def test_existing_line_keeps_its_site(client, clerk, office):
    operation = make_operation(office=office)
    target = make_target(operation)
    address = reverse("records:edit", args=["operations", operation.pk])
    page = client.get(address)
    assert target.site.name in page.content.decode()
    client.post(address, sent(page, topic="改题"))
    target.refresh_from_db()
    assert (target.is_voided, operation.targets.counted().count()) == (False, 1)


def test_joint_enforcement_with_six_results(client, clerk, office, kind):
    make_site_category("street_front", name="沿街门面")
    data = sent(client.get(NEW), kind=kind.pk, category="enforcement", is_joint="on")
    data = sent(client.post(NEW, data | {"more": "1"}))
    results = [
        ("educated", "教育", 86, {}),
        ("persuaded", "劝导", 120, {}),
        ("seized", "扣押", 599, {"unit": "顶", "item": "头盔"}),
        ("interviewed", "约谈", 3, {}),
        ("closed", "停业", 1, {}),
        ("fined", "罚款", 4, {"fine_amount": "2000"}),
    ]
    for number, (code, name, quantity, more) in enumerate(results):
        said = {"kind": make_result_kind(code, name=name).pk, "quantity": quantity, **more}
        data |= {f"operationresult-{number}-{key}": value for key, value in said.items()}

    response = client.post(NEW, data)

    assert response.status_code == 302, response.context["lines"][1].errors
    operation = Operation.objects.get()
    assert operation.is_joint
    assert operation.results.count() == 6
    assert operation.results.get(item="头盔").quantity == 599
