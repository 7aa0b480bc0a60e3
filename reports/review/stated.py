"""The period that a text says it is about, and the days it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reports.review.passages import Passage, han_number
from township_safety.periods import FIRST_YEAR, LAST_YEAR, Period

_HALF = re.compile(r"(20\d\d)年?度?[^,。;\n\d]{0,12}?(上|下)半年")
_QUARTER = re.compile(r"(20\d\d)年?度?第?([一二三四1-4])季度")
_MONTH = re.compile(r"(20\d\d)年0?(\d{1,2})月份?[^\d日,。;\n]{0,16}(?:月报|报告|总结|情况|工作|\))")
_FIRST = re.compile(r"\W*(20\d\d)年0?(\d{1,2})月(?:份)?(?!\d)")
_YEAR = re.compile(r"(20\d\d)年(?:度|全年)?[^,。;\n\d]{0,14}(?:总结|汇报|报告|要点)")
_DAY = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_BARE_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True)
class Day:
    """A day as typed; `day` is None where the calendar has none such."""

    start: int
    end: int
    day: date | None


def stated_period(passage: Passage) -> Period | None:
    """From the title and the first lines; None where they do not say."""
    for text in (passage.title, passage.opening):
        if found := _period_in(text):
            return found
    return None


def _period_in(text: str) -> Period | None:
    if found := _HALF.search(text):
        return Period.of_half(int(found[1]), 1 if found[2] == "上" else 2)
    if found := _QUARTER.search(text):
        number = int(found[2]) if found[2].isdigit() else han_number(found[2])
        return Period.of_quarter(int(found[1]), number or 1)
    found = _MONTH.search(text) or _FIRST.match(text)
    if found and 1 <= int(found[2]) <= 12:
        return Period.of_month(int(found[1]), int(found[2]))
    if found := _YEAR.search(text):
        return Period.of_year(int(found[1]))
    return None


def days_in(text: str, *, year: int | None) -> Iterator[Day]:
    """Days with their year, and days without one when the year is known."""
    for found in _DAY.finditer(text):
        yield Day(*found.span(), _day(int(found[1]), int(found[2]), int(found[3])))
    if year is not None:
        for found in _BARE_DAY.finditer(text):
            yield Day(*found.span(), _day(year, int(found[1]), int(found[2])))


def _day(year: int, month: int, number: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def signed_on(passage: Passage) -> Day | None:
    """The date line at the end: a short line that is nothing but a day, perhaps behind a name."""
    for paragraph in reversed(passage.paragraphs[-4:]):
        found = list(days_in(paragraph.text, year=None))
        if found and len(paragraph.text.strip()) < 40 and "。" not in paragraph.text:
            day = found[-1]
            return Day(paragraph.start + day.start, paragraph.start + day.end, day.day)
    return None
