"""Who reaches what: another office's row does not exist, a role without the right is refused."""

from datetime import date

import pytest
from django.urls import reverse

from hazards import count_actions
from hazards.models import Hazard, HazardCount, Notice
from hazards.workflow import TRANSITIONS, Action, Status
from tests.factories.hazards import make_count, make_hazard, make_notice
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency, make_site
from township_safety.organisation.models import Level, Role

pytestmark = pytest.mark.django_db

STEPS = [action.value for action in TRANSITIONS if action != Action.CORRECT]


def addresses(office):
    """Every address of one row that the hazard pages have, for rows of this office."""
    hazard = make_hazard(
        Status.RECTIFIED, office=office, description="外乡机密隐患", due_on=date(2024, 4, 1)
    )
    count = make_count(office=office, note="外乡机密汇总")
    notice = make_notice(hazard, addressee="外乡机密单位")
    row = hazard.rectifications.get()
    yield reverse("hazards:detail", args=[hazard.pk])
    yield reverse("hazards:edit", args=[hazard.pk])
    yield reverse("hazards:amend", args=[hazard.pk, row.pk])
    for step in STEPS:
        yield reverse("hazards:act", args=[hazard.pk, step])
    for name in ("count", "count_edit", "count_follow", "count_void"):
        yield reverse(f"hazards:{name}", args=[count.pk])
    for name in ("notice", "notice_edit", "notice_void"):
        yield reverse(f"hazards:{name}", args=[notice.pk])
    for step in ("issue", "serve", "cancel"):
        yield reverse("hazards:notice_step", args=[notice.pk, step])
    yield reverse("hazards:notice_create") + f"?hazards={hazard.pk}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_rows_of_another_office_do_not_exist(client, method):
    client.force_login(make_user(Role.CLERK, make_office()))
    for address in addresses(make_office()):
        response = getattr(client, method)(address)
        allowed = {404, 405} if method == "post" else {404}
        assert response.status_code in allowed, address
    assert Hazard.objects.get().version == 0 or Hazard.objects.get().events.count() == 2


def test_lists_show_nothing_of_another_office(client):
    client.force_login(make_user(Role.CLERK, make_office()))
    list(addresses(make_office()))
    for name in ("list", "counts", "notices"):
        page = client.get(reverse(f"hazards:{name}")).content.decode()
        assert "外乡机密" not in page


def test_choices_of_another_office_are_refused(client):
    office, elsewhere = make_office(), make_office()
    client.force_login(make_user(Role.CLERK, office))
    theirs = {
        "village": make_village(office=elsewhere, name="外乡机密村").pk,
        "site": make_site(office=elsewhere, name="外乡机密厂").pk,
        "counted_in": make_count(office=elsewhere).pk,
        "recurs": make_hazard(office=elsewhere).number,
    }
    said = {"found_on": "2024-03-05", "description": "插座破损", "grade": "general"}
    said["rectify_mode"] = "within_limit"
    page = client.get(reverse("hazards:create")).content.decode()
    assert "外乡机密" not in page
    for name, value in theirs.items():
        response = client.post(reverse("hazards:create"), {**said, name: value})
        assert name in response.context["form"].errors, name
        assert "外乡机密" not in response.content.decode()
    assert not Hazard.objects.for_offices([office]).exists()


def test_a_referral_goes_to_an_agency_of_the_own_office(client):
    office = make_office()
    hazard = make_hazard(office=office)
    client.force_login(make_user(Role.CLERK, office))
    said = {
        "on": "2024-03-06",
        "version": 0,
        "reason": "no_power",
        "interim_measures": "设置围挡",
        "to_agency": make_agency(office=make_office()).pk,
    }
    response = client.post(reverse("hazards:act", args=[hazard.pk, "refer"]), said)
    assert "to_agency" in response.context["form"].errors


