"""What a kind of to-do is: whose it is, which rows wait, and where they are worked on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from hazards.forms.filters import WITHOUT_HISTORY
from hazards.models import Hazard
from hazards.models.questions import HazardQuerySet
from hazards.workflow import Action, roles_for
from township_safety.organisation.models import Role, User
from township_safety.organisation.permissions import Permission


@dataclass(frozen=True)
class Ask:
    """Who asks, on which day; `until` is the last day that is 临期."""

    user: User
    today: date
    until: date

    @cached_property
    def roles(self) -> set[Role]:
        return {Role(membership.role) for membership in self.user.active_memberships}

    def may_move(self, action: Action) -> bool:
        return bool(self.roles & roles_for(action))

    def may(self, permission: Permission) -> bool:
        return self.user.may(permission)

    @property
    def hazards(self) -> HazardQuerySet:
        """历史台账导入 asks nobody for anything."""
        return Hazard.objects.scoped_for(self.user).without_history()

    def in_state(self, state: str) -> HazardQuerySet:
        return self.hazards.in_state(state, on=self.today, until=self.until)


@dataclass(frozen=True)
class Line:
    """One row that waits, in a sentence."""

    text: str
    url: str
    note: str = ""


Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True)
class Kind:
    """`url` leads to the list in which the rows are worked on, where there is one that shows
    exactly these; `tone` is waiting, due or overdue."""

    key: str
    label: str
    tone: str
    asks: Callable[[Ask], bool]
    rows: Callable[[Ask], Rows]
    line: Callable[[Any, Ask], Line]
    url: Callable[[Ask], str] | None = None

    def where(self, ask: Ask) -> str:
        return self.url(ask) if self.url else reverse("todo", args=[self.key])

    def number(self, ask: Ask) -> int:
        rows = self.rows(ask)
        return rows.count() if isinstance(rows, QuerySet) else len(rows)

    def lines(self, rows: Iterable[Any], ask: Ask) -> list[Line]:
        return [self.line(row, ask) for row in rows]


@dataclass(frozen=True)
class Duty:
    """One kind of work that waits, how much of it, and the list of exactly these rows."""

    label: str
    number: int
    url: str
    tone: str = ""
    key: str = ""


def office_work(ask: Ask) -> bool:
    """For who answers for the whole office's records."""
    return ask.may(Permission.VOID)


def hazard_list(**asked: Any) -> str:
    return f"{reverse('hazards:list')}?{urlencode(asked)}"


def todo_list(**asked: Any) -> str:
    return hazard_list(**asked, history=WITHOUT_HISTORY)


def register_row(key: str, row: Any) -> str:
    if hasattr(row, "get_absolute_url"):
        return str(row.get_absolute_url())
    return reverse("records:detail", args=[key, row.pk])
