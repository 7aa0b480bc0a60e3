"""Days as ledgers write them: without year, without day, as day numbers of Excel."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from township_safety.values import ValueProblem, clean_text, half_width, parse_date
from township_safety.values.text import is_blank
from township_safety.workbook.foreign.dialects import Terms
from township_safety.workbook.foreign.drafts import Draft

_MONTH = re.compile(r"((?:19|20)?[0-9]{2})\s*(?:年|[./\-])\s*([0-9]{1,2})\s*月?份?")
_BARE = re.compile(r"([0-9]{1,2})\s*[./\-]\s*([0-9]{1,2})\s*[日号]?")
_BEFORE = re.compile(r"(?:之前|以前|前)?(?:整改|完成|完毕|到位)*$")
_END = re.compile(r"月(?:底|末|份底)")
_NO_YEAR = re.compile(r"[^0-9]*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*[日号]?.*")
# A deadline in January of a find in December lies in the next year.
_ACROSS = timedelta(days=200)


def read_day(draft: Draft, name: str, terms: Terms, *, since: date | None = None) -> date | None:
    """The day in a cell, put in its place and told where it had to be understood.

    ``since`` is the day of the row's fact: a month alone then means its last day, and a day
    without year the first one after, whatever year the sheet is of. A cell that is no day stays as
    it is, to be told as wrong.
    """
    raw = draft.cells.get(name)
    if is_blank(raw) or raw == "无":
        return None
    year = terms.year if since is None else since.year
    day, why = _understood(raw, replace(terms, year=year), is_later=since is not None)
    if day is None:
        return None
    if why.startswith("按") and since is not None and day < since:
        next_year = _year_later(day)
        if next_year - since < _ACROSS:
            day, why = next_year, f"按{next_year.year}年"
    draft.cells[name] = day
    if why:
        draft.tell(name, clean_text(raw), f"{day.isoformat()}（{why}）")
    return day


def _understood(raw: Any, terms: Terms, *, is_later: bool) -> tuple[date | None, str]:
    """The day, and what had to be supposed for it."""
    if isinstance(raw, datetime | date):
        return (raw.date() if isinstance(raw, datetime) else raw), ""
    text = half_width(clean_text(raw)).strip(" 。.,;")
    if is_later and isinstance(raw, str):  # 3月10日前, 3月底前完成
        raw = text = _END.sub("月", _BEFORE.sub("", text))
    try:
        if isinstance(raw, int | float | Decimal):
            return _of_number(raw, text, terms)
        if (found := _BARE.fullmatch(text)) and terms.year:
            return _made(terms.year, int(found[1]), int(found[2])), f"按{terms.year}年"
        if found := _MONTH.fullmatch(text):
            return _of_month(found, is_later=is_later)
        why = f"按{terms.year}年" if _NO_YEAR.fullmatch(text) and "年" not in text else ""
        return parse_date(raw, default_year=terms.year, date_1904=terms.date_1904), why
    except ValueProblem:
        return None, ""


def _of_number(raw: float | Decimal, text: str, terms: Terms) -> tuple[date | None, str]:
    """A day number; or 3.5 typed for 3月5日. 3.1 could be the 1st and the 10th: nobody knows."""
    found = re.fullmatch(r"([1-9]|1[0-2])\.([1-9]|[12][0-9]|3[01])", text)
    if found and terms.year:
        if found[2] in "123":
            return None, ""
        return _made(terms.year, int(found[1]), int(found[2])), f"按{terms.year}年"
    day = parse_date(raw, date_1904=terms.date_1904)
    return day, "Excel 日期序号" if len(text.split(".")[0]) == 5 else ""


def _of_month(found: re.Match[str], *, is_later: bool) -> tuple[date | None, str]:
    year = int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
    month = int(found[2])
    if not 1 <= month <= 12:
        return None, ""
    if is_later:
        return date(year, month, calendar.monthrange(year, month)[1]), "只有年月，取月末"
    return date(year, month, 1), "只有年月，取1日"


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
