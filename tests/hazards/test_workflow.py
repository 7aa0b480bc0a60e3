"""Every action, from every status, by every role: exactly these moves succeed."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command

from hazards import actions, workflow
from hazards.actions import ActionDenied
from hazards.models import Listing, Referral
from hazards.workflow import OTHER_ROLES, TRANSITIONS, UNCLOSED, Action, Status
from tests.factories.hazards import CLOSED_ON, FOUND_ON, act, make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

OPEN, RECTIFIED, CLOSED, VOIDED = Status.OPEN, Status.RECTIFIED, Status.CLOSED, Status.VOIDED
OFFICE = [Role.CLERK, Role.DEPUTY]
FIELD = [*OFFICE, Role.VILLAGE, Role.STATION]

# (from, action): (to, who). Written by hand from what the office does, not from the table.
MOVES = {
    (OPEN, Action.ASSIGN): (OPEN, OFFICE),
    (OPEN, Action.EXTEND): (OPEN, OFFICE),
    (OPEN, Action.CLAIM): (RECTIFIED, FIELD),
    (OPEN, Action.CORRECT): (OPEN, OFFICE),
    (OPEN, Action.LEVEL): (OPEN, OFFICE),
    (OPEN, Action.LIST): (OPEN, OFFICE),
    (OPEN, Action.PROGRESS): (OPEN, OFFICE),
    (OPEN, Action.LIST_EXTEND): (OPEN, OFFICE),
    (OPEN, Action.REFER): (OPEN, OFFICE),
    (OPEN, Action.URGE): (OPEN, OFFICE),
    (OPEN, Action.REPLY): (OPEN, OFFICE),
    (OPEN, Action.VOID): (VOIDED, [*OFFICE, Role.LEADER]),
    (RECTIFIED, Action.PASS): (CLOSED, OFFICE),
    (RECTIFIED, Action.FAIL): (OPEN, OFFICE),
    (RECTIFIED, Action.CORRECT): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.LEVEL): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.LIST): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.PROGRESS): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.LIST_EXTEND): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.ACCEPT): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.UNLIST): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.REFER): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.URGE): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.REPLY): (RECTIFIED, OFFICE),
    (RECTIFIED, Action.VOID): (VOIDED, [*OFFICE, Role.LEADER]),
    (CLOSED, Action.CORRECT): (CLOSED, OFFICE),
    (CLOSED, Action.LEVEL): (CLOSED, OFFICE),
    (CLOSED, Action.ACCEPT): (CLOSED, OFFICE),
    (CLOSED, Action.UNLIST): (CLOSED, OFFICE),
    (CLOSED, Action.REPLY): (CLOSED, OFFICE),
    (CLOSED, Action.VOID): (VOIDED, [*OFFICE, Role.LEADER]),
}
ALLOWED = {
    (source, action, role): target
    for (source, action), (target, roles) in MOVES.items()
    for role in roles
}
EVERYTHING = set(product(Status, TRANSITIONS, Role))


def hazard_with_everything(status: Status, office):
    """With a deadline, a listing that can be lifted and a referral: only status and role decide."""
    hazard = make_hazard(status, office=office, due_on=date(2024, 3, 20))
    listing = Listing.objects.create(
        office=office,
        hazard=hazard,
        body="测试县安委办",
        level="county",
        listed_on=FOUND_ON,
        due_on=date(2024, 3, 20),
    )
    listing.acceptances.create(office=office, on=CLOSED_ON, people="某丙", outcome="passed")
    Referral.objects.create(
        office=office,
        hazard=hazard,
        to_agency=make_agency(office=office),
        referred_on=FOUND_ON,
        reason="no_power",
    )
    return hazard


@pytest.mark.parametrize(("status", "action", "role"), sorted(ALLOWED))
def test_allowed_move(status, action, role):
    office = make_office()
    hazard, actor = hazard_with_everything(status, office), make_user(role, office)

    hazard = act(hazard, action, by=actor)

    hazard.refresh_from_db()
    assert hazard.status == ALLOWED[status, action, role]
    latest = hazard.events.latest("pk")
    assert (latest.action, latest.by, latest.on) == (action, actor, CLOSED_ON)


@pytest.mark.parametrize(("status", "action", "role"), sorted(EVERYTHING - set(ALLOWED)))
def test_denied_move_changes_nothing(status, action, role):
    office = make_office()
    hazard = hazard_with_everything(status, office)
    before = (hazard.status, hazard.version, hazard.events.count(), hazard.deadlines.count())

    with pytest.raises(ActionDenied):
        act(hazard, action, by=make_user(role, office))

    hazard.refresh_from_db()
    after = (hazard.status, hazard.version, hazard.events.count(), hazard.deadlines.count())
    assert after == before


@pytest.mark.parametrize("action", TRANSITIONS)
def test_a_clerk_of_another_office_moves_nothing(action):
    office = make_office()
    sources = TRANSITIONS[action].sources
    status = next(status for status in Status if status in sources)
    hazard = hazard_with_everything(status, office)
    with pytest.raises(ActionDenied, match="您的角色不能"):
        act(hazard, action, by=make_user(Role.CLERK, make_office()))


def test_every_unclosed_status_can_be_left_and_a_voided_one_cannot():
    left = {source for step in TRANSITIONS.values() if step.target for source in step.sources}
    assert left >= UNCLOSED
    assert not any(VOIDED in step.sources for step in TRANSITIONS.values())


def test_every_action_is_in_exactly_one_table():
    by_import_only = {Action.IMPORT}
    assert set(TRANSITIONS) | set(OTHER_ROLES) | by_import_only == set(Action)
    assert not set(TRANSITIONS) & set(OTHER_ROLES)


@pytest.mark.parametrize("role", Role)
def test_who_may_register(role):
    office = make_office()
    by = make_user(role, office)
    if role in FIELD:
        assert make_hazard(office=office, by=by).recorded_by == by
    else:
        with pytest.raises(ActionDenied, match="不能登记"):
            make_hazard(office=office, by=by)


def test_who_reported_it_put_right_does_not_verify():
    office = make_office()
    clerk = make_user(Role.CLERK, office)
    hazard = make_hazard(Status.RECTIFIED, office=office, by=clerk)
    with pytest.raises(ActionDenied, match="应由另一人复查"):
        actions.pass_check(hazard, by=clerk, on=CLOSED_ON)
    office.same_person_may_verify = True
    office.save()
    assert actions.pass_check(hazard, by=clerk, on=CLOSED_ON).status == CLOSED


def test_the_diagram_in_the_repository_is_the_present_table(tmp_path):
    fresh = tmp_path / "workflow.md"
    call_command("workflow_diagram", output=fresh)
    kept = Path(workflow.__file__).with_suffix(".md")
    assert fresh.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8")
