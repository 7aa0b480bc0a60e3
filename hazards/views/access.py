"""Which hazard, count or notice a request may reach; anything outside is a 404."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from hazards.models import Hazard, HazardCount, Notice
from hazards.workflow import Action, roles_for
from township_safety.organisation.http import UserRequest


def hazard_of(request: UserRequest, pk: int) -> Hazard:
    hazards = Hazard.objects.scoped_for(request.user)
    return get_object_or_404(hazards.whole(), pk=pk)


def count_of(request: UserRequest, pk: int) -> HazardCount:
    return get_object_or_404(HazardCount.objects.scoped_for(request.user).with_names(), pk=pk)


def notice_of(request: UserRequest, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.scoped_for(request.user).with_names(), pk=pk)


def demand_role(request: UserRequest, action: Action, office_id: int) -> None:
    """A role without this right is refused before anything is shown."""
    if not may(request, action, office_id):
        raise PermissionDenied


def may(request: UserRequest, action: Action, office_id: int) -> bool:
    return bool(request.user.roles_in(office_id) & roles_for(action))
