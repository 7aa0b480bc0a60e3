"""The scores of a quarter as the ledger has them now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from township_safety.desk.models import Part, Who
from township_safety.desk.scores import rows
from township_safety.desk.scores.points import PartScore, Total, ranked, weigh
from township_safety.organisation.models import Office, Village
from township_safety.periods import Period
from township_safety.register.models import Agency

# Hazards are put right by villages; a station has none of its own in the ledger.
PARTS: dict[str, tuple[Part, ...]] = {
    Who.VILLAGE: tuple(Part),
    Who.STATION: (Part.LETTERS, Part.INSPECTIONS, Part.RETURNS),
}


def scores_of(
    office: Office, who: str, quarter: Period, *, weights: Mapping[str, int], today: date
) -> list[Total]:
    """Ranked. The queries depend on the duties and months, not on the villages or hazards."""
    gathered = _of_villages if who == Who.VILLAGE else _of_stations
    found = gathered(office, quarter, today)
    names = _names(office, who, quarter)
    return ranked(
        [
            weigh(Total(key, name, [_part(found, part, key) for part in PARTS[who]]), weights)
            for key, name in names.items()
        ]
    )


def _part(found: Mapping[Part, rows.Parts], part: Part, key: int) -> PartScore:
    return found[part].get(key) or PartScore(part)


def _of_villages(office: Office, quarter: Period, today: date) -> dict[Part, rows.Parts]:
    keys = rows.village_keys(office, quarter)
    return {
        Part.LETTERS: rows.letters(office, quarter, today=today, column="village"),
        Part.INSPECTIONS: rows.inspections(office, quarter, today=today, villages=keys),
        Part.CLOSURE: rows.closure(office, quarter, today=today),
        Part.OVERDUE: rows.overdue(office, quarter, today=today),
        Part.RETURNS: rows.village_reports(office, quarter, today=today),
    }


def _of_stations(office: Office, quarter: Period, today: date) -> dict[Part, rows.Parts]:
    return {
        Part.LETTERS: rows.letters(office, quarter, today=today, column="agency"),
        Part.INSPECTIONS: rows.inspections(office, quarter, today=today),
        Part.RETURNS: rows.station_reports(office, quarter, today=today),
    }


def _names(office: Office, who: str, quarter: Period) -> dict[int, str]:
    model = Village if who == Who.VILLAGE else Agency
    found = model.objects.for_offices([office]).active(on=quarter.last_day)
    return dict(found.order_by("pk").values_list("pk", "name"))
