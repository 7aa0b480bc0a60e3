"""The questions the office asks of many hazards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from hazards import words
from hazards.models import conditions
from hazards.models.classification import (
    ClassifiedQuerySet,
)
from hazards.models.deadlines import DUE_SOON, OVERDUE, REFERRED, UNANSWERED, UNASSIGNED
from hazards.models.listings import Listing
from hazards.workflow import UNCLOSED, Status
from township_safety.organisation.models import User
from township_safety.register.models import Site

if TYPE_CHECKING:
    from hazards.models.hazard import Hazard


class HazardQuerySet(ClassifiedQuerySet["Hazard"]):
    def counted(self) -> Self:
        """Neither voided nor already inside a count-only entry."""
        return super().counted().filter(counted_in__isnull=True)

    def found_in(self, first_day: date, last_day: date) -> Self:
        return self.filter(found_on__gte=first_day, found_on__lte=last_day)

    def open(self, *, on: date) -> Self:
        """未整改 at the end of that day."""
        return self.filter(conditions.open_on(on))

    def unclosed(self, *, on: date) -> Self:
        return self.filter(conditions.unclosed_on(on))

    def overdue(self, *, on: date) -> Self:
        return self.filter(conditions.overdue_on(on))

    def due_soon(self, *, on: date, until: date) -> Self:
        """Open now, due from that day to the last one that is 临期 (due_soon_until)."""
        return self.filter(conditions.due_soon_today(on, until=until))

    def waiting(self, *, on: date) -> Self:
        """已上报待处置 at the end of that day."""
        return self.filter(conditions.waiting_on(on))

    def of_sites(self, sites: models.QuerySet[Any]) -> Self:
        return self.filter(site__in=sites)

    def not_referred(self, *, on: date) -> Self:
        return self.exclude(conditions.referred_on(on))

    def referred_keys(self, keys: Collection[int], *, on: date) -> set[int]:
        """Which of these wait for the answer of a body that they were referred to."""
        rows = self.filter(conditions.referred_on(on), pk__in=keys)
        return set(rows.order_by().values_list("pk", flat=True))

    def listed(self, *, on: date) -> Self:
        return self.filter(conditions.listed_on(on))

    def on_a_list(self, *, on: date) -> Self:
        """The rows of `listed`, found from the few listings instead of the many hazards."""
        return self.filter(pk__in=Listing.objects.standing(on=on).values("hazard"))

    def containing(self, text: str) -> Self:
        """Number, words, place or site."""
        sites = Site.objects.filter(name__icontains=text).values("pk")
        return self._worded_like(text, at=Q(site__in=sites)).filter(
            Q(number__icontains=text)
            | Q(description__icontains=text)
            | Q(place__icontains=text)
            | Q(site__name__icontains=text)
        )

    def owed_by(self, name: str) -> Self:
        """The person or unit that is to put it right."""
        return self._worded_like(name).filter(
            Q(responsible_person__icontains=name) | Q(responsible_unit__icontains=name)
        )

    def _worded_like(self, text: str, *, at: Q | None = None) -> Self:
        """What the index of words finds, or these; all rows when the text is too short for it."""
        rows = self.model._default_manager.order_by()
        beside = rows.filter(at).values("pk") if at is not None else None
        found = words.candidates(text, using=self.db, beside=beside)
        return self if found is None else self.filter(pk__in=found)

    def given_to(self, user: User) -> Self:
        """交办给 this person, whoever is responsible on the site."""
        return self.filter(assigned_to=user)

    def given_to_nobody(self) -> Self:
        """未指定承办人."""
        return self.filter(assigned_to__isnull=True)

    def recurring(self) -> Self:
        """反复反弹: it came back after it had been closed."""
        return self.filter(recurs__isnull=False)

    def beside(self, hazard: Hazard, *, within: timedelta) -> Self:
        """Those of its site, or without one of its village, found about the same time."""
        where = {"site": hazard.site_id} if hazard.site_id else {"village": hazard.village_id}
        return (
            self.filter(office=hazard.office_id, **where)
            .filter(found_on__gte=hazard.found_on - within, found_on__lte=hazard.found_on + within)
            .exclude(pk__in=[key for key in (hazard.pk, hazard.recurs_id) if key])
        )

    def in_state(self, state: str, *, on: date, until: date) -> Self:
        """One of the four statuses, or how an open one stands to its deadline today."""
        if state == OVERDUE:
            return self.filter(conditions.overdue_today(on))
        if state == DUE_SOON:
            return self.due_soon(on=on, until=until)
        if state == REFERRED:
            return self.filter(conditions.waiting_today(on))
        if state == UNASSIGNED:
            return self.filter(conditions.UNASSIGNED)
        if state == UNANSWERED:
            return self.unanswered()
        return self.filter(status=state)

    def awaiting_level(self) -> Self:
        """待会商分级: not closed, and nobody has said whose it is to see to."""
        return self.without_history().without_level().filter(status__in=UNCLOSED)

    def without_history(self) -> Self:
        """To-dos: 历史台账导入 asks nobody for anything until it is worked on."""
        return self.filter(is_history=False)

    def of_history(self) -> Self:
        return self.filter(is_history=True)

    def not_undone(self) -> Self:
        return self.filter(is_undone=False)

    def without_level(self) -> Self:
        return self.filter(responsible_level="")

    def unanswered(self) -> Self:
        """上报待回复."""
        return self.not_voided().filter(conditions.unanswered())

    def owing(self, duty: str, *, on: date) -> Self:
        """Those about which somebody has to be urged, told or asked; duty: conditions.Duty."""
        return self.not_voided().filter(conditions.owing(duty, on=on))

    def not_voided(self) -> Self:
        """What a list shows unless asked for the voided ones."""
        return self.exclude(status=Status.VOIDED)

    def numbered(self, number: str) -> Hazard | None:
        return self.filter(number=number).first()

    def with_keys(self, keys: Collection[int]) -> Self:
        return self.filter(pk__in=keys)

    def on_notice(self, notice: models.Model) -> Self:
        return self.filter(notice_items__notice=notice)

    def whole(self) -> Self:
        """One hazard with the rows it names, for its own page."""
        return self.with_names().select_related(
            "category", "criterion", "recurs", "counted_in", "voided_by", "assigned_to"
        )

    def in_order_of_days(self) -> Self:
        """As a ledger on paper is kept: the oldest first, each with its rectifications."""
        return self.order_by("found_on", "pk").prefetch_related("rectifications")

    def with_names(self) -> Self:
        """What one line of a list shows, in one query."""
        return self.select_related("village", "site", "sector", "source", "office")
