"""From a template, a period and the ledger to a document: ask everything once, then write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import cast

from reports.blocks import (
    ChartBlock,
    SectorsBlock,
    SimpleBlock,
    SlotBlock,
    TableBlock,
    TemplateBlock,
    read_blocks,
)
from reports.bridging import Bridge, bridge_for, with_bridge
from reports.figures import Request, Scope, Value, evaluate
from reports.models import PriorValue, Report, ReportTemplate
from reports.printing import UNRECORDED
from reports.red_heads import Layout
from reports.relations import Check, Relation, check, relations
from reports.sentences import Sentence, Writer
from reports.tables import ChartPlan, TablePlan, plan_chart, plan_table
from reports.text import Piece, parse
from reports.words import words_of
from township_safety.documents import model as paper
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office, Village
from township_safety.periods import Period
from township_safety.register.models import HazardSource, Sector


@dataclass(frozen=True)
class Commission:
    """What is to be written. `slots` are the office's own passages by name."""

    office: Office
    template: ReportTemplate
    period: Period
    signed_on: date
    slots: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)

    @classmethod
    def of(cls, report: Report) -> Commission:
        return cls(
            office=report.office,
            template=report.template,
            period=report.period,
            signed_on=report.signed_on or report.last_day,
            slots={slot.name: slot.text for slot in report.slots.all()},
            layout=Layout.of(report),
        )

    @property
    def scope(self) -> Scope:
        return Scope((self.office.pk,), self.period)


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


Part = Sentence | SlotBlock | TablePlan | ChartPlan


@dataclass(frozen=True)
class Lists:
    """The partitions of the office: codes and names."""

    sectors: dict[str, str]
    villages: dict[str, str]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, office: Office, *, on: date) -> Lists:
        villages = Village.objects.for_offices([office.pk]).counted()
        sectors = Sector.objects.available_to(office)
        return cls(
            sectors=dict(sectors.values_list("code", "name")),
            villages={str(uid): name for uid, name in villages.values_list("uid", "name")},
            sources=tuple(HazardSource.objects.available_to(office).values_list("code", flat=True)),
        )


@dataclass(frozen=True)
class Sources:
    """Where a text comes from beside its template: the ledger, or what was kept of it."""

    lists: Lists
    words: Mapping[str, str]
    bridge: Bridge | None
    answers: Callable[[Iterable[Request]], Mapping[Request, Value]] = evaluate

    @classmethod
    def of(cls, commission: Commission) -> Sources:
        office, period = commission.office, commission.period
        return cls(
            lists=Lists.of(office, on=period.last_day),
            words=words_of(office, period),
            bridge=bridge_for(office, commission.template, period),
        )


def compose(commission: Commission, sources: Sources | None = None) -> Composition:
    """Write the report. The number of queries does not grow with figures or rows."""
    sources = sources or Sources.of(commission)
    lists = sources.lists
    parts = list(_parts(read_blocks(commission.template.blocks), commission.scope, lists))
    rules = _rules(commission.scope, lists)
    asked = tuple(dict.fromkeys(request for part in parts for request in _requests(part)))
    ruled = (request for rule in rules for request in rule.requests)
    values = sources.answers([*asked, *ruled])
    writer = Writer(values, sources.words)
    document = paper.Document(
        title=paper.Title(_title(commission, writer)),
        period_label=commission.period.label,
        addressee=_addressee(commission),
        blocks=with_bridge(tuple(_written(parts, writer, commission.slots)), sources.bridge),
        signature=paper.Signature(
            commission.office.signer, commission.signed_on, sealed=commission.layout.is_sealed
        ),
        meta=_meta(commission),
        numbering=cast(paper.Numbering, commission.template.numbering),
        head=commission.layout.head,
        attachments=commission.layout.attachments,
        imprint=commission.layout.imprint,
    )
    checks = tuple(check(rule, values) for rule in rules)
    gaps = (*_before_the_start(commission, values), *writer.gaps)
    return Composition(document, checks, gaps, sources, values, asked)


def _before_the_start(commission: Commission, values: Mapping[Request, Value]) -> Iterator[str]:
    """What the office is to be told when the period reaches back before it began."""
    started_on = commission.office.started_on
    if started_on is None or started_on <= commission.period.first_day:
        return
    day = chinese_date(started_on)
    if not PriorValue.objects.entered(commission.office, commission.period):
        yield f"本单位从{day}启用，此前各月的数还没有补录，请在“启用前数据”里填写"
    elif any(not value.recorded for value in values.values()):
        yield f"本单位从{day}启用，此前没有补录的数在报告里写“{UNRECORDED}”"


def _parts(
    blocks: tuple[TemplateBlock, ...], scope: Scope, lists: Lists, sector: str = ""
) -> Iterator[Part]:
    """The blocks in order, with the sector rounds spelled out."""
    for block in blocks:
        if isinstance(block, SectorsBlock):
            for code in block.sectors or lists.sectors:
                yield from _parts(block.blocks, scope, lists, code)
        else:
            yield _part(block, scope, lists, sector)


def _part(block: SimpleBlock, scope: Scope, lists: Lists, sector: str) -> Part:
    match block:
        case TableBlock(table=name):
            return plan_table(name, scope, lists.sectors, lists.villages)
        case ChartBlock(chart=name):
            return plan_chart(name, scope, lists.sectors)
        case SlotBlock():
            return block
        case _:
            return Sentence(block, scope, sector, lists.sectors.get(sector, ""))


def _requests(part: Part) -> Iterator[Request]:
    if isinstance(part, Sentence | TablePlan | ChartPlan):
        yield from part.requests()


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


def _written(parts: list[Part], writer: Writer, slots: Mapping[str, str]) -> Iterator[paper.Block]:
    silent = writer.silent_sectors(part for part in parts if isinstance(part, Sentence))
    for part in parts:
        match part:
            case Sentence(sector=sector) if sector in silent:
                continue
            case Sentence():
                block = writer.block(part)
                if block is not None:
                    yield block
            case SlotBlock():
                yield _slot(part, slots.get(part.name, ""))
            case TablePlan():
                yield from part.table(writer.values)
            case ChartPlan():
                yield from part.chart(writer.values)


def _slot(block: SlotBlock, text: str) -> paper.Slot:
    lines = [line.strip() for line in text.splitlines()]
    paragraphs = tuple(paper.Paragraph((paper.TextRun(line),)) for line in lines if line)
    return paper.Slot(block.name, block.label, paragraphs, block.hint or f"（{block.label}）")


def _title(commission: Commission, writer: Writer) -> tuple[str, ...]:
    """`//` says where a line of the title ends; the period stands below unless it is named."""
    pieces: tuple[Piece, ...] = parse(commission.template.title)
    title = "".join(run.text for run in writer.runs(pieces, commission.scope))
    label = commission.period.label
    below = () if label in title else (f"（{label}）",)
    return *title.split("//"), *below


def _addressee(commission: Commission) -> paper.Addressee | None:
    if not commission.template.addressed or not commission.office.reports_to:
        return None
    return paper.Addressee(commission.office.reports_to)


def _meta(commission: Commission) -> paper.Meta:
    """Fixed by the content: the same report gives the same file."""
    return paper.Meta(
        author=commission.office.signer,
        subject=f"{commission.period.label}{commission.template.name}",
        keywords=("安全生产", commission.template.name, commission.period.label),
        created_at=datetime.combine(commission.signed_on, time(), tzinfo=UTC),
    )
