"""整改复查: the visits of the last months, told from what became of the hazards of a notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hazards.models import Recheck, RecheckItem, Rectification
from township_safety.desk.demo.cases import Act, Case
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.papers import Paper
from township_safety.desk.demo.township import Township

Outcome = RecheckItem.Outcome
_OUTCOMES = {"pass_check": Outcome.PASSED, "fail_check": Outcome.FAILED}
# Older ones were kept on paper.
_SINCE = timedelta(days=365)


@dataclass
class Visit:
    row: Recheck
    items: list[RecheckItem]


def write_visits(place: Township, papers: Sequence[Paper]) -> None:
    """After the hazards and the notices."""
    chance = dice("visits")
    first_day = place.window.last_day - _SINCE
    told = [paper for paper in papers if _is_told(paper, first_day)]
    found = sorted(
        (visit for paper in told for visit in _visits(paper)), key=lambda visit: visit.row.on
    )
    entries = [
        Entry(visit.row, place.window.moment(visit.row.on, chance), visit.row.by) for visit in found
    ]
    place.ledger.write(entries, action="登记整改复查")
    items = [
        Entry(item, entry.at, entry.by)
        for visit, entry in zip(found, entries, strict=True)
        for item in visit.items
    ]
    place.ledger.write(items, action="")


def _is_told(paper: Paper, first_day: date) -> bool:
    """Of one hazard alone the hazard's own page tells enough, unless it failed."""
    if paper.row is None or paper.issued_on is None or paper.cancelled_on is not None:
        return False
    failed = any(act.name == "fail_check" for case in paper.cases for act in case.acts)
    return paper.issued_on >= first_day and (failed or len(paper.cases) > 1)


def _visits(paper: Paper) -> Iterator[Visit]:
    notice = paper.row
    if notice is None or notice.issued_on is None:
        return
    days = {act.on for case in paper.cases for act in _checks(case) if act.on >= notice.issued_on}
    for day in sorted(days):
        cases = [case for case in paper.cases if not _is_closed_before(case, day)]
        check = _decision(next(case for case in cases if _on(case, day)), day)
        row = Recheck(
            notice=notice,
            site=notice.site,
            village=notice.village,
            on=day,
            verifier=check.verifier,
            by=check.decided_by,
        )
        items = [_item(row, case, place) for place, case in enumerate(cases, start=1)]
        yield Visit(row, items)


def _item(visit: Recheck, case: Case, position: int) -> RecheckItem:
    item = RecheckItem(
        recheck=visit,
        hazard=case.row,
        position=position,
        text=case.description,
        outcome=Outcome.UNSEEN,
    )
    act = _on(case, visit.on)
    if act is not None:
        item.outcome = _OUTCOMES[act.name]
        item.opinion = _decision(case, visit.on).remark
        item.due_on = act.told.get("due_on")
    return item


def _checks(case: Case) -> list[Act]:
    return [act for act in case.acts if act.name in _OUTCOMES]


def _on(case: Case, day: date) -> Act | None:
    return next((act for act in _checks(case) if act.on == day), None)


def _is_closed_before(case: Case, day: date) -> bool:
    return any(act.name in {"pass_check", "void"} and act.on < day for act in case.acts)


def _decision(case: Case, day: date) -> Rectification:
    return Rectification.objects.select_related("decided_by").get(hazard=case.row, decided_on=day)
