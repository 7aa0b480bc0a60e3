"""Major hazards typed among others, kept in the session until each is entered by itself."""

from __future__ import annotations

from typing import Any

from township_safety.organisation.http import UserRequest
from township_safety.organisation.models import StoredFile

_LEFT = "major_hazards_left"


def keep(request: UserRequest, typed: list[dict[str, Any]]) -> None:
    request.session[_LEFT] = typed


def number_left(request: UserRequest) -> int:
    return len(request.session.get(_LEFT, []))


def first_left(request: UserRequest) -> dict[str, Any]:
    """As first values of the form; the photos are those uploaded already."""
    kept = request.session.get(_LEFT, [])
    if not kept:
        return {}
    mine = StoredFile.objects.scoped_for(request.user)
    photos = mine.in_bulk(kept[0]["photos"], field_name="uid")
    return {**kept[0], "photos": list(photos.values())}


def drop_first(request: UserRequest) -> None:
    request.session[_LEFT] = request.session.get(_LEFT, [])[1:]
