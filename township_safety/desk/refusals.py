"""A site that refuses to be checked: its open hazards go up to the body that has the power."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from hazards.models import Hazard, Referral
from hazards.workflow import Action, roles_for
from inspections.models import Operation
from township_safety.organisation.models import User


def to_refer(operation: Operation, *, by: User) -> list[tuple[Hazard, str]]:
    """(hazard, address of its form): open, of a site that refused, and nobody above asked yet."""
    if not by.roles_in(operation.office_id) & roles_for(Action.REFER):
        return []
    sites = operation.targets.counted().refused().values("site")
    today = timezone.localdate()
    hazards = Hazard.objects.scoped_for(by).of_sites(sites).open(on=today).with_names()
    asked = {"reason": Referral.Reason.REFUSED}
    return [
        (hazard, f"{reverse('hazards:act', args=[hazard.pk, Action.REFER])}?{urlencode(asked)}")
        for hazard in hazards.not_referred(on=today).order_by("site", "found_on")
    ]
