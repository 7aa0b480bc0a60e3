"""挂牌督办: a hazard placed on the list of a body above or beside, watched, taken off it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from hazards.models import Hazard, Listing
from hazards.steps import ActionDenied, check_day, locked, write
from hazards.workflow import Action
from township_safety.organisation.models import User


@transaction.atomic
def place_on_list(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    body: str,
    level: str,
    due_on: date | None = None,
    number: str = "",
    version: int | None = None,
) -> Hazard:
    """挂牌督办."""
    hazard = locked(hazard, Action.LIST, by=by, on=on, version=version)
    Listing.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        body=body,
        level=level,
        number=number,
        listed_on=on,
        due_on=due_on,
    )
    return write(hazard, Action.LIST, by=by, on=on, note=f"{body} {number}".strip())


@transaction.atomic
def lift_listing(
    listing: Listing, *, by: User, on: date, note: str = "", version: int | None = None
) -> Hazard:
    """解除挂牌."""
    hazard = locked(listing.hazard, Action.UNLIST, by=by, on=on, version=version)
    listing = Listing.objects.get(pk=listing.pk)
    if listing.lifted_on is not None:
        raise ActionDenied(f"{listing.body}的挂牌已于{listing.lifted_on}解除")
    check_day(on, not_before=listing.listed_on, what="解除挂牌")
    listing.lifted_on = on
    listing.save(update_fields=["lifted_on"])
    return write(hazard, Action.UNLIST, by=by, on=on, note=f"{listing.body} {note}".strip())
