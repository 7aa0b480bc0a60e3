"""What belongs to another office can be named by no form and no filter of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms.models import ModelChoiceField
from django.urls import reverse

from hazards.models import Hazard, HazardPhoto
from inspections.models import Finding
from tests.desk.registers import sent
from tests.factories.files import make_photo
from tests.factories.hazards import make_hazard
from tests.factories.register import make_agency
from township_safety.desk.registers import registers
from township_safety.organisation.models import Membership, OwnedModel, Role
from township_safety.register.models import ReferenceModel, Sector

pytestmark = pytest.mark.django_db

PAGES = [
    ("hazards:create", ()),
    ("hazards:count_create", ()),
    ("hazards:notice_create", ()),
    ("hazards:edit", ("hazard",)),
    ("hazards:count_edit", ("count",)),
    ("hazards:notice_edit", ("notice",)),
    ("hazards:act", ("hazard", "=refer")),
    ("reports:prior_create", ()),
    *(("records:new", (f"={key}",)) for key in registers()),
    *(("records:edit", (f"={key}", key)) for key in registers()),
]


def address(rows, name, keys):
    return reverse(name, args=[k[1:] if k.startswith("=") else rows.keys[k] for k in keys])


def foreign_row(model: Any, office: Any) -> Any:
    """A row of that office, or of its own list; with a number that no own row has."""
    row = model._default_manager.filter(office=office).first()
    if hasattr(row, "number"):
        row.number = f"外{row.pk}"
        model._default_manager.filter(pk=row.pk).update(number=row.number)
    return row


def is_owned(field: Any) -> bool:
    if not isinstance(field, ModelChoiceField) or field.queryset is None:
        return False
    return issubclass(field.queryset.model, OwnedModel | ReferenceModel)


def test_no_form_takes_a_foreign_row(client, shared_world):
    own, other = shared_world.rows["own"], shared_world.rows["other"]
    make_agency(office=other.office)
    client.force_login(shared_world.people["clerk"])
    taken, tried = [], 0
    for name, keys in PAGES:
        where = address(own, name, keys)
        page = client.get(where)
        forms = [page.context["form"]]
        forms += [line for lines in page.context.get("lines", []) or [] for line in lines.forms[:1]]
        for form in forms:
            for field_name, field in form.fields.items():
                if not is_owned(field):
                    continue
                foreign = foreign_row(field.queryset.model, other.office)
                if foreign is None:
                    continue
                tried += 1
                told = getattr(foreign, getattr(field, "to_field_name", None) or "pk")
                said = sent(page, **{form.add_prefix(field_name): str(told)})
                answer = client.post(where, said)
                if answer.status_code != 200 or not refused(answer, form, field_name):
                    taken.append(f"{where} {form.add_prefix(field_name)}")
    assert not taken
    assert tried > 100


def refused(answer, form, field_name):
    """Whether the field itself is what was found wrong."""
    forms = [answer.context["form"]]
    forms += [line for lines in answer.context.get("lines", []) or [] for line in lines.forms]
    return any(each.prefix == form.prefix and field_name in each.errors for each in forms)


def test_the_ledger_asked_for_a_foreign_village_or_sector_leaves_the_question_out(
    client, shared_world
):
    other = shared_world.rows["other"]
    client.force_login(shared_world.people["clerk"])
    for query in ({"village": other.village.pk}, {"sector": other.keys["sector"]}):
        answer = client.get(reverse("hazards:list"), query)
        own = set(
            Hazard.objects.scoped_for(shared_world.people["clerk"]).values_list("pk", flat=True)
        )
        assert {row.pk for row in answer.context["rows"]} <= own
        assert answer.context["unreadable"]
        assert str(other.village) not in answer.content.decode()


@pytest.mark.parametrize("name", ["hazards:export", "hazards:counts"])
def test_a_list_asked_for_a_foreign_village_or_sector_shows_nothing(client, shared_world, name):
    other = shared_world.rows["other"]
    client.force_login(shared_world.people["clerk"])
    for query in ({"village": other.village.pk}, {"sector": other.keys["sector"]}):
        answer = client.get(reverse(name), query)
        assert answer.status_code in {200, 302}
        if answer.status_code == 200:
            context = answer.context
            assert not list(context["rows"] if "rows" in context else context["page"])
            assert str(other.village) not in answer.content.decode()


@pytest.mark.parametrize("key", registers())
def test_a_register_asked_for_a_foreign_village_names_it_nowhere(client, shared_world, key):
    other = shared_world.rows["other"]
    client.force_login(shared_world.people["clerk"])
    answer = client.get(reverse("records:list", args=[key]), {"village": other.village.pk})
    assert answer.status_code == 200
    assert str(other.village) not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
def test_a_figure_for_a_foreign_village_is_not_found(client, shared_world, role):
    other = shared_world.rows["other"]
    client.force_login(shared_world.people[role.value])
    sector = Sector.objects.get(pk=other.keys["sector"])
    days = {"first": "2024-03-01", "last": "2024-03-31"}
    for query in ({"village": other.village.name}, {"village": other.village.pk}):
        answer = client.get(reverse("reports:figure", args=["hazard.found"]), days | query)
        assert answer.status_code in {400, 404}
    where = reverse("reports:figure", args=["hazard.found"])
    assert sector.name not in client.get(where, days | {"sector": sector.code}).content.decode()


def test_a_foreign_photo_is_attached_to_nothing(client, shared_world):
    own, other = shared_world.rows["own"], shared_world.rows["other"]
    photo = make_photo(office=other.office, by=other.clerk)
    client.force_login(shared_world.people["clerk"])
    where = reverse("hazards:create")
    client.post(where, sent(client.get(where), description="插座破损", photos=[str(photo.uid)]))
    where = reverse("hazards:act", args=[own.keys["hazard"], "claim"])
    client.post(where, sent(client.get(where), measures="已更换", photos=[str(photo.uid)]))
    assert not HazardPhoto.objects.filter(file=photo).exists()


def test_a_foreign_hazard_is_found_by_no_outing_and_on_no_notice(client, shared_world):
    own, other = shared_world.rows["own"], shared_world.rows["other"]
    foreign = make_hazard(office=other.office, by=other.clerk)
    client.force_login(shared_world.people["clerk"])
    client.post(
        reverse("finding_new", args=[own.keys["operations"]]), {"hazard": foreign.number + "x"}
    )
    client.post(reverse("finding_new", args=[own.keys["operations"]]), {"hazard": foreign.pk})
    assert not Finding.objects.filter(hazard=foreign).exists()
    where = reverse("hazards:notice_create")
    answer = client.post(where, {"hazards": [foreign.pk], "addressee": "测试厂"})
    assert answer.status_code == 404


def test_an_account_is_given_no_foreign_village(client, shared_world):
    own, other = shared_world.rows["own"], shared_world.rows["other"]
    client.force_login(shared_world.people["admin"])
    where = reverse("account_edit", args=[own.keys["account"]])
    page = client.get(where)
    answer = client.post(
        where, sent(page, roles=[Role.VILLAGE.value], villages=[str(other.village.pk)])
    )
    assert "villages" in answer.context["form"].errors
    assert not Membership.objects.filter(office=own.office, villages=other.village).exists()


def test_a_lookup_finds_nothing_foreign(client, shared_world):
    other = shared_world.rows["other"]
    client.force_login(shared_world.people["clerk"])
    site = registers()["sites"].model._default_manager.get(pk=other.keys["sites"])
    answer = client.get(reverse("lookup", args=["sites"]), {"q": site.name})
    assert str(site.pk) not in {str(found["value"]) for found in answer.json()["found"]}


def test_bulk_steps_move_nothing_foreign(client, shared_world):
    other = shared_world.rows["other"]
    hazard = Hazard.objects.get(pk=other.keys["hazard"])
    before = hazard.version
    client.force_login(shared_world.people["clerk"])
    answer = client.post(
        reverse("hazards:bulk", args=["assign"]),
        {"rows": f"{hazard.pk}:{hazard.version}", "on": "2024-03-06", "due_on": "2024-04-06"},
    )
    assert answer.status_code == 404
    hazard.refresh_from_db()
    assert hazard.version == before
