"""What is open today: so many overdue, so many due within three days, some waiting for a check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from hazards.models import Listing, Notice, Referral
from hazards.models.classification import Grade, ResponsibleLevel
from hazards.models.deadlines import due_soon_until
from township_safety.desk.demo import materials
from township_safety.desk.demo.cases import Act, Case
from township_safety.desk.demo.courses import Planner, told_by
from township_safety.desk.demo.days import DAY, Window, dice
from township_safety.desk.demo.finds import Searcher
from township_safety.desk.demo.materials import Record
from township_safety.desk.demo.papers import Paper
from township_safety.register.models import Criterion, Site

# Days since the deadline of what is overdue; until it of what is 临期; after that of the rest.
OVERDUE = (1, 2, 3, 4, 6, 9, 13, 18)
DUE_SOON = (0, 0, 1, 2, 3, 3)
DUE_LATER = (2, 4, 6, 9, 12, 16)
_AWAITING = 7
_BACK = 45
_LONG = 60  # days that a listing needs more time than it got
_NEEDS = 4  # days between the find and its deadline at least
_REPORTED_BY_VILLAGES = ["road_traffic", "self_built_house", "rented_house", "power", "fire"]


class Today:
    def __init__(self, searcher: Searcher, planner: Planner) -> None:
        self.searcher = searcher
        self.planner = planner
        self.place = searcher.place
        self.chance = dice("today", self.window.today)

    @property
    def window(self) -> Window:
        return self.place.window

    def cases(self) -> Iterator[Case]:
        today = self.window.today
        soon = due_soon_until(self.window.calendar, on=today)
        for number, days in enumerate(OVERDUE):
            yield self._overdue(today - DAY * days, number)
        for number, days in enumerate(DUE_SOON):
            yield self._due(today + DAY * days, extended=number == 1)
        for number, days in enumerate(DUE_LATER):
            yield self._due(soon + DAY * days, failed=number == 0, referred=number == 1)
        yield self._standing()
        yield self._unserved()
        yield from self._unassigned(2)
        for _ in range(_AWAITING):
            yield self._awaiting()

    # -- Each kind of open hazard

    def _overdue(self, due: date, number: int) -> Case:
        reason = self.chance.choice(materials.words()["open_reasons"]) if number > 3 else ""
        case = self._found(due - DAY * _BACK, due - DAY * _NEEDS)
        case.facts["open_reason"] = reason
        return self._ordered(case, due)

    def _due(
        self, due: date, *, extended: bool = False, failed: bool = False, referred: bool = False
    ) -> Case:
        latest = min(due - DAY * _NEEDS, self.window.last_day)
        if referred:
            # Long enough ago for the answer to be late.
            latest = self.window.last_day - DAY * 30
        case = self._found(
            min(due, latest) - DAY * _BACK, latest - DAY * (6 if extended or failed else 0)
        )
        if extended:
            first_due = case.found_on + DAY * 3
            words = materials.words()["extend_reasons"]
            agreed = min(first_due, self.window.last_day)
            extension = {"due_on": due, "reason": self.chance.choice(words)}
            self._ordered(case, first_due, on_paper=False)
            case.acts.append(Act(agreed, "extend", extension))
        elif failed:
            self._ordered(case, case.found_on + DAY * 3, on_paper=False)
            remark = self.chance.choice(materials.words()["fail_remarks"])
            case.acts += [
                Act(case.found_on + DAY * 2, "claim"),
                Act(self.window.last_day, "fail_check", {"due_on": due, "remark": remark}),
            ]
        else:
            self._ordered(case, due)
        if referred:
            words = materials.words()["referral"]["urge"]
            case.acts.append(self.planner.refer(case, case.found_on + DAY * 2, self.chance))
            case.acts.append(Act(self.window.last_day - DAY, "urge", {"words": words}))
        return case

    def _ordered(self, case: Case, due: date, *, on_paper: bool | None = None) -> Case:
        """A deadline by notice, when assigned, or stated at registration."""
        opening = Act(case.found_on, "register")
        if on_paper is None:
            on_paper = self.chance.random() < 0.4
        if on_paper:
            paper = self._paper(case, due_on=due)
            paper.served_on, paper.service = paper.issued_on, Notice.Service.IN_PERSON
            case.acts = [opening, *told_by(paper, case)]
        elif self.chance.random() < 0.5:
            case.acts = [Act(case.found_on, "register", {"due_on": due})]
        else:
            case.acts = [opening, Act(case.found_on, "assign", {"due_on": due})]
        return case

    def _paper(self, case: Case, **facts: Any) -> Paper:
        paper = self.planner.notice(case, case.found_on, self.chance)
        paper.cases = [case]
        for name, value in facts.items():
            setattr(paper, name, value)
        self.planner.papers.append(paper)
        return paper

    def _standing(self) -> Case:
        """长期坚持: a measure without a deadline."""
        case = self._found(self.window.last_day - DAY * 90, self.window.last_day - DAY * 40)
        case.facts["is_standing"] = True
        case.acts = [Act(case.found_on, "register")]
        return case

    def _unserved(self) -> Case:
        """Issued, not yet served: due so many days after receipt, so not due yet."""
        case = self._found(self.window.last_day - DAY * 4, self.window.last_day)
        paper = self._paper(case, days=7)
        case.acts = [Act(case.found_on, "register"), *told_by(paper, case)]
        return case

    def _unassigned(self, count: int) -> Iterator[Case]:
        """Fresh from a village; a draft of a notice lies ready."""
        for _ in range(count):
            case = self._reported(self.window.last_day - DAY * 3, self.window.last_day)
            case.acts = [Act(case.found_on, "register")]
            paper = self._paper(case, issued_on=None, days=7)
            paper.note = "待分管领导审定"
            yield case

    def _awaiting(self) -> Case:
        """Claimed these days; the re-check is still to come."""
        claimed = self.window.last_day - DAY * self.chance.randint(0, 3)
        case = self._found(claimed - DAY * 25, claimed - DAY * 2)
        self._ordered(case, claimed + DAY * self.chance.randint(0, 5))
        case.acts.append(Act(claimed, "claim"))
        return case

    # -- Where it was found

    def _found(self, earliest: date, latest: date) -> Case:
        """On one of the outings of these days, else as a village's report."""
        outings = [
            outing
            for outing in self.searcher.finds.outings
            if earliest <= outing.on <= latest and outing.visited()
        ]
        self.chance.shuffle(outings)
        for outing in outings:
            site = self.chance.choice(outing.visited())
            found = self.searcher.finder.at_site(site, self.chance, on_spot=False)
            if found is not None and site.village is not None:
                case = self.searcher.finder.case(
                    found,
                    self.chance,
                    on=outing.on,
                    source=outing.plan["source"],
                    village=site.village,
                    site=site,
                    by=outing.by,
                    on_spot=False,
                )
                case.outing, case.late = outing, 0
                return case
        return self._reported(earliest, latest)

    def _reported(self, earliest: date, latest: date) -> Case:
        while True:
            on = latest - DAY * self.chance.randint(0, max((latest - earliest).days, 0))
            case = self.searcher.report(
                "village_report", _REPORTED_BY_VILLAGES, on, self.chance, on_spot=False
            )
            if case is not None:
                case.late = 0
                return case


