"""The rows behind the scores of a quarter, gathered once for all villages or stations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from hazards.models import Hazard, HazardCount
from inspections.duties import sums
from township_safety.activities.duties import RoundSum, rounds
from township_safety.activities.models import LetterObligation, Obligation
from township_safety.activities.station_reporting import station_returns
from township_safety.activities.village_returns import village_returns
from township_safety.desk.duties.kinds import register_row
from township_safety.desk.models import Part
from township_safety.desk.scores.points import PartScore, Row
from township_safety.organisation.models import Office, Village
from township_safety.periods import Period

Parts = dict[int, PartScore]


def gathered(part: Part) -> defaultdict[int, PartScore]:
    return defaultdict(lambda: PartScore(part))


def letters(office: Office, quarter: Period, *, today: date, column: str) -> Parts:
    """Owed by the end of the quarter. A site's letter is its village's, too."""
    found = gathered(Part.LETTERS)
    on = min(quarter.last_day, today)
    rows = (
        LetterObligation.objects.for_offices([office])
        .counted()
        .for_year(quarter.last_day.year)
        .filter(due_on__lte=on)
        .with_names()
        .with_signed(on=on)
    )
    for row in rows.order_by("pk"):
        key = row.village_id or (row.site.village_id if row.site else None)
        key = row.agency_id if column == "agency" else key
        if key is None:
            continue
        one = found[key]
        one.whole += row.copies
        one.done += row.signed_copies
        is_signed = row.signed_copies >= row.copies
        text = f"{row}（应签日期{row.due_on}）：{'已签' if is_signed else '没有签'}"
        one.rows.append(Row(text, register_row("letter_obligations", row), is_signed))
    return dict(found)


def inspections(
    office: Office, quarter: Period, *, today: date, villages: Mapping[str, int] | None = None
) -> Parts:
    """Rounds of recurring duties that ended in the quarter: by the target's village, or by the
    station that answers for the duty. What was done beyond the number makes up for nothing."""
    found = gathered(Part.INSPECTIONS)
    for done in _rounds(office, quarter, today=today):
        duty = done.duty
        asked = urlencode({"on": done.round.first_day, "state": "all"})
        url = f"{duty.get_absolute_url()}?{asked}"
        for standing in done.asked:
            key = _whose(duty, standing.target, villages)
            if key is None:
                continue
            one = found[key]
            one.whole += standing.required
            one.done += min(standing.done, standing.required)
            text = (
                f"{duty}（{done.round.label}）{standing.target.name}："
                f"应{standing.required}次，已{standing.done}次"
            )
            one.rows.append(Row(text, url, standing.is_done))
    return dict(found)


def _rounds(office: Office, quarter: Period, *, today: date) -> Iterator[RoundSum]:
    duties = Obligation.objects.for_offices([office]).touching(quarter.first_day, quarter.last_day)
    for duty in duties.with_names():
        ended = [
            one
            for one in rounds(duty, quarter.first_day, quarter.last_day)
            if quarter.first_day <= one.last_day <= min(quarter.last_day, today)
        ]
        yield from sums(duty, ended, today=today)


def _whose(duty: Obligation, target: Any, villages: Mapping[str, int] | None) -> int | None:
    if villages is None:
        return duty.agency_id
    if duty.per == Obligation.Per.VILLAGE:
        return int(target.key)
    return villages.get(target.village)


def closure(office: Office, quarter: Period, *, today: date) -> Parts:
    """本期排查整改率: of what was found in the quarter, put right by its end. What another body
    has in hand (已上报待处置) is no delay of the village and is counted apart."""
    found = gathered(Part.CLOSURE)
    end = min(quarter.last_day, today)
    hazards = Hazard.objects.for_offices([office]).counted()
    hazards = hazards.found_in(quarter.first_day, end).filter(village__isnull=False)
    waiting = set(hazards.waiting(on=end).values_list("pk", flat=True))
    open_then = set(hazards.open(on=end).values_list("pk", flat=True))
    aside: dict[int, int] = defaultdict(int)
    for hazard in hazards.order_by("found_on", "pk").only("village", "number", "description"):
        key = int(hazard.village_id or 0)
        if hazard.pk in waiting:
            aside[key] += 1
            continue
        one = found[key]
        one.whole += 1
        one.done += hazard.pk not in open_then
        word = "没有整改" if hazard.pk in open_then else "已整改"
        text = f"{hazard}：{word}"
        one.rows.append(Row(text, hazard.get_absolute_url(), hazard.pk not in open_then))
    _add_counts(found, office, quarter.first_day, end)
    for key, number in aside.items():
        found[key].aside = f"另有已上报待处置{number}条，不计入"
    return dict(found)


def _add_counts(found: dict[int, PartScore], office: Office, first: date, last: date) -> None:
    """汇总登记（只登数）: entries of the quarter, with what was put right of them by its end."""
    counted = HazardCount.objects.for_offices([office]).counted()
    entries = counted.dated_in(first, last).filter(village__isnull=False, follows__isnull=True)
    done: dict[int, int] = defaultdict(int)
    later = counted.filter(follows__in=entries, on__lte=last)
    for entry, number in later.values_list("follows", "rectified"):
        done[entry or 0] += number
    for row in entries.order_by("on", "pk"):
        rectified = row.rectified + done[row.pk]
        one = found[int(row.village_id or 0)]
        one.whole += row.found
        one.done += rectified
        text = f"{row.on}汇总登记：排查{row.found}处，已整改{rectified}处"
        one.rows.append(Row(text, row.get_absolute_url(), rectified >= row.found))


def overdue(office: Office, quarter: Period, *, today: date) -> Parts:
    """Of those with a deadline up to the end of the quarter, whenever they were found, that were
    open in it: how many were not overdue at its end. 已上报待处置 is never 逾期."""
    found = gathered(Part.OVERDUE)
    end = min(quarter.last_day, today)
    base = Hazard.objects.for_offices([office]).counted().filter(village__isnull=False)
    due = base.filter(due_on__gte=quarter.first_day, due_on__lte=end)
    late = base.overdue(on=end)
    late_keys = set(late.values_list("pk", flat=True))
    waiting = set(base.waiting(on=end).values_list("pk", flat=True))
    keys = late_keys | set(due.values_list("pk", flat=True))
    aside: dict[int, int] = defaultdict(int)
    rows = base.with_keys(keys).order_by("due_on", "pk")
    for hazard in rows.only("village", "number", "description", "due_on"):
        key = int(hazard.village_id or 0)
        if hazard.pk in waiting:
            aside[key] += 1
            continue
        one = found[key]
        one.whole += 1
        one.done += hazard.pk not in late_keys
        word = "逾期" if hazard.pk in late_keys else "没有逾期"
        text = f"{hazard}（整改期限{hazard.due_on}）：{word}"
        one.rows.append(Row(text, hazard.get_absolute_url(), hazard.pk not in late_keys))
    for key, number in aside.items():
        found[key].aside = f"另有已上报待处置{number}条，不算逾期"
    return dict(found)


def village_reports(office: Office, quarter: Period, *, today: date) -> Parts:
    """Months reported by the village itself, a 零报告 included; 代报 is told apart and earns
    nothing: the office did the village's work."""
    found = gathered(Part.RETURNS)
    for month in _months(quarter, today=today):
        for one in village_returns(office, month, today=today):
            part = found[one.village.pk]
            is_good = one.state in {"自报", "零报告"}
            part.whole += 1
            part.done += is_good
            url = f"{reverse('village_returns')}?{urlencode({'month': month.code})}"
            part.rows.append(Row(f"{month.label}：{one.state}", url, is_good))
    for part in found.values():
        proxy = sum(row.text.endswith("代报") for row in part.rows)
        if proxy:
            part.aside = f"代报{proxy}期，单列，不算自报"
    return dict(found)


def station_reports(office: Office, quarter: Period, *, today: date) -> Parts:
    """Numbers asked for the months that have ended; they are given or they are missing."""
    found = gathered(Part.RETURNS)
    for month in _months(quarter, today=today):
        for one in station_returns(office, month):
            part = found[one.agency.pk]
            part.whole += 1
            part.done += not one.is_missing
            url = f"{reverse('stations')}?{urlencode({'period': month.code})}"
            text = f"{month.label}：{one.state}"
            part.rows.append(Row(text, url, not one.is_missing))
    return dict(found)


def _months(quarter: Period, *, today: date) -> Iterator[Period]:
    """Those that have ended."""
    month = Period.containing(quarter.first_day)
    while month.last_day <= quarter.last_day and month.last_day < today:
        yield month
        month = Period.containing(month.day_after)


def village_keys(office: Office, quarter: Period) -> dict[str, int]:
    """Villages that existed on the last day, by name."""
    rows = Village.objects.for_offices([office]).active(on=quarter.last_day)
    return dict(rows.values_list("name", "pk"))
