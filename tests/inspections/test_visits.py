"""逐户检查: the list of an outing, the checklist at each site, what is sent once and no more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from hazards.models import Hazard
from inspections.models import (
    ChecklistAnswer,
    Finding,
    Operation,
    OperationTarget,
    Sending,
    seen_between,
)
from tests.factories.checklists import make_checklist
from tests.factories.files import distinct_picture, upload
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation, make_target, make_unnamed_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_hazard_source, make_kind, make_sector, make_site
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.models import Kind, Site

pytestmark = pytest.mark.django_db

Outcome = OperationTarget.Outcome
TODAY = timezone.localdate()


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def village(office):
    return make_village(office=office)


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office, full_name="某甲")
    client.force_login(user)
    return user


@pytest.fixture
def outing(office, village):
    make_hazard_source("daily_patrol", name="日常巡查")
    kind = make_kind(Kind.Domain.OPERATION, "daily_inspection", name="日常检查")
    return make_operation(office=office, on=TODAY, kind=kind, done_by="某甲、某乙")


@pytest.fixture
def shop(office, village, outing):
    site = make_site(
        office=office,
        name="东街便民超市",
        village=village,
        categories=("shop",),
        sector=make_sector("fire", name="消防"),
        legal_person="某丙",
    )
    return make_target(outing, site=site, outcome=Outcome.PENDING)


@pytest.fixture
def questions():
    return list(make_checklist().items.all())


def address(target):
    return reverse("inspections:visit", args=[target.operation_id, target.pk])


def told(**said):
    return {"uid": str(uuid4()), "outcome": "checked", **said}


class TestChoosing:
    def choose(self, outing, **query):
        return reverse("inspections:choose", args=[outing.pk], query=query or None)

    def test_chosen_sites_stand_on_the_list_as_not_seen(self, client, clerk, outing, office):
        sites = [make_site(office=office) for _ in range(3)]

        client.post(self.choose(outing), {"sites": [site.pk for site in sites]})

        targets = outing.targets.all()
        assert {target.outcome for target in targets} == {Outcome.PENDING}
        assert {target.site for target in targets} == set(sites)
        assert OperationTarget.objects.visits() == 0
        assert OperationTarget.objects.subjects() == 0
        assert AuditEvent.objects.filter(action="选择检查对象").exists()

    def test_choosing_twice_changes_nothing(self, client, clerk, outing, shop):
        client.post(self.choose(outing), {"sites": [shop.site_id, "x", "9" * 30]})
        assert outing.targets.count() == 1

    def test_sites_of_others_are_not_offered(self, client, clerk, outing):
        foreign = make_site()
        client.post(self.choose(outing), {"sites": [foreign.pk]})
        assert not outing.targets.exists()

    def test_by_village_category_and_not_seen_this_month(
        self, client, clerk, outing, office, village
    ):
        here = make_site(office=office, village=village, categories=("shop",), name="甲店")
        make_site(office=office, village=village, name="乙厂")
        make_site(office=office, categories=("shop",), name="丙店")
        seen = make_site(office=office, village=village, categories=("shop",), name="丁店")
        make_target(make_operation(office=office, on=TODAY), site=seen)
        refused = make_site(office=office, village=village, categories=("shop",), name="戊店")
        make_target(make_operation(office=office, on=TODAY), site=refused, outcome=Outcome.REFUSED)
        category = here.categories.get()

        page = client.get(
            self.choose(outing, village=village.pk, category=category.pk, unseen="on")
        )

        assert set(page.context["sites"]) == {here, refused}

    def test_seen_last_month_is_not_seen_this_month(self, office):
        site = make_site(office=office)
        first = TODAY.replace(day=1)
        make_target(make_operation(office=office, on=first - timedelta(days=1)), site=site)
        assert not Site.objects.filter(seen_between(first, TODAY)).exists()
        make_target(make_operation(office=office, on=first), site=site)
        assert Site.objects.filter(seen_between(first, TODAY)).get() == site

    def test_an_outing_begins_with_where_and_who(self, client, clerk, office, village):
        kind = make_kind(Kind.Domain.OPERATION, "daily_inspection", name="日常检查")

        response = client.post(
            reverse("inspections:outing_new"),
            {"on": str(TODAY), "kind": kind.pk, "village": village.pk, "done_by": "某甲"},
        )

        outing = Operation.objects.get()
        assert response.url.startswith(reverse("inspections:choose", args=[outing.pk]))
        assert (outing.office, outing.recorded_by, outing.village) == (office, clerk, village)

    def test_a_village_inspector_sets_out_in_an_own_village(self, client, office, village):
        kind = make_kind(Kind.Domain.OPERATION, "daily_inspection", name="日常检查")
        client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
        said = {"on": str(TODAY), "kind": kind.pk}

        client.post(reverse("inspections:outing_new"), said)
        assert not Operation.objects.exists()
        client.post(reverse("inspections:outing_new"), said | {"village": village.pk})
        assert Operation.objects.get().village == village


class TestVisit:
    def test_questions_follow_from_the_category(self, client, clerk, shop, questions):
        make_checklist("stations", name="加油站", categories=("petrol_station",))
        page = client.get(address(shop))
        assert page.context["form"].items == questions

    def test_answers_are_kept_and_the_visit_counts(self, client, clerk, shop, questions):
        first, second = questions
        response = client.post(
            address(shop), told(**{f"a{first.pk}": "yes", f"a{second.pk}": "na"})
        )

        assert response.url == reverse("inspections:outing", args=[shop.operation_id])
        shop.refresh_from_db()
        assert shop.outcome == Outcome.CHECKED
        assert OperationTarget.objects.visits() == 1
        assert [(a.text, a.answer) for a in shop.answers.all()] == [
            ("灭火器压力正常", "yes"),
            ("疏散通道畅通", "na"),
        ]
        assert not Hazard.objects.exists()

    def test_no_registers_the_proposed_hazard(self, client, clerk, shop, questions):
        item = questions[0]
        response = client.post(
            address(shop),
            told(
                **{
                    f"a{item.pk}": "no",
                    f"h{item.pk}-register": "on",
                    f"h{item.pk}-description": item.hazard,
                    f"h{item.pk}-measures": item.measures,
                    f"h{item.pk}-rectify_mode": "within_limit",
                    f"h{item.pk}-due_on": str(TODAY + timedelta(days=7)),
                    f"h{item.pk}-photos": upload(distinct_picture()),
                }
            ),
        )

        assert response.status_code == 302, response.context["form"].problems
        hazard = Hazard.objects.get()
        assert (hazard.description, hazard.basis) == (item.hazard, "《测试规范》第一条")
        assert (hazard.site, hazard.village) == (shop.site, shop.site.village)
        assert hazard.sector.code == "fire"
        assert hazard.source.code == "daily_patrol"
        assert hazard.inspectors == "某甲、某乙"
        assert hazard.responsible_person == "某丙"
        assert hazard.due_on == TODAY + timedelta(days=7)
        assert hazard.photos.count() == 1
        assert Finding.objects.get().target == shop
        assert shop.answers.get().hazard == hazard

    def test_no_without_the_tick_is_only_an_answer(self, client, clerk, shop, questions):
        item = questions[0]
        client.post(
            address(shop),
            told(**{f"a{item.pk}": "no", f"h{item.pk}-description": item.hazard}),
        )
        assert shop.answers.get().answer == "no"
        assert not Hazard.objects.exists()

    def test_the_proposal_of_a_yes_is_no_hazard(self, client, clerk, shop, questions):
        item = questions[0]
        client.post(
            address(shop),
            told(
                **{
                    f"a{item.pk}": "yes",
                    f"h{item.pk}-register": "on",
                    f"h{item.pk}-description": item.hazard,
                }
            ),
        )
        assert not Hazard.objects.exists()

    def test_what_the_list_did_not_ask(self, client, clerk, shop):
        client.post(
            address(shop),
            told(**{"x-register": "on", "x-description": "招牌松动", "x-rectify_mode": "on_spot"}),
        )
        hazard = Hazard.objects.get()
        assert (hazard.description, hazard.rectify_mode) == ("招牌松动", "on_spot")
        assert hazard.status == "rectified"

    def test_fault_in_a_hazard_writes_nothing(self, client, clerk, shop, questions):
        item = questions[0]
        said = told(
            **{
                f"a{item.pk}": "no",
                f"h{item.pk}-register": "on",
                f"h{item.pk}-description": item.hazard,
                f"h{item.pk}-due_on": str(TODAY - timedelta(days=1)),
            }
        )
        page = client.post(address(shop), said).content.decode()

        assert "整改期限不能早于检查日期" in page
        shop.refresh_from_db()
        assert shop.outcome == Outcome.PENDING
        assert not ChecklistAnswer.objects.exists()
        assert not Sending.objects.exists()

    @pytest.mark.parametrize("outcome", ["closed", "nobody", "moved"])
    def test_a_visit_that_did_not_happen_has_no_answers(
        self, client, clerk, shop, questions, outcome
    ):
        client.post(address(shop), told(outcome=outcome, **{f"a{questions[0].pk}": "yes"}))
        shop.refresh_from_db()
        assert shop.outcome == outcome
        assert not shop.answers.exists()
        assert OperationTarget.objects.visits() == 0

    def test_a_refusal_names_a_witness(self, client, clerk, shop):
        page = client.post(address(shop), told(outcome="refused"))
        assert "须填见证人" in page.content.decode()
        client.post(address(shop), told(outcome="refused", witness="某丁"))
        shop.refresh_from_db()
        assert (shop.outcome, shop.witness) == (Outcome.REFUSED, "某丁")

    def test_save_and_go_on_leads_to_the_next_that_is_not_seen(self, client, clerk, shop, outing):
        make_target(outing)
        following = make_target(outing, outcome=Outcome.PENDING)
        response = client.post(address(shop), told(next="1"))
        assert response.url == address(following)

    def test_an_unnamed_target_is_asked_by_its_category(self, client, clerk, outing, questions):
        target = make_unnamed_target(outing, category="shop", name="集市摊位")
        assert client.get(address(target)).context["form"].items == questions

    def test_an_open_hazard_is_shown_and_not_proposed_again(
        self, client, clerk, shop, questions, office
    ):
        old = make_hazard(
            office=office,
            site=shop.site,
            village=shop.site.village,
            description=questions[0].hazard,
        )
        form = client.get(address(shop)).context["form"]
        assert form.open_hazards == [old]
        assert form.finds[questions[0].pk].is_wanted is False
        assert form.finds[questions[1].pk].is_wanted is True


class TestSentOnce:
    def send(self, client, target, said):
        return client.post(address(target), said, headers={"accept": "application/json"})

    def said(self, item):
        return told(
            **{
                f"a{item.pk}": "no",
                f"h{item.pk}-register": "on",
                f"h{item.pk}-description": item.hazard,
            }
        )

    def test_sending_again_changes_nothing(self, client, clerk, shop, questions):
        said = self.said(questions[0])

        first = self.send(client, shop, said).json()
        again = self.send(client, shop, said).json()

        assert first == again == {"outcome": "checked", "label": "已检查", "hazards": 1}
        assert Hazard.objects.count() == 1
        assert Sending.objects.count() == 1

    def test_faults_are_told_and_the_same_may_be_sent_again(self, client, clerk, shop, questions):
        said = self.said(questions[0])
        wrong = said | {f"h{questions[0].pk}-due_on": "某天"}

        response = self.send(client, shop, wrong)
        assert response.status_code == 400
        assert response.json()["problems"]
        assert self.send(client, shop, said).status_code == 200
        assert Hazard.objects.count() == 1

    def test_a_number_used_elsewhere_is_refused(self, client, clerk, shop, outing):
        said = told()
        self.send(client, shop, said)
        other = make_target(outing, outcome=Outcome.PENDING)
        assert self.send(client, other, said).status_code == 400
        other.refresh_from_db()
        assert other.outcome == Outcome.PENDING

    def test_of_a_voided_outing_nothing_is_taken(self, client, clerk, shop, outing):
        outing.voided_at, outing.void_reason = timezone.now(), "重复"
        outing.save()
        response = self.send(client, shop, told())
        assert response.status_code in {400, 404}
        assert not Sending.objects.exists()


class TestText:
    def test_an_old_inspection_keeps_its_text(self, client, clerk, shop, questions):
        item = questions[0]
        client.post(address(shop), told(**{f"a{item.pk}": "yes"}))
        checklist = item.checklist

        response = client.post(
            reverse("inspections:item_edit", args=[checklist.pk, item.pk]),
            {
                "name": "灭火器每月检查并有记录",
                "hazard": "没有检查记录",
                "grade": "general",
                "order": 1,
            },
        )

        assert response.status_code == 302, response.context["form"].errors
        checklist.refresh_from_db()
        assert checklist.version == 2
        answer = shop.answers.get()
        assert (answer.text, answer.list_version) == ("灭火器压力正常", 1)
        client.post(address(shop), told(**{f"a{item.pk}": "no"}))
        answer.refresh_from_db()
        assert (answer.text, answer.answer) == ("灭火器压力正常", "no")
        assert item.history.count() == 2

    def test_a_new_question_is_asked_from_now_on(self, client, clerk, shop, questions):
        checklist = questions[0].checklist
        client.post(
            reverse("inspections:item_new", args=[checklist.pk]),
            {"name": "电线穿管", "hazard": "电线没有穿管", "grade": "general", "order": 9},
        )
        asked = client.get(address(shop)).context["form"].items
        assert [item.name for item in asked] == ["灭火器压力正常", "疏散通道畅通", "电线穿管"]

    def test_an_ended_question_is_asked_no_more(self, client, clerk, shop, questions):
        first = questions[0]
        first.valid_to = TODAY - timedelta(days=1)
        first.save()
        assert client.get(address(shop)).context["form"].items == questions[1:]

    def test_an_office_below_changes_own_questions_only(self, client, questions):
        below = make_office(parent=make_office())
        client.force_login(make_user(Role.CLERK, below))
        checklist = questions[0].checklist
        item = reverse("inspections:item_edit", args=[checklist.pk, questions[0].pk])
        assert client.get(item).status_code == 403
        assert (
            client.get(reverse("inspections:checklist_edit", args=[checklist.pk])).status_code
            == 403
        )
        assert client.get(reverse("inspections:item_new", args=[checklist.pk])).status_code == 200

    def test_pages_are_shown(self, client, clerk, questions, outing, shop):
        checklist = questions[0].checklist
        for name, args in (
            ("outings", []),
            ("outing", [outing.pk]),
            ("choose", [outing.pk]),
            ("outing_new", []),
            ("checklists", []),
            ("checklist", [checklist.pk]),
            ("checklist_new", []),
            ("checklist_edit", [checklist.pk]),
        ):
            assert client.get(reverse(f"inspections:{name}", args=args)).status_code == 200, name
