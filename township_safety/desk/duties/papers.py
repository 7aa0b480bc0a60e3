"""What waits about papers: to be served, reported on, signed, and numbers written by hand."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hazards.models import Notice
from hazards.workflow import Action
from township_safety.desk.duties.kinds import Ask, Kind, Line
from township_safety.organisation.models import (
    LEADERS,
    LeaderOpinion,
    PrintedForm,
    ReservedNumber,
    SignedCopy,
)


def _moves_papers(ask: Ask) -> bool:
    return ask.may_move(Action.NOTICE)


def _notices(key: str, label: str, state: str, tone: str) -> Kind:
    return Kind(
        key,
        label,
        tone,
        _moves_papers,
        lambda ask: Notice.objects.scoped_for(ask.user).in_state(state, on=ask.today),
        lambda row, ask: Line(f"{row} {row.addressee}", row.get_absolute_url()),
        lambda ask: f"{reverse('hazards:notices')}?state={state}",
    )


def _opinions(key: str, label: str, state: str, *, leaders: bool) -> Kind:
    return Kind(
        key,
        label,
        "waiting",
        lambda ask: bool(ask.roles & LEADERS) if leaders else ask.may_move(Action.SETTLE),
        lambda ask: LeaderOpinion.objects.scoped_for(ask.user).in_state(state, user=ask.user),
        lambda row, ask: Line(str(row), _opinion(row)),
        lambda ask: f"{reverse('opinions')}?state={state}",
    )


def _opinion(row: LeaderOpinion) -> str:
    return reverse("opinion", args=[row.pk])


def _print(row: PrintedForm, ask: Ask) -> Line:
    return Line(f"{row.title} {row.about}", reverse("printed_form", args=[row.code]), "缺签字件")


def _scan(row: Any, ask: Ask) -> Line:
    return Line("没有认出编码的签字件", reverse("scans"))


def _number(row: ReservedNumber, ask: Ask) -> Line:
    return Line(str(row), row.block.get_absolute_url(), "手工文号未补录")


PAPERS: tuple[Kind, ...] = (
    _notices("notice_draft", "待签发通知书", "draft", "waiting"),
    _notices("notice_unserved", "待送达通知书", "unserved", "waiting"),
    _notices("notice_late", "逾期未送达", "late", "overdue"),
    _notices("notice_report", "待整改报告", "report", "waiting"),
    Kind(
        "paper_unsigned",
        "缺签字件",
        "waiting",
        _moves_papers,
        lambda ask: PrintedForm.objects.scoped_for(ask.user).unsigned(),
        _print,
        lambda ask: reverse("papers"),
    ),
    Kind(
        "scan_unmatched",
        "签字件待认领",
        "waiting",
        _moves_papers,
        lambda ask: SignedCopy.objects.scoped_for(ask.user).unmatched(),
        _scan,
        lambda ask: reverse("scans"),
    ),
    Kind(
        "number_unused",
        "手工文号未补录",
        "waiting",
        _moves_papers,
        lambda ask: ReservedNumber.objects.scoped_for(ask.user).unused().select_related("block"),
        _number,
    ),
)
OPINIONS: tuple[Kind, ...] = (
    _opinions("opinion_mine", "领导意见待您确认", "mine", leaders=True),
    _opinions("opinion_disputed", "领导认为不属实", "disputed", leaders=False),
    _opinions("opinion_scan", "待补签批扫描件", "scan", leaders=False),
)
