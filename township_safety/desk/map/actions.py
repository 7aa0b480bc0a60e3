"""Setting a place on the map, and the sketch under it."""

from __future__ import annotations

from django.db import transaction

from township_safety.desk.map.pictures import jpeg_size
from township_safety.desk.models import Place, SketchMap
from township_safety.organisation import audit, files
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, StoredFile, User, Village
from township_safety.register.models import Site


def place_of(subject: Site | Village) -> Place:
    """The place of a village or a site; a new one that is not saved yet when it has none."""
    key = {"site": subject} if isinstance(subject, Site) else {"village": subject}
    known = Place.objects.filter(**key).first()
    return known or Place(office=subject.office, **key)


@transaction.atomic
def keep_place(place: Place, *, by: User) -> Place:
    place._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    place.save()
    audit.record("标注地图位置", by=by, office=place.office_id, target=place, summary=str(place))
    return place


def put_on_sketch(place: Place, *, x: int, y: int, by: User) -> Place:
    """Per mille of the sketch's sides, from the upper left corner."""
    if not (0 <= x <= 1000 and 0 <= y <= 1000):
        raise Refused("点在草图外面，请点在图上。")
    place.x, place.y = x, y
    return keep_place(place, by=by)


@transaction.atomic
def keep_sketch(picture: StoredFile, *, office: Office, by: User) -> SketchMap:
    """The office's one sketch; places in per mille stay where they were."""
    with picture.file.open("rb") as content:
        try:
            width, height = jpeg_size(content.read())
        except ValueError as problem:
            raise Refused(str(problem)) from problem
    (picture,) = files.claim([picture], office_id=office.pk, by=by)
    sketch = SketchMap.objects.select_for_update().filter(office=office).first()
    sketch = sketch or SketchMap(office=office)
    sketch.picture, sketch.width, sketch.height = picture, width, height
    sketch._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    sketch.save()
    audit.record("更换地图草图", by=by, office=office, target=sketch, summary=picture.name)
    return sketch
