"""Plays the acts of a case as hazards.actions would have written them, in memory.

The table of hazards/workflow.py is asked at each step; a course it does not allow is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from hazards.models import (
    Deadline,
    Hazard,
    HazardEvent,
    Listing,
    ListingAcceptance,
    ListingExtension,
    ListingProgress,
    Outcome,
    Rectification,
    Referral,
    ReferralUrge,
)
from hazards.models.listings import ListingRow
from hazards.workflow import TRANSITIONS, Action
from township_safety.desk.demo import materials
from township_safety.desk.demo.cases import Case
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.opinions import opinion_on, write_opinions
from township_safety.desk.demo.papers import Paper
from township_safety.desk.demo.township import Township
from township_safety.organisation.models import (
    LeaderOpinion,
    Matter,
    NumberSequence,
    OwnedModel,
    User,
)
from township_safety.register.models import Agency

_BETWEEN_ACTS = timedelta(minutes=11)
# What points at another of them stands behind it.
_DATED = (
    HazardEvent,
    Deadline,
    Rectification,
    Listing,
    ListingProgress,
    ListingExtension,
    ListingAcceptance,
    Referral,
    ReferralUrge,
)


@dataclass
class Life:
    """One hazard with its dated rows, each with its time of entry."""

    place: Township
    case: Case
    chance: Random
    hazard: Hazard = field(init=False)
    at: datetime = field(init=False)
    by: User = field(init=False)
    rows: list[Entry[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.hazard = Hazard(office=self.place.office, **self.case.columns(self.place))
        self.at = self.place.window.moment(self.case.found_on, self.chance, late=self.case.late)
        self.by = self.case.by

    def play(self) -> None:
        for act in self.case.acts:
            getattr(self, act.name)(act.on, **act.told)

    # -- Acts, named as in hazards.actions

    def register(self, on: date, *, due_on: date | None = None) -> None:
        self._remember(Action.REGISTER, on, note="", changes={})
        if due_on is not None:
            self.hazard.due_on = due_on
            self._deadline(due_on, on, "登记时确定")

    def assign(self, on: date, *, due_on: date) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        self._deadline(due_on, on, "交办")
        changes = {"due_on": due_on, "assigned_to": self.place.handler(on)}
        self._write(Action.ASSIGN, on, changes={k: v for k, v in changes.items() if v})

    def extend(self, on: date, *, due_on: date, reason: str) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        words = f"同意延期至{due_on.month}月{due_on.day}日。"
        opinion = self._opinion(Matter.EXTEND, on, words)
        self._deadline(due_on, on, reason, opinion=opinion)
        changes = {"due_on": due_on}
        self._write(Action.EXTEND, on, note=reason, changes=changes, opinion=opinion)

    def claim(self, on: date) -> None:
        on_spot = self.case.on_spot and on == self.case.found_on
        self._proceed(on, self.by if on_spot else self._reporter())
        sentences = materials.words()["spot_words" if on_spot else "claim_words"]
        measures = self.chance.choice(sentences).format(measures=self.case.measures)
        cost = int(self.case.cost * self.chance.uniform(0.8, 1.2)) // 10 * 10
        row = Rectification(
            hazard=self.hazard,
            claimed_on=on,
            measures=measures,
            amount=Decimal(cost) if cost and not on_spot else None,
            claimed_by=self.by,
        )
        self._keep(row)
        self._write(Action.CLAIM, on, note=measures, changes={"rectified_on": on})

    def pass_check(self, on: date) -> None:
        self._proceed(on, self.place.other_than(self._standing().claimed_by, self.chance))
        remark = self.chance.choice(materials.words()["pass_remarks"])
        self._decide(Outcome.PASSED, on, remark)
        changes = {"closed_on": on, "closed_by": self.by}
        self._write(Action.PASS, on, note=remark, changes=changes)

    def fail_check(self, on: date, *, due_on: date, remark: str) -> None:
        self._proceed(on, self.place.other_than(self._standing().claimed_by, self.chance))
        self._decide(Outcome.FAILED, on, remark)
        self._deadline(due_on, on, "复查不合格")
        changes = {"rectified_on": None, "due_on": due_on}
        self._write(Action.FAIL, on, note=remark, changes=changes)

    def void(self, on: date, *, reason: str) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        changes = {"voided_at": self.at, "voided_by": self.by, "void_reason": reason}
        self._write(Action.VOID, on, note=reason, changes=changes)

    def correct(self, on: date, *, reason: str, values: dict[str, Any]) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        self._write(Action.CORRECT, on, note=reason, changes=values)

    def place_on_list(self, on: date, **told: Any) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        row = Listing(hazard=self.hazard, listed_on=on, **told)
        self._keep(row)
        opinion = self._opinion(Matter.LIST, on, "同意挂牌督办。")
        self._write(Action.LIST, on, note=row.body, opinion=opinion)

    def report_progress(self, on: date, *, text: str) -> None:
        self._watch(Action.PROGRESS, on, ListingProgress(on=on, text=text), text)

    def extend_listing(self, on: date, *, applied_on: date, due_on: date, reason: str) -> None:
        row = ListingExtension(applied_on=applied_on, agreed_on=on, due_on=due_on, reason=reason)
        self._watch(Action.LIST_EXTEND, on, row, f"{applied_on}申请，延至{due_on}。{reason}")

    def accept(self, on: date, *, people: str, opinion: str) -> None:
        row = ListingAcceptance(on=on, people=people, outcome=Outcome.PASSED, opinion=opinion)
        self._watch(Action.ACCEPT, on, row, f"验收合格（{people}）{opinion}")

    def _watch(self, action: Action, on: date, row: ListingRow, note: str) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        listing = next(self._kept(Listing))
        row.listing, row.by = listing, self.by  # type: ignore[attr-defined]  # of each kind of row
        self._keep(row)
        self._write(action, on, note=f"{listing.body}：{note}")

    def lift_listing(self, on: date) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        listing = next(self._kept(Listing))
        listing.lifted_on, listing.lifted_by = on, listing.body
        self._write(Action.UNLIST, on, note=listing.body)

    def refer(self, on: date, *, to_agency: Agency, reason: str, interim_measures: str) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        row = Referral(
            hazard=self.hazard,
            to_agency=to_agency,
            referred_on=on,
            reply_due_on=self.place.window.calendar.add_working_days(
                on, self.place.office.reply_within
            ),
            reason=reason,
            interim_measures=interim_measures,
        )
        self._keep(row)
        self._write(Action.REFER, on, note=str(to_agency))

    def urge(self, on: date, *, words: str) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        referral = next(self._kept(Referral))
        way = ReferralUrge.Way.PHONE
        self._keep(ReferralUrge(referral=referral, on=on, way=way, words=words, by=self.by))
        self._write(Action.URGE, on, note=f"{referral.to_agency}（{way.label}）{words}")

    def record_reply(self, on: date, *, reply: str, result: str) -> None:
        self._proceed(on, self.chance.choice(self.place.clerks))
        referral = next(self._kept(Referral))
        referral.replied_on, referral.reply, referral.result = on, reply, result
        self._write(Action.REPLY, on, note=f"{referral.to_agency}：{reply}")

    def issue(self, on: date, *, paper: Paper) -> None:
        self._told(Action.NOTICE, on, paper, None if paper.days else paper.due_on)

    def serve(self, on: date, *, paper: Paper) -> None:
        self._told(Action.SERVE, on, paper, paper.deadline if paper.days else None)

    def cancel(self, on: date, *, paper: Paper) -> None:
        self._proceed(on, paper.by)
        note = f"{paper.number} {paper.cancel_reason}"
        self._write(Action.CANCEL_NOTICE, on, note=note)

    # -- What the acts share

    def _told(self, action: Action, on: date, paper: Paper, due_on: date | None) -> None:
        self._proceed(on, paper.by)
        changes = {}
        if due_on is not None and self.hazard.is_open:
            self._deadline(due_on, on, f"通知书{paper.number}")
            changes["due_on"] = due_on
        self._write(action, on, note=paper.number, changes=changes)

    def _proceed(self, on: date, by: User) -> None:
        """The clock never runs back; what follows on the same day follows a little later."""
        entered = self.place.window.moment(on, self.chance, late=self.chance.choice([0, 0, 0, 1]))
        self.at = max(self.at + _BETWEEN_ACTS, entered)
        self.by = by

    def _reporter(self) -> User:
        return self.place.user_for(self.case.village, self.chance)

    def _keep(self, row: OwnedModel) -> None:
        self.rows.append(Entry(row, self.at, self.by))

    def _kept(self, model: type[Any]) -> Iterator[Any]:
        """Rows of the model, newest first."""
        return (entry.row for entry in reversed(self.rows) if isinstance(entry.row, model))

    def _standing(self) -> Rectification:
        found: Rectification = next(self._kept(Rectification))
        return found

    def _decide(self, outcome: str, on: date, remark: str) -> None:
        row = self._standing()
        row.decided_on, row.outcome, row.decided_by = on, outcome, self.by
        row.verifier, row.remark = str(self.by), remark

    def _opinion(self, matter: Matter, on: date, words: str) -> LeaderOpinion:
        opinion = opinion_on(self.place, matter, on=on, words=words, by=self.by)
        self._keep(opinion)
        return opinion

    def _deadline(
        self, due_on: date, on: date, reason: str, opinion: LeaderOpinion | None = None
    ) -> None:
        before = next(self._kept(Deadline), None)
        if before is not None:
            before.superseded_on = on
        row = Deadline(hazard=self.hazard, due_on=due_on, agreed_on=on, by=self.by, reason=reason)
        if opinion is not None:
            row.opinion, row.applied_on = opinion, on
            row.applicant = self.hazard.responsible_unit or str(self.hazard.site or "")
        self._keep(row)

    def _write(
        self,
        action: Action,
        on: date,
        *,
        note: str = "",
        changes: dict[str, Any] | None = None,
        opinion: LeaderOpinion | None = None,
    ) -> None:
        wanted = dict(changes or {})
        step = TRANSITIONS.get(action)
        if step is not None:
            if self.hazard.status not in step.sources:
                raise ValueError(f"{self.case.description}: {action} from {self.hazard.status}")
            if step.target is not None:
                wanted["status"] = step.target
        facts = {}
        for name, value in wanted.items():
            facts[name] = [_fact(getattr(self.hazard, name)), _fact(value)]
            setattr(self.hazard, name, value)
        self.hazard.version += 1
        self._remember(action, on, note=note, changes=facts, opinion=opinion)

    def _remember(
        self,
        action: Action,
        on: date,
        *,
        note: str,
        changes: dict[str, Any],
        opinion: LeaderOpinion | None = None,
    ) -> None:
        row = HazardEvent(
            hazard=self.hazard, action=action, on=on, by=self.by, note=note[:500], changes=changes
        )
        row.opinion = opinion
        self._keep(row)


def _fact(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def write_lives(place: Township, cases: Sequence[Case]) -> list[Life]:
    """Hazards numbered in the order in which they were entered, then everything about them."""
    lives = []
    for number, case in enumerate(cases):
        life = Life(place, case, dice("life", case.found_on, number))
        entered = life.at
        life.play()
        lives.append((entered, life))
    lives.sort(key=lambda pair: pair[0])
    _give_numbers(place, lives)
    hazards = [
        Entry(life.hazard, entered, life.case.by, place.tags(life.case.found_on, life.case.sector))
        for entered, life in lives
    ]
    place.ledger.write(hazards, action="")
    write_opinions(place, list(_of(lives, LeaderOpinion)))
    for model in _DATED:
        place.ledger.write(list(_of(lives, model)), action="")
    _point_back(cases)
    return [life for _, life in lives]


def _of(lives: Sequence[tuple[datetime, Life]], model: type[OwnedModel]) -> Iterator[Entry[Any]]:
    return (entry for _, life in lives for entry in life.rows if type(entry.row) is model)


def _give_numbers(place: Township, lives: Sequence[tuple[datetime, Life]]) -> None:
    last: dict[int, int] = {}
    for entered, life in lives:
        year = timezone.localtime(entered).year
        last[year] = last.get(year, 0) + 1
        life.hazard.number = f"{year}-{last[year]:04d}"
        life.case.row = life.hazard
    NumberSequence.objects.bulk_create(
        NumberSequence(office=place.office, kind="hazard", year=year, last=serial)
        for year, serial in sorted(last.items())
    )


def _point_back(cases: Sequence[Case]) -> None:
    """A recurrence names the hazard it came back from."""
    back = []
    for case in cases:
        if case.recurs is not None and case.row is not None:
            case.row.recurs = case.recurs.row
            back.append(case.row)
    Hazard.objects.bulk_update(back, ["recurs"])
