"""The shipped templates: whatever clauses vanish, what is left is a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from reports.blocks import (
    HeadingBlock,
    RoundBlock,
    TemplateBlock,
    WordedBlock,
    read_blocks,
    slots_of,
    wordings,
)
from reports.commissions import commission
from reports.composing import compose
from reports.figures import REGISTRY, Attribute, Ratio, Request, Scope, Value
from reports.models import ReportTemplate
from reports.questions import accepts
from reports.sentences import Sentence, Writer
from reports.text import WORDS, parse, tokens
from reports.turns import Turn
from tests.factories.organisation import make_office
from township_safety.desk.reference_data import files_of, load_reference_data
from township_safety.documents.model import plain_text, runs_of, text_of
from township_safety.periods import Period

SHIPPED: dict[str, Any] = {
    entry["fields"]["code"]: entry["fields"]
    for path in files_of("report_templates")
    for entry in json.loads(path.read_text(encoding="utf-8"))
}
PERIODS = {
    "day": "2024-04-10",
    "week": "2024-W15",
    "quarter": "2024-Q2",
    "range": "2024-04-01..2024-04-20",
    "month": "2024-04",
    "half": "2024-H1",
    "year": "2024",
}
# Papers of one page, or for a meeting.
SHORT = {"daily", "campaign_daily", "clearance"}
TURNS = (
    Turn("sector", "fire", (("行业", "消防"),)),
    Turn("campaign", "0" * 32, (("专项行动", "岁末年初专项整治"),)),
    Turn("key_period", "1" * 32, (("重要时段", "国庆节"),)),
)


def worded(blocks: Iterable[TemplateBlock]) -> Iterator[WordedBlock]:
    for block in blocks:
        if isinstance(block, RoundBlock):
            yield from worded(block.blocks)
        elif isinstance(block, WordedBlock):
            yield block


SENTENCES = [
    pytest.param(block, Scope((1,), Period.parse(PERIODS[fields["period_kind"]])), id=f"{code}-{n}")
    for code, fields in SHIPPED.items()
    for n, block in enumerate(worded(read_blocks(fields["blocks"])), 1)
    if any(tokens(block.text))
]


def answer(request: Request, number: int) -> Value:
    figure = REGISTRY.get(request.key)
    if isinstance(figure, Ratio):
        rate = 100 if number else None
        return Value(request, rate, "%", number, part=number, whole=number)
    if isinstance(figure, Attribute):
        return Value(request, number or None, figure.unit, number, last=number or None)
    return Value(request, number, figure.unit, number)


def out_of_order(text: str) -> list[str]:
    """What no sentence of an office may hold: stray marks, or a lead with nothing after it."""
    wrong = (
        "[，。；：、]{2}",
        "^[，。；：、]",
        "（[，。；：、]|[，；：、]）|（）",
        "[，；、]$",
        "(其中|包括|此外|方面|从来源看|隐患中|检查执法中|的要求|并)[，。]$",
    )
    return [found[0] for pattern in wrong if (found := re.search(pattern, text))]


@pytest.mark.parametrize(("block", "scope"), SENTENCES)
@examples(max_examples=30)
@given(data=st.data())
def test_sentence_reads_well_whatever_is_zero(block, scope, data):
    sentence = Sentence(block, scope, TURNS)
    requests = list(dict.fromkeys(sentence.requests()))
    numbers = data.draw(st.lists(st.integers(0, 3), min_size=len(requests), max_size=len(requests)))
    values = {
        request: answer(request, number) for request, number in zip(requests, numbers, strict=True)
    }

    written = Writer(values, dict.fromkeys(WORDS, "本乡")).block(sentence)

    if written is not None:
        text = text_of(tuple(runs_of(written)))
        assert out_of_order(text) == []
        assert isinstance(block, HeadingBlock) or text[-1] in "。："


@pytest.mark.django_db
@pytest.mark.parametrize("code", SHIPPED)
def test_report_of_an_empty_office_reads_well(code):
    load_reference_data()
    template = ReportTemplate.objects.get(code=code)
    period = Period.parse(PERIODS[template.period_kind])

    document = compose(commission(make_office(name="青山乡"), template, period)).document

    assert [
        wrong for line in plain_text(document).splitlines() for wrong in out_of_order(line)
    ] == []


@pytest.mark.parametrize("code", SHIPPED)
def test_template_leaves_room_for_the_words_of_the_office(code):
    names = [slot.name for slot in slots_of(read_blocks(SHIPPED[code]["blocks"]))]

    assert len(names) == len(set(names))
    if code not in SHORT:
        assert {"opening", "next", "ending"} <= set(names)


@pytest.mark.parametrize("code", SHIPPED)
def test_figures_can_be_asked_as_the_template_asks_them(code):
    fields = SHIPPED[code]
    asked = [
        (token.key, dimension)
        for wording in (*wordings(read_blocks(fields["blocks"])), parse(fields["title"]))
        for token in tokens(wording)
        for dimension in (*dict(token.filters), *token.follows)
    ]

    assert [one for one in asked if not accepts(REGISTRY.get(one[0]), one[1])] == []
