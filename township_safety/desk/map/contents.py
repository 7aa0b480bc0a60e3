"""Who stands on the map: villages and sites the reader may see, with their open hazards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from hazards.models import Hazard
from township_safety.desk.map.drawing import Drawing, Subject, by_degrees, on_sketch
from township_safety.desk.models import Place, SketchMap
from township_safety.organisation.models import Office, User, Village
from township_safety.register.models import Site

# Sites that stand nowhere yet, as many as fit a page.
MOST = 40


@dataclass(frozen=True)
class Township:
    """All that one map is drawn from."""

    office: Office
    sketch: SketchMap | None
    villages: list[Subject]
    sites: list[Subject]
    unplaced: list[Subject]
    more_unplaced: int

    @property
    def subjects(self) -> list[Subject]:
        return [*self.villages, *self.sites]

    @property
    def drawing_on_sketch(self) -> Drawing | None:
        return on_sketch(self.sketch, self.subjects) if self.sketch else None

    @property
    def drawing_by_degrees(self) -> Drawing:
        return by_degrees(self.subjects)

    @property
    def mixes_datums(self) -> bool:
        """Marks of both kinds stand some hundred metres apart."""
        placed = (one.place for one in self.subjects)
        return len({p.datum for p in placed if p is not None and p.longitude is not None}) > 1


def township(office: Office, *, reader: User, on: date) -> Township:
    hazards = Hazard.objects.scoped_for(reader).for_offices([office]).counted()
    counts = {
        column: (_by(column, hazards.open(on=on)), _by(column, hazards.overdue(on=on)))
        for column in ("site", "village")
    }
    sites = Site.objects.scoped_for(reader).for_offices([office]).active(on=on)
    villages = Village.objects.scoped_for(reader).for_offices([office]).active(on=on)
    places = Place.objects.for_offices([office])
    of_sites = {place.site_id: place for place in places.of_sites(sites)}
    of_villages = {place.village_id: place for place in places.of_villages()}
    placed = sites.filter(pk__in=list(of_sites))
    others = sites.exclude(pk__in=list(of_sites))
    return Township(
        office=office,
        sketch=SketchMap.objects.of_office(office),
        villages=[_village(row, of_villages.get(row.pk), counts["village"]) for row in villages],
        sites=sorted(
            (_site(row, of_sites[row.pk], counts["site"]) for row in placed),
            key=lambda one: -one.open,
        ),
        unplaced=[_site(row, None, counts["site"]) for row in others[:MOST]],
        more_unplaced=max(0, others.count() - MOST),
    )


def _by(column: str, rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))


def _site(row: Site, place: Place | None, counts: tuple[dict[int, int], ...]) -> Subject:
    opened, late = (found.get(row.pk, 0) for found in counts)
    return Subject(row, row.name, place, opened, late, reverse("site_file", args=[row.pk]))


def _village(row: Village, place: Place | None, counts: tuple[dict[int, int], ...]) -> Subject:
    opened, late = (found.get(row.pk, 0) for found in counts)
    url = f"{reverse('hazards:list')}?{urlencode({'village': row.pk, 'state': 'open'})}"
    return Subject(row, row.name, place, opened, late, url)
