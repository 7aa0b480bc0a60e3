"""The checklists of the last outings, and the sites that one of them did not get to."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from random import Random

from inspections.models import (
    Checklist,
    ChecklistAnswer,
    ChecklistItem,
    OperationTarget,
    Sending,
)
from township_safety.desk.demo.cases import Case
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.outings import Outing
from township_safety.desk.demo.township import Township
from township_safety.register.models import Site

_OUTINGS = 5
_LEFT = 3
# Share of equal signs from which a found hazard answers a question of the list.
_ALIKE = 0.3
Answer = ChecklistAnswer.Answer


def write_answers(place: Township, outings: list[Outing], cases: list[Case]) -> None:
    with_sites = [outing for outing in outings if outing.visited()]
    latest = sorted(with_sites, key=lambda outing: (outing.on, outing.at))[-_OUTINGS:]
    lists = list(Checklist.objects.prefetch_related("categories", "items"))
    entries = [entry for outing in latest for entry in _answers(outing, cases, lists)]
    place.ledger.write(entries, action="")
    by_target = {entry.row.target.pk: entry for entry in entries}
    place.ledger.write([_sent(entry) for entry in by_target.values()], action="")
    if latest:
        place.ledger.write(list(_left(latest[-1], lists)), action="")


def _answers(
    outing: Outing, cases: list[Case], lists: list[Checklist]
) -> Iterator[Entry[ChecklistAnswer]]:
    chance = dice("answers", outing.on.isoformat(), outing.plan["topic"])
    found = {case.site.pk: case for case in cases if case.outing is outing and case.site}
    for target in outing.targets:
        if target.site is None or target.outcome != OperationTarget.Outcome.CHECKED:
            continue
        case = found.get(target.site.pk)
        items = list(_items(target.site, lists))
        wrong = _about(case, items) if case is not None else None
        for item in items:
            row = _answer(target, item, case if item is wrong else None, chance)
            yield Entry(row, outing.at, outing.by)


def _sent(entry: Entry[ChecklistAnswer]) -> Entry[Sending]:
    """It came from a phone."""
    assert entry.by is not None  # noqa: S101 -- narrows the type
    return Entry(Sending(target=entry.row.target, sent_by=entry.by), entry.at, entry.by)


def _items(site: Site, lists: list[Checklist]) -> Iterator[ChecklistItem]:
    own = {category.pk for category in site.categories.all()}
    for checklist in lists:
        if own & {category.pk for category in checklist.categories.all()}:
            yield from checklist.items.all()


def _about(case: Case, items: list[ChecklistItem]) -> ChecklistItem | None:
    """The question that the hazard answers with 否, if the list asks for it."""
    rated = [(SequenceMatcher(None, item.hazard, case.description).ratio(), item) for item in items]
    best, item = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    return item if best >= _ALIKE else None


def _answer(
    target: OperationTarget, item: ChecklistItem, case: Case | None, chance: Random
) -> ChecklistAnswer:
    usual = chance.choices([Answer.YES, Answer.NOT_APPLICABLE], [9, 1])[0]
    return ChecklistAnswer(
        target=target,
        item=item,
        list_name=item.checklist.name,
        list_version=item.checklist.version,
        text=item.name,
        basis=item.basis,
        answer=Answer.NO if case is not None else usual,
        hazard=case.row if case is not None else None,
    )


def _left(outing: Outing, lists: list[Checklist]) -> Iterator[Entry[OperationTarget]]:
    """Sites of the village that were chosen, but not reached on that day."""
    seen = [target.site.pk for target in outing.targets if target.site is not None]
    village = next((site.village for site in outing.visited() if site.village), outing.village)
    kinds = sorted({category.code for known in lists for category in known.categories.all()})
    rest = Site.objects.in_operation(on=outing.on).in_categories(kinds).exclude(pk__in=seen)
    for site in rest.filter(village=village).order_by("name")[:_LEFT]:
        row = OperationTarget(
            operation=outing.operation, site=site, outcome=OperationTarget.Outcome.PENDING
        )
        yield Entry(row, outing.at, outing.by)
