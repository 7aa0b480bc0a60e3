"""Whether a block can be used: every fault in Chinese, with the block's number and the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reports.blocks import KINDS, read_blocks, wordings
from reports.editing.records import path_text, walk
from reports.figures import DIMENSIONS, NONE, REGISTRY
from reports.questions import accepts, names_of
from reports.text import Token, WordingProblem, parse, tokens
from reports.wording import Translator
from township_safety.organisation.models import Office

MOST_BLOCKS = 300


def problems_of(record: dict[str, Any], translator: Translator) -> list[str]:
    """What is wrong with one block, without its number."""
    if record.get("kind") not in KINDS:
        return [f"没有“{record.get('kind')}”这种段落"]
    try:
        read = read_blocks([{**record, "off": False}])
    except WordingProblem as problem:
        return [str(problem).removeprefix("第1段：").removeprefix("第1段")]
    return _of_tokens((token for pieces in wordings(read) for token in tokens(pieces)), translator)


def problems_in(blocks: list[dict[str, Any]], *, office: Office) -> list[str]:
    """What is wrong with a template, each fault with the number of its block."""
    translator = Translator(office)
    found = []
    for path, record in walk(blocks):
        alone = {**record, "blocks": []} if "blocks" in record else record
        label = KINDS[record["kind"]].label if record.get("kind") in KINDS else "段落"
        place = f"第{path_text(path)}段（{label}）"
        found += [f"{place}：{problem}" for problem in problems_of(alone, translator)]
    return found


def problems_of_wording(stored: str, translator: Translator) -> list[str]:
    """Of a text outside the blocks, as the title."""
    try:
        pieces = parse(stored)
    except WordingProblem as problem:
        return [str(problem)]
    return _of_tokens(tokens(pieces), translator)


def _of_tokens(asked: Iterable[Token], translator: Translator) -> list[str]:
    return list(dict.fromkeys(fault for token in asked for fault in _faults(token, translator)))


def _faults(token: Token, translator: Translator) -> Iterator[str]:
    figure = REGISTRY.get(token.key)
    place = translator.shown("{" + _spelled(token) + "}")
    for dimension in [*(name for name, _ in token.filters), *token.follows]:
        if not accepts(figure, dimension):
            label = DIMENSIONS[dimension].label
            yield f"“{figure.name}”不能按“{label}”细分：{place}"
            return
    for dimension, codes in token.filters:
        known = translator.choices(token.key, dimension)
        strange = [code for code in codes if code != NONE and code not in known]
        if strange and not known and translator.office is not None:
            named = names_of(figure, dimension, strange, office=translator.office)
            strange = [code for code in strange if code not in named]
        for code in strange:
            yield f"“{DIMENSIONS[dimension].label}”里没有“{code}”：{place}"


def _spelled(token: Token) -> str:
    return "|".join([token.key, *(f"{name}={','.join(codes)}" for name, codes in token.filters)])
