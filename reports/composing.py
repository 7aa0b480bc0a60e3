"""From a template, a period and the ledger to a document: ask everything once, then write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import cast

from reports.beside import remarks
from reports.blocks import read_blocks
from reports.bridging import Bridge, bridge_for, with_bridge
from reports.correcting.told import Told, corrections_before, with_corrections
from reports.figures import Request, Scope, Value, evaluate
from reports.gaps import Gap
from reports.laying import Typesetter
from reports.listed import SOURCES, Asked
from reports.listed.source import Row
from reports.listed.writing import ListWriter
from reports.models import PriorValue, Report, ReportTemplate, Series
from reports.partitions import Lists
from reports.planning import Part, plan, requests_of
from reports.printing import UNRECORDED
from reports.red_heads import Layout
from reports.relations import Check, Relation, check, relations
from reports.sentences import Writer
from reports.subjects import Subject, subject_of
from reports.text import Piece, parse
from reports.words import words_of
from township_safety.documents import model as paper
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office
from township_safety.periods import Period


@dataclass(frozen=True)
class Commission:
    """What is to be written. `slots` are the office's own passages by name."""

    office: Office
    template: ReportTemplate
    period: Period
    signed_on: date
    slots: Mapping[str, str] = field(default_factory=dict)
    # The code of the sector, campaign or key period that the report is about.
    about: str = ""
    layout: Layout = field(default_factory=Layout)

    @classmethod
    def of(cls, report: Report) -> Commission:
        return cls(
            office=report.office,
            template=report.template,
            period=report.period,
            signed_on=report.signed_on or report.last_day,
            slots={slot.name: slot.text for slot in report.slots.all()},
            about=report.about,
            layout=Layout.of(report),
        )

    @property
    def series(self) -> Series:
        return Series.of(self.office.pk, self.template, about=self.about)

    @cached_property
    def subject(self) -> Subject | None:
        return subject_of(self.template, self.about, office=self.office)

    @cached_property
    def scope(self) -> Scope:
        below: tuple[int, ...] = ()
        if self.template.covers_below:
            below = tuple(self.office.children.order_by("pk").values_list("pk", flat=True))
        offices = (self.office.pk, *below)
        return Scope(offices, self.period, closes_at=self.template.closes_at)


@dataclass(frozen=True)
class Composition:
    """The document, and what the office should know before it signs."""

    document: paper.Document
    checks: tuple[Check, ...]
    gaps: tuple[str, ...]
    # What it was written from, and the questions whose answers stand in the text.
    sources: Sources
    values: Mapping[Request, Value]
    asked: tuple[Request, ...]
    # Sentences found for a passage that the office writes itself, by the name of the passage.
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sources:
    """Where a text comes from beside its template: the ledger, or what was kept of it."""

    lists: Lists
    words: Mapping[str, str]
    bridge: Bridge | None
    # 上期更正
    corrections: tuple[Told, ...] = ()
    answers: Callable[[Iterable[Request]], Mapping[Request, Value]] = evaluate
    # The rows of a list by its code.
    listed: Callable[[str, Asked], Sequence[Row]] = lambda code, asked: SOURCES[code].rows(asked)

    @classmethod
    def of(cls, commission: Commission) -> Sources:
        office, period = commission.office, commission.period
        subject = commission.subject
        return cls(
            lists=Lists.of(office, period=period, since=subject.since if subject else None),
            words=words_of(office, period, template=commission.template, subject=subject),
            bridge=bridge_for(commission.series, period),
            corrections=corrections_before(commission.series, period),
        )


