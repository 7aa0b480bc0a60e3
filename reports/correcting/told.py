"""上期更正: what the next report of the series says about corrected numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from reports.models import Correction, IssuedFigure, Report, Series
from reports.models.saying import unit_behind
from township_safety.documents import model as paper
from township_safety.periods import Period

_MOST = 6


@dataclass(frozen=True)
class Told:
    """One number; `number` is that of the 更正说明, empty where the report was issued anew."""

    report: str
    label: str
    unit: str
    before: str
    after: str
    number: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def corrections_before(series: Series, period: Period) -> tuple[Told, ...]:
    """Known since the report before was signed for the first time: each is told once."""
    before = Report.objects.preceding(series, first_day=period.first_day)
    if before is None:
        return ()
    versions = list(_versions(before))
    since = _signed_at(versions[0])
    return (*_explained(series, first_day=period.first_day, since=since), *_issued_anew(versions))


def _versions(newest: Report) -> Iterator[Report]:
    """From the first on."""
    if newest.corrects is not None:
        yield from _versions(newest.corrects)
    yield newest


def _signed_at(report: Report) -> datetime | None:
    return report.frozen.recorded_at if hasattr(report, "frozen") else None


def _explained(series: Series, *, first_day: date, since: datetime | None) -> Iterator[Told]:
    rows = Correction.objects.told_from(series, first_day=first_day, since=since).with_report()
    for correction in rows:
        for line in correction.lines.all():
            name = _name(correction.report)
            yield Told(name, line.label, line.unit, line.before, line.after, correction.number)


def _issued_anew(versions: list[Report]) -> Iterator[Told]:
    """更正后重报 without a 更正说明: numbers that the last version states differently."""
    frozen = [one for one in versions if hasattr(one, "frozen")]
    if len(frozen) < 2:
        return
    explained = set(
        Correction.objects.issued()
        .filter(report__in=frozen)
        .values_list("lines__figure__key", "lines__figure__filters")
    )
    first = {_question(one): one for one in frozen[0].frozen.figures.printed()}
    for figure in frozen[-1].frozen.figures.printed():
        old = first.get(_question(figure))
        if old is None or old.text == figure.text or (figure.key, figure.filters) in explained:
            continue
        yield Told(_name(frozen[-1]), figure.label, figure.unit, old.text, figure.text)


def _name(report: Report) -> str:
    return f"{report.period.label}{report.template}"


def _question(figure: IssuedFigure) -> tuple[Any, ...]:
    return figure.key, figure.filters, figure.first_day, figure.last_day


def with_corrections(
    blocks: tuple[paper.Block, ...], told: tuple[Told, ...]
) -> tuple[paper.Block, ...]:
    """The sentence behind the first paragraph that states a number."""
    if not told:
        return blocks
    for place, block in enumerate(blocks):
        if isinstance(block, paper.Paragraph) and any(
            isinstance(run, paper.FigureRun) for run in block.runs
        ):
            return (*blocks[: place + 1], sentence(told), *blocks[place + 1 :])
    return (sentence(told), *blocks)


def sentence(told: tuple[Told, ...]) -> paper.Paragraph:
    """上期更正：《…》中…原为3处，更正为4处（文号）。"""
    runs: list[paper.Run] = [paper.TextRun("上期更正：")]
    for place, one in enumerate(told[:_MOST]):
        runs.append(paper.TextRun("；" if place else ""))
        name = one.label.replace(".", "")
        runs.append(paper.TextRun(f"《{one.report}》中“{name}”原为"))
        runs += [
            _number(one, "before"),
            paper.TextRun(f"{unit_behind(one.before, one.unit)}，更正为"),
        ]
        runs += [_number(one, "after"), paper.TextRun(unit_behind(one.after, one.unit))]
        if one.number:
            runs.append(paper.TextRun(f"（{one.number}）"))
    more = f"；另有{len(told) - _MOST}项，见更正后的报告。" if len(told) > _MOST else "。"
    runs.append(paper.TextRun(more))
    return paper.Paragraph(tuple(run for run in runs if run.text))


def _number(one: Told, which: str) -> paper.FigureRun:
    text = one.before if which == "before" else one.after
    return paper.FigureRun(
        text=text,
        key=f"correction.{which}",
        value=text,
        unit=one.unit,
        filters=(),
        definition=f"{one.label}：上期报告的原数和更正数",
    )
