"""存疑数据: rows that can hardly be right, or lack what figures and to-dos need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.urls import reverse

from hazards.models import Hazard
from hazards.models.conditions import UNASSIGNED
from hazards.workflow import UNCLOSED, Action, Status
from township_safety.desk.duties.kinds import Ask, Kind, Line
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Site

# A find so old, or a deadline so far away, is most often a wrong year.
_OLD = timedelta(days=10 * 365)
_FAR = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Reason:
    """`is_so` says the same of one row as `condition` of many."""

    key: str
    label: str
    condition: Callable[[Ask], Q]
    is_so: Callable[[Any, Ask], bool]
    mend: Callable[[Any], str]


def _correct(hazard: Hazard) -> str:
    return reverse("hazards:edit", args=[hazard.pk])


def _assign(hazard: Hazard) -> str:
    return reverse("hazards:act", args=[hazard.pk, Action.ASSIGN])


def _level(hazard: Hazard) -> str:
    return reverse("hazards:act", args=[hazard.pk, Action.LEVEL])


def _site(site: Site) -> str:
    return reverse("records:edit", args=["sites", site.pk])


def _levelled_by(ask: Ask) -> date:
    days = ask.user.office.level_within_days if ask.user.office else 0
    return ask.today - timedelta(days=days + 1)


HAZARDS: tuple[Reason, ...] = (
    Reason(
        "future",
        "检查日期在今天之后",
        lambda ask: Q(found_on__gt=ask.today),
        lambda row, ask: row.found_on > ask.today,
        _correct,
    ),
    Reason(
        "old",
        "检查日期在十年以前",
        lambda ask: Q(found_on__lt=ask.today - _OLD),
        lambda row, ask: row.found_on < ask.today - _OLD,
        _correct,
    ),
    Reason(
        "due_before",
        "整改期限早于检查日期",
        lambda ask: Q(due_on__lt=F("found_on")),
        lambda row, ask: row.due_on is not None and row.due_on < row.found_on,
        _assign,
    ),
    Reason(
        "due_far",
        "整改期限在三年以后",
        lambda ask: Q(due_on__gt=ask.today + _FAR),
        lambda row, ask: row.due_on is not None and row.due_on > ask.today + _FAR,
        _assign,
    ),
    Reason(
        "no_deadline",
        "没有整改期限",
        lambda ask: UNASSIGNED,
        lambda row, ask: row.status == Status.OPEN and row.due_on is None and not row.is_standing,
        _assign,
    ),
    Reason(
        "no_level",
        "过了期限没有定责任层级",
        lambda ask: Q(responsible_level="", found_on__lte=_levelled_by(ask)),
        lambda row, ask: not row.responsible_level and row.found_on <= _levelled_by(ask),
        _level,
    ),
    Reason(
        "no_place",
        "没有写明村（居）",
        lambda ask: Q(village__isnull=True),
        lambda row, ask: row.village_id is None,
        _correct,
    ),
    Reason(
        "no_sector",
        "没有分行业领域",
        lambda ask: Q(sector__isnull=True),
        lambda row, ask: row.sector_id is None,
        _correct,
    ),
)
SITES: tuple[Reason, ...] = (
    Reason(
        "no_village",
        "没有写明村（居）",
        lambda ask: Q(village__isnull=True),
        lambda row, ask: row.village_id is None,
        _site,
    ),
    Reason(
        "no_site_sector",
        "没有分行业领域",
        lambda ask: Q(sector__isnull=True),
        lambda row, ask: row.sector_id is None,
        _site,
    ),
)
REASONS = {"hazards": HAZARDS, "sites": SITES}


def _any_of(reasons: tuple[Reason, ...], ask: Ask) -> Q:
    return reduce(or_, (reason.condition(ask) for reason in reasons))


def doubtful(about: str, ask: Ask, *, reason: str = "") -> Any:
    """Rows with one of the reasons, or with this one. What is closed (销号) is asked no more."""
    chosen = tuple(one for one in REASONS[about] if not reason or one.key == reason)
    if about == "sites":
        sites = Site.objects.scoped_for(ask.user).active(on=ask.today)
        return sites.filter(_any_of(chosen, ask)).select_related("village", "sector")
    rows = ask.hazards.filter(status__in=UNCLOSED)
    return rows.filter(_any_of(chosen, ask)).with_names()


def reasons_of(about: str, row: Any, ask: Ask) -> list[Reason]:
    return [reason for reason in REASONS[about] if reason.is_so(row, ask)]


def may_mend(ask: Ask) -> bool:
    return ask.may_move(Action.CORRECT) and ask.may(Permission.RECORD)


def _doubts(key: str, label: str, about: str) -> Kind:
    return Kind(
        key,
        label,
        "waiting",
        may_mend,
        lambda ask: doubtful(about, ask),
        lambda row, ask: Line(
            str(row),
            row.get_absolute_url() if about == "hazards" else _site(row),
            "；".join(reason.label for reason in reasons_of(about, row, ask)),
        ),
        lambda ask: f"{reverse('doubts')}?{urlencode({'about': about})}",
    )


DOUBTS: tuple[Kind, ...] = (
    _doubts("hazard_doubt", "隐患数据存疑", "hazards"),
    _doubts("site_doubt", "监管对象数据存疑", "sites"),
)
