"""The numbers in front of headings, items, tables and charts."""

from collections.abc import Callable

from township_safety.documents.numerals import ordinal
from township_safety.documents.parts import Chart, Heading, Item, Numbering, Paper, Table

Label = Callable[[int], str]
_MOST_IN_WORDS = 20


def _clause(number: int) -> str:
    return f"{ordinal(number)}、"


def _bracketed(number: int) -> str:
    return f"（{ordinal(number)}）"


def _item(number: int) -> str:
    return f"{ordinal(number)}是"


def _point(number: int) -> str:
    return f"{number}."


def _bracketed_point(number: int) -> str:
    return f"（{number}）"


def _half_bracketed_point(number: int) -> str:
    return f"{number}）"


STYLES: dict[Numbering, tuple[Label, Label, Label, Label]] = {
    "standard": (_clause, _bracketed, _point, _bracketed_point),
    "run_in": (_clause, _bracketed, _item, _bracketed_point),
    "arabic": (_clause, _point, _bracketed_point, _half_bracketed_point),
    "bracketed": (_clause, _bracketed_point, _item, _half_bracketed_point),
}


def number_headings(document: Paper, style: Numbering | None = None) -> tuple[str, ...]:
    """One label per block of the document, empty for a block that carries none.

    Headings count under the heading above them; items count from each heading on, in figures
    where words would grow long, and one that stands alone is not numbered (there is no 一是
    without 二是).
    """
    labels = STYLES[style or document.numbering]
    counts = [0, 0, 0, 0]
    items: list[int] = []
    found: list[str] = []
    for place, block in enumerate(document.blocks):
        label = ""
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (4 - block.level)
            _settle(items, found)
            items = []
            label = labels[block.level - 1](counts[block.level - 1])
        elif isinstance(block, Item):
            items.append(place)
            label = _item(len(items))
        found.append(label)
    _settle(items, found)
    return tuple(found)


def _settle(items: list[int], labels: list[str]) -> None:
    if len(items) == 1:
        labels[items[0]] = ""
    elif len(items) > _MOST_IN_WORDS:
        for number, place in enumerate(items, 1):
            labels[place] = _point(number)


def number_captions(document: Paper) -> tuple[str, ...]:
    """One label per block: 表1, 图1, … where a document holds several tables or charts.

    A single table or chart needs no number, a table without a caption gets none.
    """
    tables = sum(isinstance(block, Table) and bool(block.caption) for block in document.blocks)
    charts = sum(isinstance(block, Chart) for block in document.blocks)
    table = chart = 0
    found = []
    for block in document.blocks:
        label = ""
        if isinstance(block, Table) and block.caption and tables > 1:
            table += 1
            label = f"表{table}"
        elif isinstance(block, Chart) and charts > 1:
            chart += 1
            label = f"图{chart}"
        found.append(label)
    return tuple(found)
