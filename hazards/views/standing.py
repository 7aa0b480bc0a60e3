"""挂牌督办 and 上报移送 on the page of one hazard: days left, what was done, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from hazards.models import Hazard, Listing, Referral
from hazards.models.listings import ProgressDuty
from hazards.supervision import apply_until
from hazards.workflow import Action
from township_safety.register.working_days import Calendar, calendar_for

_ON_LISTING = (Action.PROGRESS, Action.LIST_EXTEND, Action.ACCEPT, Action.UNLIST)
_ON_REFERRAL = (Action.URGE, Action.REPLY)
# Offered beside the listing or referral they are about, not at the head of the page.
ROW_STEPS = frozenset({*_ON_LISTING, *_ON_REFERRAL})


@dataclass(frozen=True, slots=True)
class Line:
    on: date
    what: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Card:
    """One listing or referral. `left` tells the working days until its term, or past it."""

    title: str
    left: str
    is_late: bool
    warning: str
    facts: list[tuple[str, str]]
    lines: list[Line]
    steps: list[tuple[str, str]]


def listing_cards(hazard: Hazard, *, offered: Iterable[Action], carried: str) -> list[Card]:
    """`offered` is what the reader may do; `carried` the list he came from."""
    today, listings = timezone.localdate(), list(hazard.listings.whole())
    if not listings:
        return []
    owing = set(hazard.listings.unreported(on=today).values_list("pk", flat=True))
    terms = {row.pk: row.due_in_force(on=today) for row in listings}
    calendar = _calendar(hazard, terms.values(), today)
    return [
        Card(
            title=f"{row.body}　{row.get_level_display()}",
            left="" if row.lifted_on else _left(terms[row.pk], today, calendar),
            is_late=_is_late(terms[row.pk], today) and not row.lifted_on,
            warning=_unreported(today) if row.pk in owing else "",
            facts=_listing_facts(row, terms[row.pk]),
            lines=list(_watched(row)),
            steps=_steps(hazard, "listing", row, _of_listing(row, offered), carried),
        )
        for row in listings
    ]


def referral_cards(hazard: Hazard, *, offered: Iterable[Action], carried: str) -> list[Card]:
    today, referrals = timezone.localdate(), list(hazard.referrals.whole())
    if not referrals:
        return []
    calendar = _calendar(hazard, [row.reply_due_on for row in referrals], today)
    return [
        Card(
            title=f"{row.get_kind_display()}{row.to_agency}",
            left="" if row.replied_on else _left(row.reply_due_on, today, calendar),
            is_late=_is_late(row.reply_due_on, today) and not row.replied_on,
            warning="",
            facts=_referral_facts(row),
            lines=[
                Line(urge.on, f"催办（{urge.get_way_display()}）", urge.words, str(urge.by or ""))
                for urge in row.urges.all()
            ],
            steps=_steps(hazard, "referral", row, _of_referral(row, offered), carried),
        )
        for row in referrals
    ]


def _calendar(hazard: Hazard, terms: Iterable[date | None], today: date) -> Calendar:
    days = [today, *(day for day in terms if day is not None)]
    return calendar_for(hazard.office_id, first=min(days), last=max(days))


def _left(due_on: date | None, today: date, calendar: Calendar) -> str:
    if due_on is None:
        return ""
    if due_on == today:
        return "今天到期"
    days = calendar.working_days_between(today, due_on)
    if due_on > today:
        return f"还有{days}个工作日" if days else "到期前没有工作日"
    return f"已超{-days}个工作日" if days else "已过期"


def _is_late(due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on < today


def _unreported(today: date) -> str:
    duty = ProgressDuty.seen_on(today)
    return f"{duty.quarter.label}进展未报{'，已过期' if duty.is_late else ''}"


def _listing_facts(row: Listing, due_on: date | None) -> list[tuple[str, str]]:
    facts = [
        ("督办文号", row.number),
        ("督办责任人", row.leader),
        ("挂牌日期", str(row.listed_on)),
        ("督办期限", _term(row, due_on)),
        ("解除日期", str(row.lifted_on or "")),
        ("解除文号", row.lifted_number),
        ("解除批准人（单位）", row.lifted_by),
    ]
    return [(label, text) for label, text in facts if text]


def _term(row: Listing, due_on: date | None) -> str:
    if due_on is None:
        return ""
    if row.lifted_on:
        return str(due_on)
    original = f"，原为{row.due_on}" if due_on != row.due_on else ""
    return f"{due_on}（申请延期最迟{apply_until(row.office_id, due_on)}{original}）"


def _watched(row: Listing) -> Iterator[Line]:
    lines = [Line(told.on, "进展", told.text, str(told.by or "")) for told in row.progress.all()]
    for extension in row.extensions.all():
        text = f"{extension.applied_on}申请，延期到{extension.due_on}。{extension.reason}"
        lines.append(Line(extension.agreed_on, "延期", text, extension.approver))
    for check in row.acceptances.all():
        word = f"验收{check.get_outcome_display()}"
        lines.append(Line(check.on, word, check.opinion, check.people))
    return iter(sorted(lines, key=attrgetter("on")))


def _referral_facts(row: Referral) -> list[tuple[str, str]]:
    facts = [
        ("文号", row.number),
        ("上报日期", str(row.referred_on)),
        ("回复期限", str(row.reply_due_on or "")),
        ("上报原因", str(row.get_reason_display())),
        ("处置前的管控措施", row.interim_measures),
        ("回复日期", str(row.replied_on or "")),
        ("回复结果", str(row.get_result_display())),
        ("回复内容", row.reply),
        ("后续安排", row.follow_up),
    ]
    return [(label, text) for label, text in facts if text]


def _of_listing(row: Listing, offered: Iterable[Action]) -> list[Action]:
    if row.lifted_on is not None:
        return []
    missing = set() if row.due_on else {Action.LIST_EXTEND}
    if row.accepted_on is None:
        missing.add(Action.UNLIST)
    return [action for action in _ON_LISTING if action in {*offered} - missing]


def _of_referral(row: Referral, offered: Iterable[Action]) -> list[Action]:
    if row.replied_on is not None:
        return []
    return [action for action in _ON_REFERRAL if action in {*offered}]


def _steps(
    hazard: Hazard, name: str, row: Any, actions: list[Action], carried: str
) -> list[tuple[str, str]]:
    """(address, label) of each step, with the row already chosen in its form."""
    about = f"?{urlencode({name: row.pk})}{carried.replace('?', '&', 1)}"
    return [
        (reverse("hazards:act", args=[hazard.pk, action.value]) + about, str(action.label))
        for action in actions
    ]
