"""承办人: who of the office's people can see to which hazards, and whom a list can be asked for."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from hazards.models import Hazard
from hazards.workflow import Action, roles_for
from township_safety.organisation.models import User
from township_safety.organisation.roles import Role


def people_of(offices: Collection[int]) -> QuerySet[User]:
    """All who may be given a hazard there, and those who left with hazards in their name."""
    held = Q(memberships__office__in=offices, memberships__role__in=roles_for(Action.CLAIM))
    given = Hazard.objects.for_offices(offices).filter(assigned_to=OuterRef("pk"))
    return User.objects.filter(held | Q(Exists(given))).distinct().order_by("full_name", "pk")


def able_to_see_to(hazards: Collection[Hazard], *, office_id: int) -> QuerySet[User]:
    """Who can be given at least one of them; a village inspector those of the own village."""
    there = Q(memberships__office=office_id)
    wide = there & Q(memberships__role__in=roles_for(Action.CLAIM) - {Role.VILLAGE})
    villages = {hazard.village_id for hazard in hazards} - {None}
    local = there & Q(memberships__role=Role.VILLAGE, memberships__villages__in=villages)
    people = User.objects.filter(wide | local, is_active=True)
    return people.distinct().order_by("pk")
