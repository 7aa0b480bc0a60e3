"""What every ledger row has: an office, an identity that never changes, a way to be voided."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from township_safety.organisation.scope import scope_condition

if TYPE_CHECKING:
    from township_safety.organisation.models.people import User

M = TypeVar("M", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to offices. All access from a page starts with scoped_for()."""

    def for_offices(self, offices: Iterable[Any]) -> Self:
        return self.filter(office__in=offices)

    def scoped_for(self, user: User) -> Self:
        """The rows this person may see; a row outside is a 404, not a refusal."""
        village_lookup: str | None = getattr(self.model, "village_lookup", None)
        return self.filter(scope_condition(user, village_lookup=village_lookup))


class CountedQuerySet(ScopedQuerySet[M]):
    """Rows that figures count."""

    def counted(self) -> Self:
        """Without the rows entered by mistake; every figure starts here."""
        return self.filter(voided_at__isnull=True)

    def dated_in(self, first_day: Any, last_day: Any) -> Self:
        """Rows whose fact falls on these days, both inclusive."""
        field = self.model.date_field  # type: ignore[attr-defined]  # declared on every counted model
        return self.filter(**{f"{field}__gte": first_day, f"{field}__lte": last_day})

    def entered_by(self, user: User, *, since: datetime) -> Self:
        """What the person entered from that moment on and nobody voided, the latest first."""
        rows = self.filter(recorded_by=user, recorded_at__gte=since, voided_at__isnull=True)
        return rows.select_related("office").order_by("-recorded_at", "-pk")

    def last_entered_at(self, user: User, *, since: datetime) -> datetime | None:
        entered = self.entered_by(user, since=since).values_list("recorded_at", flat=True)
        found: datetime | None = entered.first()
        return found

    def mentioning(self, words: str) -> Self:
        """Rows with the words in one of their texts, or in the name of their site."""
        condition = Q()
        for field in self.model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if is_text and field.editable:
                condition |= Q(**{f"{field.name}__icontains": words})
            elif field.name == "site":
                condition |= Q(site__name__icontains=words)
        return self.filter(condition)


class OwnedModel(models.Model):
    """A row of one office. `uid` is its identity in workbooks and never changes."""

    # How a village inspector's villages restrict the rows; None: not divided by village.
    village_lookup: ClassVar[str | None] = None

    office = models.ForeignKey(
        "organisation.Office", models.PROTECT, verbose_name="单位", related_name="+"
    )
    uid = models.UUIDField("记录号", default=uuid.uuid4, unique=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        abstract = True


class CountedModel(OwnedModel):
    """A row that figures count until it is voided (误录作废); it is never deleted."""

    # The column that says on which day the fact happened.
    date_field: ClassVar[str] = "on"
    # Whether that day tells what was done; then it cannot lie ahead, as a plan's or roster's can.
    is_done_by_then: ClassVar[bool] = False

    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="登记人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="作废人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="%(app_label)s_%(class)s_voided_with_reason_or_not_at_all",
                violation_error_message="误录作废须写明原因",
            )
        ]

    def clean(self) -> None:
        super().clean()
        day = getattr(self, self.date_field, None) if self.is_done_by_then else None
        if day is not None and day > timezone.localdate():
            raise ValidationError({self.date_field: f"{day}在今天之后，请核对"})

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None


__all__ = ["CountedModel", "CountedQuerySet", "OwnedModel", "ScopedQuerySet"]
