"""A refusal on the spot: a photo proves it as well as a witness does."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from inspections.models import OperationTarget
from tests.factories.files import make_photo
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from township_safety.activities.models import Attachment
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

Outcome = OperationTarget.Outcome


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2024-03-05 10:00+08:00"):
        yield


@pytest.fixture
def clerk(client):
    user = make_user(Role.CLERK, make_office())
    client.force_login(user)
    return user


@pytest.fixture
def target(clerk):
    office = clerk.memberships.get().office
    outing = make_operation(office=office, village=make_village(office=office), on=date(2024, 3, 5))
    return make_target(outing, outcome=Outcome.PENDING)


def send(client, target, **said):
    address = reverse("inspections:visit", args=[target.operation_id, target.pk])
    return client.post(address, {"uid": str(uuid4()), **said})


def test_a_photo_is_proof_enough_and_stays_with_the_outing(client, clerk, target):
    photo = make_photo(office=target.office, by=clerk)
    answer = send(client, target, outcome="refused", refusal_photos=[str(photo.uid)])
    assert answer.status_code == 302
    target.refresh_from_db()
    assert (target.outcome, target.evidence) == (Outcome.REFUSED, "现场照片1张，见附件")
    kept = Attachment.objects.of(target.operation).get()
    assert (kept.file, kept.purpose) == (photo, "photo")
    assert str(target) in kept.note


def test_neither_witness_nor_photo_is_refused(client, clerk, target):
    assert "或者拍照" in send(client, target, outcome="refused").content.decode()
    target.refresh_from_db()
    assert target.outcome == Outcome.PENDING


def test_a_photo_of_a_visit_that_took_place_proves_no_refusal(client, clerk, target):
    photo = make_photo(office=target.office, by=clerk)
    send(client, target, outcome="checked", refusal_photos=[str(photo.uid)])
    assert not Attachment.objects.of(target.operation).exists()


def test_what_was_said_of_it_stays(client, clerk, target):
    photo = make_photo(office=target.office, by=clerk)
    said = {"outcome": "refused", "evidence": "执法记录仪03号"}
    send(client, target, **said, refusal_photos=[str(photo.uid)])
    target.refresh_from_db()
    assert target.evidence == "执法记录仪03号"