def major_cases(searcher: Searcher, planner: Planner) -> Iterator[Case]:
    """A few each year, listed by the county and answered for; the newest is still open."""
    window = searcher.place.window
    *past, newest = materials.words()["major"]["case"]
    for number, record in enumerate(past):
        chance = dice("major", number)
        year = window.first_day.year + record["year"]
        found_on = date(year, record["month"], chance.randint(6, 24))
        if found_on + DAY * (record["days"] + 10) < window.last_day:
            yield _major(searcher, planner, record, found_on, chance, is_open=False)
    found_on = window.last_day - DAY * 9
    yield _major(searcher, planner, newest, found_on, dice("major", "newest"), is_open=True)


def _major(
    searcher: Searcher,
    planner: Planner,
    record: Record,
    found_on: date,
    chance: Random,
    *,
    is_open: bool,
) -> Case:
    place = searcher.place
    outing = _nearest(searcher, found_on)
    site = _site(searcher, record, outing.on)
    case = Case(
        found_on=outing.on,
        sector=record["sector"],
        source=outing.plan["source"],
        village=site.village or outing.village,
        site=site,
        place=record["place"],
        description=record["description"],
        measures=record["measures"],
        category="management_other",
        days=record["days"],
        cost=chance.randrange(12000, 60000, 1000),
        by=outing.by,
        outing=outing,
    )
    criterion = place.coded(Criterion, record["criterion"])
    case.facts = {
        "grade": Grade.MAJOR,
        "responsible_level": ResponsibleLevel.COUNTY,
        "responsible_unit": site.name,
        "responsible_person": site.legal_person,
        "phone": site.phone,
        "inspectors": outing.operation.done_by,
        "criterion": criterion,
        "basis": criterion.as_basis,
        "cause": record["cause"],
        "harm": record["harm"],
        "funds": case.cost,
        **_plan(case, site),
    }
    case.acts = _acts_of_major(searcher, planner, case, is_open=is_open)
    if outing.target_of(site) is None:
        outing.add_target(site)
    return case


