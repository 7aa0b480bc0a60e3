"""The one place that decides which offices' and villages' rows a person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from township_safety.organisation.roles import Role

if TYPE_CHECKING:
    from township_safety.organisation.models.people import User

_NOTHING = Q(pk__in=[])
# Roles without a view of business rows: they keep accounts or read the log.
_NO_ROWS = {Role.ADMIN, Role.AUDITOR}


def scope_condition(user: User, *, village_lookup: str | None, office_lookup: str = "office") -> Q:
    """Rows a person may see: the union over their memberships.

    A village inspector sees rows of their villages; of registers that are not divided by
    village, nothing. A district viewer sees the office and the offices below it.
    """
    condition = _NOTHING
    for membership in user.active_memberships:
        role = Role(membership.role)
        if role in _NO_ROWS:
            continue
        own = Q(**{office_lookup: membership.office_id})
        if role == Role.VIEWER:
            condition |= own | Q(**{f"{office_lookup}__parent": membership.office_id})
        elif role == Role.VILLAGE:
            if village_lookup is not None:
                villages = [village.pk for village in membership.villages.all()]
                condition |= own & Q(**{f"{village_lookup}__in": villages})
        else:
            condition |= own
    return condition


def office_condition(user: User) -> Q:
    """Offices whose whole-office figures the person may see; none for a village inspector."""
    condition = _NOTHING
    for membership in user.active_memberships:
        role = Role(membership.role)
        if role in _NO_ROWS | {Role.VILLAGE}:
            continue
        condition |= Q(pk=membership.office_id)
        if role == Role.VIEWER:
            condition |= Q(parent=membership.office_id)
    return condition
