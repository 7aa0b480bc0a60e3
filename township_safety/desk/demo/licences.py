"""What shops of fireworks, fuel and gas are licensed to do, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township
from township_safety.register.models import SiteLicence

_YEAR = timedelta(days=365)
# Kind of site: name of the licence, its word before the number, who gives it, years.
_KINDS = {
    "fireworks_retail": ("烟花爆竹经营（零售）许可证", "云YHLS", "云溪县应急管理局", 2),
    "petrol": ("危险化学品经营许可证", "云危化经", "云溪县应急管理局", 3),
    "lpg_station": ("燃气经营许可证", "云燃经", "云溪县住房和城乡建设局", 3),
}


def site_licences(place: Township) -> Iterator[Entry[SiteLicence]]:
    chance = dice("licences")
    for kind, (name, word, body, years) in _KINDS.items():
        for number, site in enumerate(place.sites[kind], start=1):
            issued_on = place.window.first_day + timedelta(days=chance.randint(10, 300))
            # Renewed in time by all but the first shop.
            while issued_on <= place.window.last_day:
                ends_on = issued_on + years * _YEAR - timedelta(days=1)
                row = SiteLicence(
                    site=site,
                    name=name,
                    number=f"{word}{issued_on.year}{number:03d}",
                    issued_by=body,
                    issued_on=issued_on,
                    valid_until=ends_on,
                )
                yield Entry(row, place.window.moment(issued_on, chance), place.users["clerk"])
                if number == 1:
                    break
                issued_on = ends_on + timedelta(days=1)
