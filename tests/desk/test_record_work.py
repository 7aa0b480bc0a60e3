"""登记工作: whatever was done is entered on one page, one thing after the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from inspections.models import Operation
from tests.desk.registers import make_row, sent
from tests.factories.activities import make_meeting
from tests.factories.files import picture, upload
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_kind, make_result_kind, make_site
from township_safety.activities.models import Attachment, HouseholdSurvey, Meeting, SignedLetter
from township_safety.desk.record_work import SHORT
from township_safety.desk.record_work_forms import short_form
from township_safety.desk.registers import registers
from township_safety.organisation import audit
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def short(key):
    return reverse("record_short", args=[key])


def keys(response):
    return [choice.key for choice in response.context["choices"].first]


def meeting_data(**fields):
    kind = make_kind(Kind.Domain.MEETING)
    data = {"on": "2024-03-05", "kind": kind.pk, "topic": "部署会", "file-purpose": "photo"}
    return data | fields


# What is asked


@pytest.mark.parametrize("key", SHORT)
def test_the_short_form_asks_all_that_must_be_known(key):
    sheet = registers()[key]
    asked = set(short_form(sheet).base_fields)

    required = {
        field.name
        for field in sheet.model._meta.concrete_fields
        if field.editable and not field.blank and not field.has_default() and not field.primary_key
    }
    assert required - {"office"} <= asked


@pytest.mark.parametrize("key", SHORT)
def test_a_rule_between_columns_is_told_on_the_form(key):
    """A rule that names a column not asked for would be told by the database only."""
    sheet = registers()[key]
    asked = set(short_form(sheet).base_fields) | {"office", "voided_at", "void_reason"}

    for constraint in sheet.model._meta.constraints:
        names = {name for name in named(constraint) if not is_usual(sheet.model, name, asked)}
        assert names <= asked or not names & asked, constraint.name


def named(constraint):
    if isinstance(constraint, models.UniqueConstraint):
        return set(constraint.fields)
    return {path[0].partition("__")[0] for path in leaves(constraint.condition)}


def leaves(condition):
    for child in condition.children:
        yield from leaves(child) if isinstance(child, models.Q) else [child]


def is_usual(model, name, asked):
    """Not asked, and its usual value breaks no rule by itself."""
    field = model._meta.get_field(name)
    return name not in asked and (field.has_default() or field.null or field.blank)


def test_every_kind_opens_in_place(client, clerk, office):
    for key in SHORT:
        page = client.get(short(key))
        assert page.status_code == 200, key
        assert 'id="entry"' in page.content.decode()


def test_what_has_no_short_form_is_not_found(client, clerk):
    assert client.get(short("plan_items")).status_code == 404
    assert client.get(short("hazards")).status_code == 404


def test_a_village_inspector_enters_only_what_is_divided_by_village(client, office):
    village = make_village(office=office)
    client.force_login(make_user(Role.VILLAGE, office, villages=[village]))

    assert client.get(short("meetings")).status_code == 200
    assert client.get(short("funds")).status_code == 200
    assert client.get(short("rosters")).status_code == 403
    assert "rosters" not in keys(client.get(reverse("record_work")))


# Entering


def test_saved_and_on_to_the_next(client, clerk):
    response = client.post(short("meetings"), meeting_data(), follow=True)

    meeting = Meeting.objects.get()
    assert (meeting.recorded_by, meeting.topic) == (clerk, "部署会")
    form = response.context["form"]
    assert str(form["on"].value()) == "2024-03-05"
    assert not form["topic"].value()
    assert "已登记会议" in response.content.decode()
    assert [row.text for row in response.context["entered"]] == [str(meeting)]


def test_starts_today_and_where_typing_starts(client, clerk):
    form = client.get(short("meetings")).context["form"]

    assert form["on"].value() == timezone.localdate()
    assert form.fields["kind"].widget.attrs.get("autofocus")


def test_wrong_input_keeps_what_was_typed(client, clerk):
    response = client.post(short("meetings"), meeting_data(on="2024-02-30"))

    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="部署会"' in page
    assert 'value="2024-02-30"' in page
    assert not Meeting.objects.exists()


def test_a_photo_goes_with_it(client, clerk):
    client.post(short("meetings"), meeting_data(**{"file-attached": upload(picture(), "会场.jpg")}))

    attachment = Attachment.objects.get()
    assert attachment.carrier == Meeting.objects.get()
    assert attachment.purpose == "photo"


def test_a_file_that_cannot_be_kept_keeps_the_entry_open(client, clerk):
    bad = upload(b"MZ", "会场.exe")
    response = client.post(short("meetings"), meeting_data(**{"file-attached": bad}))

    assert "会场.exe" in response.content.decode()
    assert not Meeting.objects.exists()
    assert not Attachment.objects.exists()


def test_households_are_entered_in_short(client, clerk, office):
    item = make_kind(Kind.Domain.SURVEY_ITEM)
    village = make_village(office=office)
    data = {"on": "2024-03-05", "item": item.pk, "households": "126", "village": village.pk}

    client.post(short("surveys"), {**data, "file-purpose": "photo"})

    survey = HouseholdSurvey.objects.get()
    assert (survey.households, survey.village) == (126, village)


def test_a_letter_without_counterparty_is_told(client, clerk):
    kind = make_kind(Kind.Domain.LETTER)
    data = {
        "letter_class": "responsibility", "kind": kind.pk, "year": "2024", "copies": "1",
        "signed_on": "2024-01-08", "file-purpose": "photo",
    }  # fmt: skip
    response = client.post(short("letters"), data)

    assert "四项中须填且只填一项" in response.content.decode()
    assert not SignedLetter.objects.exists()


def test_an_inspection_with_one_target_and_one_result(client, clerk, office):
    site = make_site(office=office)
    fined = make_result_kind("fine", name="罚款")
    page = client.get(short("operations"))
    kind = make_kind(Kind.Domain.OPERATION)
    data = sent(
        page,
        **{
            "kind": kind.pk,
            "category": "inspection",
            "operationtarget-0-site": site.pk,
            "operationresult-0-kind": fined.pk,
            "operationresult-0-fine_amount": "2000",
            "file-purpose": "photo",
        },
    )
    response = client.post(short("operations"), data)

    assert response.status_code == 302, response.context["form"].errors
    operation = Operation.objects.get()
    assert operation.targets.get().site == site
    assert operation.results.get().fine_amount == 2000


def test_the_long_form_takes_over_what_was_typed(client, clerk):
    data = meeting_data(longer="1")
    response = client.post(reverse("records:new", args=["trainings"]), data)

    form = response.context["form"]
    assert response.status_code == 200
    assert form["topic"].value() == "部署会"
    assert form["sessions"].value() == "1"
    assert not form.errors
    assert not Meeting.objects.exists()


# What was entered


def test_the_kind_entered_last_stands_first(client, clerk, office):
    assert keys(client.get(reverse("record_work")))[0] == "hazards"

    client.post(short("meetings"), meeting_data())

    page = client.get(reverse("record_work"))
    assert keys(page)[:2] == ["meetings", "hazards"]
    assert [choice.number for choice in page.context["choices"].first] == list(range(1, 10))


def test_what_others_entered_or_was_voided_or_is_of_yesterday_is_not_mine_of_today(
    client, clerk, office
):
    make_meeting(office=office, topic="别人登记的")
    client.post(short("meetings"), meeting_data(topic="作废的"))
    client.post(short("meetings"), meeting_data(topic="昨天的"))
    client.post(short("meetings"), meeting_data(topic="今天的"))
    today = timezone.now()
    Meeting.objects.filter(topic="作废的").update(voided_at=today, void_reason="登错")
    Meeting.objects.filter(topic="昨天的").update(recorded_at=today - timedelta(days=1))

    entered = client.get(reverse("record_work")).context["entered"]

    assert [row.text for row in entered] == ["2024-03-05 今天的"]
    assert client.get(entered[0].amend_url).status_code == 200


def test_hazards_of_today_stand_there_too(client, clerk, office):
    hazard = make_hazard(office=office, by=clerk)

    (entered,) = client.get(reverse("record_work")).context["entered"]

    assert entered.url == hazard.get_absolute_url()
    assert client.get(entered.amend_url).status_code == 200


def test_asks_few_questions_of_the_database(client, clerk, office, django_assert_max_num_queries):
    for key in SHORT:
        row = make_row(key, office)
        type(row).objects.filter(pk=row.pk).update(recorded_by=clerk)
        audit.record("登记", by=clerk, office=office, target=row)

    with django_assert_max_num_queries(50):
        page = client.get(reverse("record_work"))
    assert len(page.context["entered"]) == 15
