"""What becomes of a hazard: deadline, notice, extension, claim, re-check, with plausible days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from hazards.models import Listing, Notice, Referral
from township_safety.desk.demo import materials
from township_safety.desk.demo.cases import Act, Case
from township_safety.desk.demo.days import DAY, Window
from township_safety.desk.demo.papers import Paper
from township_safety.desk.demo.township import Township

# How often each course is taken by hazards with a deadline.
_COURSES = {"plain": 82, "late": 13, "extended": 5, "failed": 4.5}
_ON_PAPER = 0.42
_CANCELLED = 0.05
_VOIDED = 0.008
_LISTED = 0.1
_REFERRED = 0.1
# Work of this size (元) and time is what gets listed or referred.
_GRAVE_DAYS, _GRAVE_COST = 15, 3000
_TRIES = 6


class Planner:
    """Gives cases their acts; collects the papers that this takes."""

    def __init__(self, township: Township) -> None:
        self.township = township
        self.papers: list[Paper] = []

    @property
    def window(self) -> Window:
        return self.township.window

    def plan(self, group: Sequence[Case], chance: Random) -> None:
        """Cases found at one place on one day: one notice may speak of all of them."""
        for case in group:
            if chance.random() < _VOIDED:
                self._void(case, chance)
            elif case.on_spot:
                self._on_spot(case, chance)
        rest = [case for case in group if not case.acts]
        if not rest:
            return
        paper = self._paper(rest, chance) if chance.random() < _ON_PAPER else None
        for case in rest:
            for attempt in range(_TRIES):
                course = chance.choices(list(_COURSES), list(_COURSES.values()))[0]
                acts = self._acts(case, paper, course if attempt < 3 else "plain", chance)
                if acts[-1].on <= self.window.last_day:
                    break
            else:
                acts = self._in_haste(case, paper)
            case.acts = acts

    def _void(self, case: Case, chance: Random) -> None:
        case.on_spot = False
        reason = chance.choice(materials.words()["void_reasons"])
        on = self.window.clip(case.found_on + DAY * chance.randint(0, 3))
        case.acts = [Act(case.found_on, "register"), Act(on, "void", {"reason": reason})]

    def _on_spot(self, case: Case, chance: Random) -> None:
        checked = self.window.clip(case.found_on + DAY * chance.choice([0, 0, 0, 1, 2, 4]))
        case.acts = [
            Act(case.found_on, "register"),
            Act(case.found_on, "claim"),
            Act(checked, "pass_check"),
        ]

    # -- Deadlines

    def _paper(self, cases: Sequence[Case], chance: Random) -> Paper | None:
        """A notice to the owner, or a slip to the village for what is nobody's."""
        first = cases[0]
        issued = self.window.working_day_from(first.found_on + DAY * chance.choice([0, 0, 1, 1, 2]))
        served = self.window.working_day_from(issued + DAY * chance.choice([0, 0, 0, 1, 2]))
        days = max(case.days for case in cases)
        if served + DAY * 4 > self.window.last_day:
            return None
        paper = self.notice(first, issued, chance)
        paper.cases = [*cases]
        paper.served_on, paper.service = served, _service(paper, chance)
        if chance.random() < 0.3:
            paper.days = days
        else:
            paper.due_on = issued + DAY * days
        self.papers.append(paper)
        if chance.random() < _CANCELLED and paper.due_on:
            return self._issued_anew(paper, chance)
        return paper

    def notice(self, case: Case, issued_on: date | None, chance: Random) -> Paper:
        owned = case.site is not None and not case.is_public and bool(case.site.legal_person)
        return Paper(
            kind="rectification" if owned else "assignment",
            village=case.village,
            site=case.site if owned else None,
            by=chance.choice(self.township.clerks),
            issued_on=issued_on,
        )

    def _issued_anew(self, paper: Paper, chance: Random) -> Paper:
        """The first one was wrong: cancelled before service, its number stays taken."""
        paper.cancelled_on = paper.issued_on
        paper.cancel_reason = chance.choice(materials.words()["notice"]["cancel_reasons"][:2])
        paper.served_on, paper.service = None, ""
        again = Paper(
            paper.kind, paper.village, paper.site, paper.by, paper.issued_on, cases=paper.cases
        )
        again.due_on = paper.due_on
        again.served_on, again.service = paper.issued_on, _service(paper, chance)
        self.papers.append(again)
        for case in again.cases:
            case.spoiled = paper
        return again

    def _opening(self, case: Case, paper: Paper | None, chance: Random) -> tuple[list[Act], date]:
        """Up to the first deadline: at registration, when assigned, or by notice."""
        due = case.found_on + DAY * case.days
        if paper is not None:
            return [Act(case.found_on, "register"), *told_by(paper, case)], paper.deadline or due
        if chance.random() < 0.7:
            return [Act(case.found_on, "register", {"due_on": due})], due
        on = case.found_on + DAY * chance.choice([0, 1, 1, 2])
        due = max(due, on + DAY)
        return [Act(case.found_on, "register"), Act(on, "assign", {"due_on": due})], due

    # -- Courses

    def _acts(self, case: Case, paper: Paper | None, course: str, chance: Random) -> list[Act]:
        acts, due = self._opening(case, paper, chance)
        grave = case.days >= _GRAVE_DAYS and case.cost >= _GRAVE_COST
        if grave and course == "plain" and chance.random() < _REFERRED:
            return [*acts, *self._referred(case, acts[-1].on, due, chance)]
        tail = getattr(self, f"_{course}")(case, acts[-1].on, due, chance)
        if grave and chance.random() < _LISTED:
            tail = self._listed(acts[-1].on, due, tail)
        return [*acts, *tail]

    def _plain(self, case: Case, after: date, due: date, chance: Random) -> list[Act]:
        room = max((due - after).days, 0)
        claimed = after + DAY * round(room * chance.triangular(0.2, 1, 0.8))
        return [Act(claimed, "claim"), Act(self._later(claimed, chance, 0, 5), "pass_check")]

    def _late(self, case: Case, after: date, due: date, chance: Random) -> list[Act]:
        claimed = self._later(due, chance, 1, 13)
        tail = [Act(claimed, "claim"), Act(self._later(claimed, chance, 0, 3), "pass_check")]
        if (claimed - due).days < 3 or chance.random() < 0.6:
            return tail
        paper = Paper(
            "supervision", case.village, case.site, chance.choice(self.township.clerks), due + DAY
        )
        paper.served_on, paper.service = due + DAY, Notice.Service.IN_PERSON
        paper.due_on, paper.cases = due + DAY * 6, [case]
        if tail[-1].on <= self.window.last_day:
            self.papers.append(paper)
        return [*told_by(paper, case), *tail]

    def _extended(self, case: Case, after: date, due: date, chance: Random) -> list[Act]:
        agreed = max(after, due - DAY * chance.randint(0, 2))
        new_due = due + DAY * chance.randint(6, 15)
        reason = chance.choice(materials.words()["extend_reasons"])
        extension = Act(agreed, "extend", {"due_on": new_due, "reason": reason})
        return [extension, *self._plain(case, agreed, new_due, chance)]

    def _failed(self, case: Case, after: date, due: date, chance: Random) -> list[Act]:
        claim = self._plain(case, after, due, chance)[0]
        returned = self._later(claim.on, chance, 1, 4)
        new_due = self._later(returned, chance, 4, 8)
        remark = chance.choice(materials.words()["fail_remarks"])
        fail = Act(returned, "fail_check", {"due_on": new_due, "remark": remark})
        return [claim, fail, *self._plain(case, returned + DAY, new_due, chance)]

    def _referred(self, case: Case, after: date, due: date, chance: Random) -> list[Act]:
        """The county answers, then the work is done within a longer time."""
        words = materials.words()["referral"]
        on = self._later(after, chance, 1, 4)
        replied = self._later(on, chance, 5, 15)
        new_due = max(due, replied) + DAY * chance.randint(10, 20)
        refer = self.refer(case, on, chance)
        extension = {"due_on": new_due, "reason": materials.words()["extend_reasons"][3]}
        reply = Act(replied, "record_reply", chance.choice(words["replies"]))
        extend = Act(min(replied, due), "extend", extension)
        tail = self._plain(case, replied, new_due, chance)
        return sorted([refer, reply, extend], key=_day) + tail

    def refer(self, case: Case, on: date, chance: Random) -> Act:
        reasons = [Referral.Reason.NO_POWER, Referral.Reason.NO_POWER, Referral.Reason.REFUSED]
        return Act(
            on,
            "refer",
            {
                "to_agency": self.township.receiver(case.sector),
                "reason": chance.choice(reasons),
                "interim_measures": chance.choice(materials.words()["referral"]["interim"]),
            },
        )

    def _listed(self, after: date, due: date, tail: list[Act]) -> list[Act]:
        listing = {
            "body": materials.words()["listing"]["township"],
            "level": Listing.Level.TOWNSHIP,
            "due_on": max(due, after),
        }
        done = tail[-1].on
        accept = Act(done, "accept", materials.words()["listing"]["accept"])
        return [Act(after, "place_on_list", listing), *tail, accept, Act(done, "lift_listing")]

    def _later(self, day: date, chance: Random, least: int, most: int) -> date:
        """A working day so many days after."""
        return self.window.working_day_from(day + DAY * chance.randint(least, most))

    def _in_haste(self, case: Case, paper: Paper | None) -> list[Act]:
        """Found shortly before today, and done nevertheless."""
        opening = [Act(case.found_on, "register", {"due_on": case.found_on + DAY * case.days})]
        if paper is not None:
            opening = [Act(case.found_on, "register"), *told_by(paper, case)]
        done = self.window.clip(opening[-1].on + DAY)
        return [*opening, Act(done, "claim"), Act(self.window.clip(done + DAY), "pass_check")]


def told_by(paper: Paper, case: Case) -> list[Act]:
    """What the hazard hears of its notice, and of the spoiled one before it."""
    acts = []
    for one in (case.spoiled, paper):
        if one is None or one.issued_on is None or (one is case.spoiled and one.kind != paper.kind):
            continue
        acts.append(Act(one.issued_on, "issue", {"paper": one}))
        if one.cancelled_on is not None:
            acts.append(Act(one.cancelled_on, "cancel", {"paper": one}))
        if one.served_on is not None:
            acts.append(Act(one.served_on, "serve", {"paper": one}))
    return acts


def _service(paper: Paper, chance: Random) -> str:
    if paper.site is None:
        return str(Notice.Service.IN_PERSON)
    ways = [Notice.Service.IN_PERSON, Notice.Service.POSTED_UP, Notice.Service.POST]
    return str(chance.choices(ways, [90, 5, 5])[0])


def _day(act: Act) -> date:
    return act.on
