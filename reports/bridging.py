"""上期期末 → 期初: why a report does not begin where the one before it ended, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps

from hazards.models import Rectification
from reports.figures import Request, Scope
from reports.identities import Key, weights_kept, weights_now
from reports.models import IssuedFigure, Report, Series
from reports.rows import address
from township_safety.documents import model as paper
from township_safety.periods import Period

CLOSING, OPENING = "hazard.remaining", "hazard.opening"
FOUND, RECTIFIED = "hazard.found", "hazard.rectified"
LATE, LATE_RECTIFIED, VOIDED, CORRECTED = "补录", "补录整改", "误录作废", "更正"


@dataclass(frozen=True)
class Step:
    """One row that makes the difference, and by how much."""

    key: Key
    why: str
    amount: Decimal


@dataclass(frozen=True)
class Bridge:
    """before + late + late_rectified + voided + corrected = after; the signs are the signs."""

    before_label: str
    before_on: date
    before: int
    late: int
    late_rectified: int
    voided: int
    corrected: int
    after: int
    # Of the period before, entered after its report: counted by their own day, so in no report
    # as found or rectified; they are told here.
    late_found: int = 0
    late_done: int = 0
    steps: tuple[Step, ...] = field(default=(), compare=False)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that make the difference, with their pages."""
        found: dict[Key, Any] = {}
        for name in {model for model, _ in (step.key for step in self.steps)}:
            manager: Any = apps.get_model(name)._default_manager
            uids = [step.key[1] for step in self.steps if step.key[0] == name]
            found |= {(name, row.uid): row for row in manager.filter(uid__in=uids)}
        return [
            {
                "label": str(found[step.key]),
                "url": address(found[step.key]),
                "why": step.why,
                "amount": int(step.amount),
            }
            for step in self.steps
            if step.key in found
        ]

    @property
    def is_even(self) -> bool:
        """Nothing happened to the past since it was reported."""
        changes = (self.late, self.late_rectified, self.voided, self.corrected)
        return not any((*changes, self.late_found, self.late_done))

    @property
    def holds(self) -> bool:
        changes = self.late + self.late_rectified + self.voided + self.corrected
        return self.before + changes == self.after

    def to_json(self) -> dict[str, Any]:
        kept = asdict(self) | {"before_on": self.before_on.isoformat()}
        kept.pop("steps")
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Bridge:
        return cls(**kept | {"before_on": date.fromisoformat(kept["before_on"])})


def bridge_for(series: Series, period: Period) -> Bridge | None:
    """To the report that this one follows on; none when it is the first of its series."""
    before = Report.objects.preceding(series, first_day=period.first_day)
    if before is None or before.last_day != period.first_day - timedelta(days=1):
        return None
    kept = kept_of(before, CLOSING)
    return _bridge(kept, Scope((series.office_id,), period)) if kept is not None else None


def kept_of(report: Report, key: str) -> IssuedFigure | None:
    """A figure of the whole of an issued report as it was kept."""
    figures = IssuedFigure.objects.asked(key).filter(issued__report=report)
    same_day = figures.filter(first_day=report.first_day, last_day=report.last_day)
    return same_day.select_related("issued__report__template").first()


def _bridge(kept: IssuedFigure, scope: Scope) -> Bridge:
    after = weights_now(Request(OPENING, scope))
    before = weights_kept(kept)
    if before is None:
        steps: tuple[Step, ...] = ()
        rest = int(sum(after.values()) - kept.exact)
        sums = {CORRECTED: rest}
    else:
        steps = tuple(
            steps_between(before, after, known_at=kept.issued.recorded_at, last_day=scope.eve)
        )
        sums = {why: int(sum(s.amount for s in steps if s.why == why)) for why in _WHYS}
    return Bridge(
        before_label=str(kept.issued.report),
        before_on=kept.last_day,
        before=int(kept.exact or 0),
        late=sums.get(LATE, 0),
        late_rectified=sums.get(LATE_RECTIFIED, 0),
        voided=sums.get(VOIDED, 0),
        corrected=sums.get(CORRECTED, 0),
        after=int(sum(after.values())),
        late_found=_late_in(kept.issued.report, FOUND, scope),
        late_done=_late_in(kept.issued.report, RECTIFIED, scope),
        steps=steps,
    )


def _late_in(report: Report, key: str, scope: Scope) -> int:
    """How much was entered for the days of an issued report after it was issued."""
    kept = kept_of(report, key)
    before = weights_kept(kept) if kept is not None else None
    if kept is None or before is None:
        return 0
    now = weights_now(Request(key, scope.over(report.period)))
    new = [row for row in now if row not in before]
    facts = Facts.about(new)
    known_at = kept.issued.recorded_at
    return int(sum(now[row] for row in new if facts.is_late(row, known_at=known_at)))


_WHYS = (LATE, LATE_RECTIFIED, VOIDED, CORRECTED)