class TestVillageInspector:
    @pytest.fixture
    def office(self):
        return make_office()

    @pytest.fixture
    def village(self, office):
        return make_village(office=office, name="东山村")

    @pytest.fixture
    def inspector(self, client, office, village):
        inspector = make_user(Role.VILLAGE, office, villages=[village])
        client.force_login(inspector)
        return inspector

    def test_sees_only_the_own_villages(self, client, office, village, inspector):
        own = make_hazard(office=office, village=village, description="本村的")
        other = make_hazard(
            office=office, village=make_village(office=office), description="别村的"
        )
        nowhere = make_hazard(office=office, description="没有村的")
        page = client.get(reverse("hazards:list")).content.decode()
        assert "本村的" in page
        assert "别村的" not in page
        assert "没有村的" not in page
        assert client.get(own.get_absolute_url()).status_code == 200
        for hazard in (other, nowhere):
            assert client.get(hazard.get_absolute_url()).status_code == 404
            claim = reverse("hazards:act", args=[hazard.pk, "claim"])
            assert client.post(claim, {}).status_code == 404

    def test_enters_hazards_of_the_own_villages_only(self, client, office, village, inspector):
        said = {
            "found_on": "2024-03-05",
            "description": "插座破损",
            "grade": "general",
            "rectify_mode": "within_limit",
        }
        url = reverse("hazards:create")
        missing = client.post(url, said)
        assert "village" in missing.context["form"].errors
        foreign = client.post(url, {**said, "village": make_village(office=office).pk})
        assert "village" in foreign.context["form"].errors
        client.post(url, {**said, "village": village.pk})
        assert Hazard.objects.get().village == village

    def test_reports_rectified_but_does_not_verify(self, client, office, village, inspector):
        hazard = make_hazard(office=office, village=village)
        claim = reverse("hazards:act", args=[hazard.pk, "claim"])
        client.post(claim, {"on": "2024-03-08", "measures": "已更换", "version": 0})
        hazard.refresh_from_db()
        assert hazard.status == Status.RECTIFIED
        assert client.get(reverse("hazards:act", args=[hazard.pk, "pass"])).status_code == 403
        assert client.get(reverse("hazards:edit", args=[hazard.pk])).status_code == 403
        page = client.get(hazard.get_absolute_url()).content.decode()
        assert "复查通过" not in page


def test_the_district_sees_and_moves_nothing(client):
    district = make_office(level=Level.COUNTY)
    office = make_office(parent=district)
    hazard = make_hazard(office=office, description="下级的")
    client.force_login(make_user(Role.VIEWER, district))
    assert "下级的" in client.get(reverse("hazards:list")).content.decode()
    assert client.get(hazard.get_absolute_url()).status_code == 200
    for step in STEPS:
        assert client.post(reverse("hazards:act", args=[hazard.pk, step])).status_code == 403
    assert client.get(reverse("hazards:create")).status_code == 403
    assert client.get(reverse("hazards:edit", args=[hazard.pk])).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_keepers_of_accounts_and_of_the_log_see_no_ledger(client, role):
    office = make_office()
    hazard = make_hazard(office=office)
    client.force_login(make_user(role, office))
    for name in ("list", "counts", "notices", "create"):
        assert client.get(reverse(f"hazards:{name}")).status_code == 403
    assert client.get(hazard.get_absolute_url()).status_code == 403


def test_the_leader_voids_but_enters_nothing(client):
    office = make_office()
    hazard, count = make_hazard(office=office), make_count(office=office)
    client.force_login(make_user(Role.LEADER, office))
    assert client.get(reverse("hazards:create")).status_code == 403
    assert client.get(reverse("hazards:count_edit", args=[count.pk])).status_code == 403
    void = reverse("hazards:act", args=[hazard.pk, "void"])
    client.post(void, {"on": "2024-03-08", "reason": "重复登记", "version": 0})
    hazard.refresh_from_db()
    assert hazard.status == Status.VOIDED
    client.post(reverse("hazards:count_void", args=[count.pk]), {"reason": "重复登记"})
    count.refresh_from_db()
    assert count.is_voided


def test_phones_are_masked_for_who_may_not_see_them(client):
    office = make_office()
    village = make_village(office=office)
    hazard = make_hazard(office=office, village=village, phone="13800001234")
    client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert "13800001234" not in page
    assert "138****1234" in page
    client.force_login(make_user(Role.CLERK, office))
    assert "13800001234" in client.get(hazard.get_absolute_url()).content.decode()


@pytest.mark.parametrize("path", ["act/register/", "act/import/", "act/correct/", "act/xyz/"])
def test_unknown_steps_are_not_found(client, path):
    office = make_office()
    hazard = make_hazard(office=office)
    client.force_login(make_user(Role.CLERK, office))
    assert client.get(hazard.get_absolute_url() + path).status_code == 404


def test_signed_out_people_are_sent_to_the_door(client):
    hazard = make_hazard()
    response = client.get(hazard.get_absolute_url())
    assert response.status_code == 302
    assert "/login/" in response.url


def test_every_register_restricts_by_scope():
    """Vacuous tests prove nothing: the foreign rows of this file do exist."""
    office = make_office()
    list(addresses(office))
    entry = HazardCount.objects.get()
    count_actions.follow_up(
        entry, by=make_user(Role.CLERK, office), on=date(2024, 4, 1), rectified=1
    )
    for model in (Hazard, HazardCount, Notice):
        assert model.objects.scoped_for(make_user(Role.CLERK, office)).exists()
        assert not model.objects.scoped_for(make_user(Role.CLERK)).exists()
        assert not model.objects.scoped_for(make_user(None)).exists()