def _plan(case: Case, site: Site) -> dict[str, str]:
    """The six points, in the words of this case."""
    said = {
        "unit": site.name,
        "person": site.legal_person or "负责人",
        "days": case.days,
        "measures": case.measures,
    }
    return {name: text.format(**said) for name, text in materials.words()["major"]["plan"].items()}


def _acts_of_major(searcher: Searcher, planner: Planner, case: Case, *, is_open: bool) -> list[Act]:
    place = searcher.place
    due = case.found_on + DAY * case.days
    paper = planner.notice(case, case.found_on, dice("major paper", case.found_on))
    paper.due_on, paper.cases = due, [case]
    paper.served_on, paper.service = case.found_on, Notice.Service.IN_PERSON
    planner.papers.append(paper)
    listing = {
        "body": materials.words()["listing"]["county"],
        "level": Listing.Level.COUNTY,
        "number": f"云安委办挂〔{case.found_on.year}〕{case.found_on.month}号",
        "leader": materials.words()["listing"]["leader"],
        "due_on": due,
    }
    words = materials.words()["referral"]
    refer = {
        "to_agency": place.receiver(case.sector),
        "reason": Referral.Reason.MAJOR,
        "interim_measures": words["interim"][1],
    }
    acts = [
        Act(case.found_on, "register"),
        *told_by(paper, case),
        Act(case.found_on + DAY, "refer", refer),
        Act(case.found_on + DAY * 4, "place_on_list", listing),
    ]
    if is_open:
        return acts
    claimed = case.found_on + DAY * int(case.days * 0.8)
    acts.append(Act(case.found_on + DAY * 8, "record_reply", words["replies"][2]))
    return [
        *acts,
        *_watched(case, claimed),
        Act(claimed, "claim"),
        Act(claimed + DAY * 3, "pass_check"),
        Act(claimed + DAY * 3, "accept", materials.words()["listing"]["accept"]),
        Act(claimed + DAY * 3, "lift_listing"),
    ]


def _watched(case: Case, claimed: date) -> Iterator[Act]:
    """What the county hears while it has the hazard on its list."""
    words = materials.words()["listing"]
    applied = case.found_on + DAY * 10
    if case.days >= _LONG:
        extension = {
            "applied_on": applied,
            "due_on": case.found_on + DAY * (case.days + 30),
            "reason": words["extend"],
        }
        yield Act(applied + DAY * 3, "extend_listing", extension)
    yield Act(max(applied + DAY * 3, claimed - DAY * 2), "report_progress", words["progress"])


def _nearest(searcher: Searcher, day: date) -> Any:
    """The outing nearest before the day on which something could be seen."""
    return max(
        (outing for outing in searcher.finds.outings if outing.on <= day and outing.visited()),
        key=lambda outing: outing.on,
    )


def _site(searcher: Searcher, record: Record, on: date) -> Site:
    sites = [site for kind in record["kinds"] for site in searcher.place.sites[kind]]
    standing = [site for site in sites if site.active_from is None or site.active_from <= on]
    return (standing or sites)[0]