def steps_between(
    before: dict[Key, Decimal],
    after: dict[Key, Decimal],
    *,
    known_at: datetime,
    last_day: date,
) -> Iterator[Step]:
    """Every row that adds something else than it did, and why."""
    moved = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    facts = Facts.about(moved)
    rectified = _rectified_late(moved, known_at=known_at, last_day=last_day)
    for key in moved:
        amount = after.get(key, Decimal(0)) - before.get(key, Decimal(0))
        if facts.is_void(key):
            why = VOIDED
        elif key not in before and facts.is_late(key, known_at=known_at):
            why = LATE if amount > 0 else LATE_RECTIFIED
        else:
            why = LATE_RECTIFIED if amount < 0 and key in rectified else CORRECTED
        yield Step(key, why, amount)


@dataclass(frozen=True)
class Facts:
    """What the ledger says about rows whose share has changed."""

    recorded: dict[Key, datetime]
    voided: frozenset[Key]

    @classmethod
    def about(cls, keys: Iterable[Key]) -> Facts:
        recorded: dict[Key, datetime] = {}
        voided: set[Key] = set()
        by_model: dict[str, list[UUID]] = {}
        for model, uid in keys:
            by_model.setdefault(model, []).append(uid)
        for name, uids in by_model.items():
            table: Any = apps.get_model(name)
            owners = [f.name for f in table._meta.fields if f.name == "hazard"]
            for row in table._default_manager.filter(uid__in=uids).select_related(*owners):
                recorded[name, row.uid] = row.recorded_at
                holders = [row, *(getattr(row, owner) for owner in owners)]
                if any(getattr(one, "voided_at", None) for one in holders):
                    voided.add((name, row.uid))
        return cls(recorded, frozenset(voided))

    def is_void(self, key: Key) -> bool:
        """Voided, or gone with what it belonged to."""
        return key not in self.recorded or key in self.voided

    def is_late(self, key: Key, *, known_at: datetime) -> bool:
        return key in self.recorded and self.recorded[key] > known_at


def _rectified_late(keys: Iterable[Key], *, known_at: datetime, last_day: date) -> set[Key]:
    """Hazards whose rectification of that time was entered only afterwards."""
    uids = [uid for model, uid in keys if model == "hazards.hazard"]
    late = Rectification.objects.filter(
        hazard__uid__in=uids, recorded_at__gt=known_at, claimed_on__lte=last_day
    )
    return {("hazards.hazard", uid) for uid in late.values_list("hazard__uid", flat=True)}


def with_bridge(blocks: tuple[paper.Block, ...], bridge: Bridge | None) -> tuple[paper.Block, ...]:
    """The sentence behind the first one that states 上期结转; none while nothing differs."""
    if bridge is None or bridge.is_even:
        return blocks
    for place, block in enumerate(blocks):
        if isinstance(block, paper.Paragraph) and any(map(_is_opening, block.runs)):
            return (*blocks[: place + 1], sentence(bridge), *blocks[place + 1 :])
    return blocks


def _is_opening(run: paper.Run) -> bool:
    return isinstance(run, paper.FigureRun) and run.key == OPENING and not run.filters


def sentence(bridge: Bridge) -> paper.Paragraph:
    """上期期末 a，补录 +b，作废/更正 ∓c，期初 d."""
    runs: list[paper.Run] = [
        paper.TextRun(f"上期报告（数据截至{_day(bridge.before_on)}）期末未整改"),
        _number("before", bridge.before),
        paper.TextRun("处"),
    ]
    for name, amount, words in (
        ("late", bridge.late, ("期后补录", "期后补录")),
        ("late_rectified", bridge.late_rectified, ("补录整改", "补录整改")),
        ("voided", bridge.voided, ("误录作废", "误录作废")),
        ("corrected", bridge.corrected, ("更正增加", "更正减少")),
    ):
        if amount:
            runs += [paper.TextRun(f"，{words[amount < 0]}"), _number(name, abs(amount))]
            runs.append(paper.TextRun("处"))
    runs += [
        paper.TextRun("，本期期初未整改"),
        _number("after", bridge.after),
        paper.TextRun("处。"),
    ]
    return paper.Paragraph((*runs, *_late_runs(bridge)))


def _late_runs(bridge: Bridge) -> Iterator[paper.Run]:
    parts = (
        ("排查发现", "late_found", bridge.late_found),
        ("整改", "late_done", bridge.late_done),
    )
    told = [part for part in parts if part[2]]
    if not told:
        return
    yield paper.TextRun("上期报告签发后补录上期")
    for place, (word, name, number) in enumerate(told):
        yield paper.TextRun(f"{'、' if place else ''}{word}")
        yield _number(name, number)
        yield paper.TextRun("处")
    yield paper.TextRun("，按发生日期计入上期，不计入本期。")


def _number(name: str, number: int) -> paper.FigureRun:
    return paper.FigureRun(
        text=str(number),
        key=f"bridge.{name}",
        value=number,
        unit="处",
        filters=(),
        definition="上期期末未整改与本期期初未整改的衔接",
    )


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