def compose(commission: Commission, sources: Sources | None = None) -> Composition:
    """Write the report. The number of queries does not grow with figures or rows."""
    sources = sources or Sources.of(commission)
    lists = sources.lists
    parts = _planned(commission, lists)
    rules = _rules(replace(commission.scope, closes_at=None), lists)
    asked = requests_of(parts)
    ruled = (request for rule in rules for request in rule.requests)
    values = sources.answers([*asked, *ruled])
    template = commission.template
    writer = Writer(
        values,
        sources.words,
        rounding=template.rounding,
        states_zeros=template.zeros != template.Zeros.LEFT_OUT,
    )
    setter = Typesetter(ListWriter(writer, commission.office, sources.listed), commission.slots)
    signature = paper.Signature(
        _signer(commission), commission.signed_on, sealed=commission.layout.is_sealed
    )
    is_run_in = template.heading_style == template.HeadingStyle.RUN_IN
    blocks = tuple(setter.blocks(parts, run_in=is_run_in, signature=signature))
    is_signed = signature in blocks
    document = paper.Document(
        title=paper.Title(_title(commission, writer)),
        period_label=commission.period.label,
        addressee=_addressee(commission),
        blocks=with_corrections(with_bridge(blocks, sources.bridge), sources.corrections),
        signature=None if is_signed else signature,
        meta=_meta(commission),
        numbering=cast(paper.Numbering, template.numbering),
        head=commission.layout.head,
        attachments=() if is_signed else commission.layout.attachments,
        imprint=commission.layout.imprint,
    )
    checks = tuple(check(rule, values) for rule in rules)
    beside = remarks(commission.office, commission.period)
    gaps = (*_before_the_start(commission, values), *writer.gaps, *beside)
    return Composition(document, checks, gaps, sources, values, asked, setter.offers)


def _of_district(commission: Commission) -> Iterator[str]:
    if commission.template.covers_below and len(commission.scope.office_ids) == 1:
        yield "本单位没有下级单位，这份报告只有本级的数"


def _before_the_start(commission: Commission, values: Mapping[Request, Value]) -> Iterator[str]:
    """What the office is to be told when the period reaches back before it began."""
    started_on = commission.office.started_on
    if started_on is None or started_on <= commission.period.first_day:
        return
    day = chinese_date(started_on)
    if not PriorValue.objects.entered(commission.office, commission.period):
        text = f"本单位从{day}启用，此前各月的数还没有补录，请在“启用前数据”里填写"
        yield Gap.at(text, "reports:prior", action="启用前数据")
    elif any(not value.recorded for value in values.values()):
        text = f"本单位从{day}启用，此前没有补录的数在报告里写“{UNRECORDED}”"
        yield Gap.at(text, "reports:prior", action="启用前数据")


def _planned(commission: Commission, lists: Lists) -> list[Part]:
    """The parts of the template; sectors in the order that the office gave them."""
    subject = commission.subject
    blocks = read_blocks(commission.template.blocks)
    chosen = commission.template.sectors
    if chosen:
        names = {code: lists.sectors[code] for code in chosen if code in lists.sectors}
        lists = replace(lists, sectors=names)
    turns = (subject.turn,) if subject else ()
    return list(plan(blocks, commission.scope, lists, turns))


def _rules(scope: Scope, lists: Lists) -> list[Relation]:
    return relations(
        scope,
        {
            "sector": lists.sectors,
            "village": lists.villages,
            "source": lists.sources,
            "grade": ("general", "major"),
            "level": ("village", "township", "county"),
            "mode": ("on_spot", "within_limit"),
        },
    )


def _title(commission: Commission, writer: Writer) -> tuple[str, ...]:
    """`//` says where a line of the title ends; the period stands below unless it is named."""
    pieces: tuple[Piece, ...] = parse(commission.template.title)
    title = "".join(run.text for run in writer.runs(pieces, commission.scope))
    label = commission.period.label
    below = () if label in title else (f"（{label}）",)
    return *title.split("//"), *below


def _addressee(commission: Commission) -> paper.Addressee | None:
    name = commission.template.addressee or commission.office.reports_to
    return paper.Addressee(name) if commission.template.addressed and name else None


def _signer(commission: Commission) -> str:
    return commission.template.signature or commission.office.signer


def _meta(commission: Commission) -> paper.Meta:
    """Fixed by the content: the same report gives the same file."""
    return paper.Meta(
        author=commission.office.signer,
        subject=f"{commission.period.label}{commission.template.name}",
        keywords=("安全生产", commission.template.name, commission.period.label),
        created_at=datetime.combine(commission.signed_on, time(), tzinfo=UTC),
    )
