"""Where the villages and some sites of the demonstration lie: invented, not on any real map."""

from __future__ import annotations

import math
from decimal import Decimal

from township_safety.desk.demo.days import dice
from township_safety.desk.demo.township import Township
from township_safety.desk.models import Place
from township_safety.organisation.models import Village
from township_safety.register.models import Site

_LONGITUDE, _LATITUDE = 112.4, 27.6
_RADIUS = 0.035
_MOST_SITES = 60


def write_places(place: Township) -> None:
    chance = dice("maps")
    villages = list(Village.objects.for_offices([place.office]).order_by("order", "pk"))
    centres = {}
    for number, village in enumerate(villages):
        angle = 2 * math.pi * number / len(villages)
        reach = _RADIUS * (0.55 + 0.45 * (number % 2))
        centres[village.pk] = (
            _LONGITUDE + reach * math.cos(angle),
            _LATITUDE + reach * math.sin(angle),
        )
    rows = [_row(place, *centres[village.pk], village=village) for village in villages]
    rated = Site.objects.for_offices([place.office]).counted().exclude(risk_level="")
    others = Site.objects.for_offices([place.office]).counted().filter(is_key_unit=True)
    sites = {site.pk: site for site in (*rated, *others) if site.village_id is not None}
    for site in list(sites.values())[:_MOST_SITES]:
        east, north = centres[site.village_id]
        spot = (east + chance.uniform(-0.008, 0.008), north + chance.uniform(-0.007, 0.007))
        rows.append(_row(place, *spot, site=site))
    Place.objects.bulk_create(rows)


def _row(place: Township, longitude: float, latitude: float, **subject: Site | Village) -> Place:
    return Place(
        office=place.office,
        longitude=Decimal(f"{longitude:.6f}"),
        latitude=Decimal(f"{latitude:.6f}"),
        **subject,
    )
