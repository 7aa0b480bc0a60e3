"""Headings and items in order: no gap, no number twice, no 一是 alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.review.findings import Finding, Reading, at, check, rule
from reports.review.passages import RANKS, Paragraph, Style, han_number
from reports.review.stated import signed_on
from township_safety.documents.numerals import ordinal

_FORM = "公文格式：层次序数依次为一、（一）1.（1）"
GAP = rule("number_gap", "序号跳号", "序号要连着写", _FORM)
AGAIN = rule("number_twice", "序号重复", "同一层次的序号不能重复", _FORM)
ALONE = rule("item_alone", "只有“一是”", "只有一条时不用编号", _FORM)
NO_TITLE = rule(
    "no_title", "没有标题", "正式文稿要有标题", "公文格式：标题、落款、成文日期", severity="hint"
)
NO_SIGNATURE = rule(
    "no_signature",
    "没有落款和成文日期",
    "正式文稿要有落款和成文日期",
    "公文格式：标题、落款、成文日期",
    severity="hint",
)

_ITEM = re.compile(
    r"(?<![\u4e00-\u9fff\d])([一二三四五六七八九十]{1,3})是|\n([一二三四五六七八九十]{1,3})是"
)
_SHOWN: dict[Style, Callable[[int], str]] = {
    "clause": lambda number: f"{ordinal(number)}、",
    "bracketed": lambda number: f"（{ordinal(number)}）",
    "point": lambda number: f"{number}.",
    "bracketed_point": lambda number: f"（{number}）",
}


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    number: int


@check
def headings(reading: Reading) -> Iterator[Finding]:
    """Each style counts from one below the heading of a higher rank."""
    last: dict[Style, int] = {}
    begun: dict[Style, bool] = {}
    for paragraph in reading.passage.paragraphs:
        if not paragraph.style:
            continue
        rank = RANKS[paragraph.style]
        for lower in [style for style in last if RANKS[style] > rank]:
            del last[lower]
        yield from _in_order(paragraph, last.get(paragraph.style, 0), begun)
        last[paragraph.style] = paragraph.ordinal
        begun[paragraph.style] = True


def _in_order(paragraph: Paragraph, before: int, begun: dict[Style, bool]) -> Iterator[Finding]:
    number, wanted = paragraph.ordinal, before + 1
    is_excerpt = paragraph.number == 0 and not begun
    if (
        number == wanted
        or is_excerpt
        or (number == 1 and paragraph.style in ("point", "bracketed_point"))
    ):
        return
    label = _SHOWN[paragraph.style]
    mark = _Mark(
        paragraph.start + len(paragraph.text) - len(paragraph.text.lstrip(" \n")), 0, number
    )
    mark = _Mark(mark.start, paragraph.start + paragraph.skip, number)
    if number <= before:
        said = f"前面已有“{label(number)}”，这里又是“{label(number)}”"
        yield at(AGAIN, mark, said, f"改为“{label(min(wanted, 99))}”，后面顺改")
    else:
        is_first = paragraph.style not in begun
        said = f"“{label(number)}”前面没有“{label(wanted)}”"
        repair = f"补上“{label(wanted)}”" if is_first else f"改为“{label(wanted)}”，或补上缺的一条"
        yield at(GAP, mark, said, repair)


@check
def items(reading: Reading) -> Iterator[Finding]:
    """一是, 二是 … under one heading; a list within a list is popped when the outer goes on."""
    lists: list[list[_Mark]] = []
    marks = list(_marks(reading))
    for index, (section, mark) in enumerate(marks):
        if index and marks[index - 1][0] != section:
            yield from _closed(lists)
            lists = []
        if mark.number == 1:
            lists.append([mark])
            continue
        while len(lists) > 1 and lists[-1][-1].number != mark.number - 1:
            deeper = any(one[-1].number == mark.number - 1 for one in lists[:-1])
            if not deeper:
                break
            yield from _closed([lists.pop()])
        yield from _next_item(lists, mark)
    yield from _closed(lists)


def _next_item(lists: list[list[_Mark]], mark: _Mark) -> Iterator[Finding]:
    if not lists:
        lists.append([])
    before = lists[-1][-1].number if lists[-1] else 0
    if mark.number <= before:
        said = f"“{ordinal(mark.number)}是”前面已经有了"
        yield at(AGAIN, mark, said, "里外两层用不同的序号，如外层（一）（二）")
    elif mark.number != before + 1:
        said = f"“{ordinal(mark.number)}是”前面没有“{ordinal(before + 1)}是”"
        yield at(GAP, mark, said, f"补上“{ordinal(before + 1)}是”，或改序号")
    lists[-1].append(mark)


def _closed(lists: list[list[_Mark]]) -> Iterator[Finding]:
    for one in lists:
        if len(one) == 1 and one[0].number == 1:
            yield at(ALONE, one[0], "后面没有“二是”", "删去“一是”")


def _marks(reading: Reading) -> Iterator[tuple[int, _Mark]]:
    """Each with the number of its section: that of the last heading."""
    heads = [one.start for one in reading.passage.paragraphs if one.style]
    for found in _ITEM.finditer(reading.text):
        group = 1 if found[1] else 2
        number = han_number(found[group])
        if number and number < 100:
            section = sum(start <= found.start(group) for start in heads)
            yield section, _Mark(found.start(group), found.end(), number)


@check
def furniture(reading: Reading) -> Iterator[Finding]:
    passage = reading.passage
    if not passage.is_whole:
        return
    first, last = passage.paragraphs[0], passage.paragraphs[-1]
    if first.style:
        yield at(
            NO_TITLE, _Mark(first.start, first.start + 1, 0), "开头就是正文", "补写标题和主送单位"
        )
    if signed_on(passage) is None and "要点" not in passage.title:
        end = last.start + len(last.text.rstrip())
        yield at(
            NO_SIGNATURE,
            _Mark(max(last.start, end - 1), end, 0),
            "结尾没有单位和日期",
            "补写落款、成文日期",
        )
