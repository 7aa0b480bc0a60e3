"""整改文书 before they are written: which hazards, which days, and the numbers in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from hazards.models import Notice, NoticeItem, NoticeKind
from township_safety.desk.demo import materials
from township_safety.desk.demo.cases import Case
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township, someone
from township_safety.organisation.models import NumberSequence, User, Village
from township_safety.register.models import Site

_ADVICE_A_MONTH = 3


@dataclass
class Paper:
    """A notice: due on a stated day, or `days` after service."""

    kind: str
    village: Village
    site: Site | None
    by: User
    issued_on: date | None
    due_on: date | None = None
    days: int | None = None
    served_on: date | None = None
    service: str = ""
    cancelled_on: date | None = None
    cancel_reason: str = ""
    note: str = ""
    cases: list[Case] = field(default_factory=list)
    number: str = ""
    row: Notice | None = None

    @property
    def deadline(self) -> date | None:
        """The day it sets for the hazards, at issue or at service."""
        if self.days is not None and self.served_on is not None:
            return self.served_on + timedelta(days=self.days)
        return self.due_on

    @property
    def reported_on(self) -> date | None:
        """The last of its hazards was put right; one on the spot before that asks for no report."""
        done = [case.row.rectified_on for case in self.cases if case.row is not None]
        if self.served_on is None or not done or None in done or self.cancelled_on:
            return None
        return max(self.served_on, *(day for day in done if day is not None))

    @property
    def addressee(self) -> str:
        if self.site is not None and self.site.legal_person:
            return self.site.name
        return self.village.name


def advice(place: Township) -> Iterator[Paper]:
    """提示单、告知书: no hazard in them, counted apart."""
    for month in place.window.months():
        chance = dice("advice", month.code)
        days = place.window.working_days(month)
        for _ in range(chance.randint(_ADVICE_A_MONTH - 1, _ADVICE_A_MONTH + 1)):
            on = chance.choice(days)
            if not place.window.holds(on):
                continue
            kind = chance.choice(["reminder", "notification"])
            site = chance.choice(place.sites["restaurant"]) if kind == "notification" else None
            village = site.village if site is not None else chance.choice(place.villages)
            by = chance.choice(place.clerks)
            if village is not None:
                yield Paper(
                    kind, village, site, by, on, served_on=on, service=Notice.Service.IN_PERSON
                )


def give_numbers(place: Township, papers: Sequence[Paper]) -> None:
    """文号 in the order of issue, per kind and year, none skipped."""
    last: dict[tuple[str, int], int] = {}
    for paper in sorted((p for p in papers if p.issued_on), key=_issued):
        year = _issued(paper).year
        serial = last[paper.kind, year] = last.get((paper.kind, year), 0) + 1
        kind = place.coded(NoticeKind, paper.kind)
        word = f"{place.office.document_word}{kind.number_word}"
        paper.number = f"{word}〔{year}〕{serial}号"
    NumberSequence.objects.bulk_create(
        NumberSequence(office=place.office, kind=f"notice:{kind}", year=year, last=serial)
        for (kind, year), serial in sorted(last.items())
    )


def _issued(paper: Paper) -> date:
    return paper.issued_on or date.max


def write_papers(place: Township, papers: Sequence[Paper]) -> None:
    """Notices with their items and lines in the log; after the hazards they speak of."""
    chance = dice("papers")
    entries = []
    for paper in sorted(papers, key=_issued):
        paper.row = _notice(place, paper, chance)
        drafted = paper.issued_on or place.window.last_day
        entries.append(Entry(paper.row, place.window.moment(drafted, chance), paper.by))
    place.ledger.write(entries, action="起草通知书")
    drafted_at = {id(entry.row): entry.at for entry in entries}
    place.ledger.write(
        [
            Entry(item, drafted_at[id(paper.row)], paper.by)
            for paper in papers
            for item in _items(paper)
        ],
        action="",
    )
    for paper in papers:
        if paper.row is not None:
            _log(place, paper, paper.row, drafted_at[id(paper.row)], chance)


def _notice(place: Township, paper: Paper, chance: Random) -> Notice:
    served = paper.served_on is not None
    # Roughly one in thirty refuses to sign; then somebody of the village bears witness.
    refused = served and paper.site is not None and chance.random() < 0.03
    owner = paper.site.legal_person if paper.site is not None else ""
    second = next(clerk for clerk in place.clerks if clerk != paper.by)
    return Notice(
        kind=place.coded(NoticeKind, paper.kind),
        number=paper.number,
        addressee=paper.addressee,
        site=paper.site,
        village=paper.village,
        issued_on=paper.issued_on,
        due_on=paper.deadline,
        days_to_rectify=paper.days,
        served_on=paper.served_on,
        service=Notice.Service.LEFT if refused else paper.service,
        received_by="" if refused or not served else owner or someone(chance),
        is_refused=refused,
        witness=chance.choice(materials.words()["notice"]["witnesses"]) if refused else "",
        cancelled_on=paper.cancelled_on,
        cancel_reason=paper.cancel_reason,
        served_by=f"{paper.by}、{second}" if served else "",
        service_place=paper.site.address if served and paper.site is not None else "",
        inspector=str(paper.by),
        second_inspector=str(second),
        report_received_on=paper.reported_on,
        report_note="已整改完毕，请予复查" if paper.reported_on else "",
        content="" if paper.cases else materials.words()["notice"].get(paper.kind, ""),
        note=paper.note,
    )


def _items(paper: Paper) -> Iterator[NoticeItem]:
    for position, case in enumerate(paper.cases, start=1):
        yield NoticeItem(
            notice=paper.row,
            hazard=case.row,
            position=position,
            text=case.description,
            demand=case.measures or materials.words()["notice"]["demand"],
        )


def _log(place: Township, paper: Paper, row: Notice, drafted_at: datetime, chance: Random) -> None:
    """The later acts; those of one day keep their order."""
    acts = (
        ("签发通知书", paper.issued_on),
        ("送达通知书", paper.served_on),
        ("撤销通知书", paper.cancelled_on),
    )
    at = drafted_at
    for action, on in acts:
        if on is not None:
            at = max(at + timedelta(minutes=9), place.window.moment(on, chance))
            place.ledger.log(action, at=at, by=paper.by, target=row)
