"""Voiding a row: a reason, once, in the log and in the row's history."""

from __future__ import annotations

import pytest

from tests.factories.activities import make_meeting
from tests.factories.organisation import make_office, make_user
from township_safety.activities.models import Meeting
from township_safety.organisation.actions import Refused, void_row
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting(office=make_office())


def test_voided_row_leaves_the_figures_and_keeps_its_history(meeting):
    clerk = make_user(Role.CLERK, meeting.office)

    void_row(meeting, by=clerk, reason=" 重复登记 ")

    assert not Meeting.objects.counted().exists()
    newest = meeting.history.latest()
    assert (newest.void_reason, newest.history_user) == ("重复登记", clerk)
    line = AuditEvent.objects.get(action="误录作废")
    assert (line.office, line.by, line.target_id) == (meeting.office, clerk, str(meeting.pk))


@pytest.mark.parametrize("reason", ["", "  ", "\u3000"])
def test_a_reason_is_demanded(meeting, reason):
    with pytest.raises(Refused, match="原因"):
        void_row(meeting, by=make_user(), reason=reason)

    assert Meeting.objects.counted().exists()
    assert not AuditEvent.objects.exists()


def test_a_row_is_voided_once(meeting):
    void_row(meeting, by=make_user(), reason="录错")

    with pytest.raises(Refused, match="已经作废"):
        void_row(meeting, by=make_user(), reason="又一次")

    meeting.refresh_from_db()
    assert meeting.void_reason == "录错"
