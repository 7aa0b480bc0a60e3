"""A template with the numbers of a period: the whole page, and what each block came to."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from reports.commissions import commission
from reports.composing import Commission, Composition, compose
from reports.editing.records import Path, Record, block_at
from reports.models import ReportTemplate
from reports.subjects import choices_for
from reports.text import WordingProblem
from township_safety.documents import model as paper
from township_safety.organisation.models import Office
from township_safety.periods import Kind, Period, PeriodProblem

_MARK = "§"
_EARLIER = 6
_MOST_TURNS = 5
NOTHING = "（这一期没有可写的，略去）"


@dataclass(frozen=True)
class Preview:
    """`texts` by the number of the block, counted from 0; `problem` when it cannot be written."""

    document: paper.Document | None
    texts: dict[int, str]
    problem: str = ""


def preview(template: ReportTemplate, *, office: Office, period: Period) -> Preview:
    """Written as a report would be, of the newest subject where it is about one."""
    about = next(iter(choices_for(template, office=office)), "")
    asked = replace(commission(office, template, period), about=about)
    try:
        written = compose(asked)
        texts = _texts(asked, written)
    except (WordingProblem, ValueError) as problem:
        return Preview(None, {}, str(problem))
    return Preview(written.document, texts)


def _texts(asked: Commission, written: Composition) -> dict[int, str]:
    """Written once more with a mark before each block, from the values that are already there."""
    marked = copy(asked.template)
    marked.blocks = list(_marked(asked.template.blocks))
    sources = replace(written.sources, answers=lambda _: written.values)
    texts: dict[int, list[str]] = {}
    place = -1
    for block in compose(replace(asked, template=marked), sources).document.blocks:
        if isinstance(block, paper.Slot) and block.name.startswith(_MARK):
            place = int(block.name.removeprefix(_MARK))
            continue
        texts.setdefault(place, []).append(_text_of(block))
    numbers = range(len(asked.template.blocks))
    return {number: "\n".join(texts.get(number, [])) or NOTHING for number in numbers}


def preview_of_block(
    record: Record, path: Path, template: ReportTemplate, *, office: Office, period: Period
) -> str:
    """What a single block comes to, before it is saved; in a round, the first turns of it."""
    alone = copy(template)
    for depth in range(len(path) - 1, 0, -1):
        record = {**block_at(template.blocks, path[:depth]), "blocks": [record]}
    alone.blocks = [{**record, "off": False}]
    shown = preview(alone, office=office, period=period)
    lines = (shown.problem or shown.texts[0]).splitlines()
    return "\n".join([*lines[:_MOST_TURNS], *(["……"] if len(lines) > _MOST_TURNS else [])])


def periods_for(template: ReportTemplate, *, today: date) -> list[Period]:
    """The running period and some before it, the last closed one first."""
    kind = cast(Kind, template.period_kind)
    kind = "month" if kind == "range" else kind
    closed = [Period.latest_closed(today, kind=kind)]
    while len(closed) < _EARLIER:
        closed.append(closed[-1].previous())
    return [*closed, Period.containing(today, kind=kind).cut(today)]


def chosen_period(code: str, periods: list[Period]) -> Period:
    """The period of the list that the address names, else the first."""
    try:
        wanted = Period.parse(code).code if code else ""
    except PeriodProblem:
        wanted = ""
    return next((period for period in periods if period.code == wanted), periods[0])


def _marked(blocks: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """A mark in front of each block tells afterwards what came of it."""
    for number, record in enumerate(blocks):
        yield {"kind": "slot", "name": f"{_MARK}{number}", "label": _MARK}
        yield record


def _text_of(block: paper.Block) -> str:
    match block:
        case paper.Slot(label=label):
            return f"（自写内容：{label}）"
        case paper.Table(caption=caption):
            return f"（表：{caption}）"
        case paper.Chart(title=title):
            return f"（图：{title}）"
        case _:
            return paper.text_of(tuple(paper.runs_of(block)))
