"""Things that exist from one day to another, and are counted as of a day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from township_safety.organisation.models.base import CountedModel, CountedQuerySet

M = TypeVar("M", bound=models.Model, covariant=True)


class SpanQuerySet(CountedQuerySet[M]):
    def active(self, *, on: date) -> Self:
        """Rows that exist on that day; the last day still counts."""
        return self.counted().filter(
            Q(active_from__isnull=True) | Q(active_from__lte=on),
            Q(active_to__isnull=True) | Q(active_to__gte=on),
        )

    def touching(self, first_day: date, last_day: date) -> Self:
        """Rows that exist on at least one of these days, both inclusive."""
        return self.counted().filter(
            Q(active_from__isnull=True) | Q(active_from__lte=last_day),
            Q(active_to__isnull=True) | Q(active_to__gte=first_day),
        )


class SpanModel(CountedModel):
    """Something that exists from one day to another and is counted as of a day."""

    date_field: ClassVar[str] = "active_from"
    workbook_keys: ClassVar[tuple[str, ...]] = ("name",)

    active_from = models.DateField("起始日期", null=True, blank=True, help_text="一直就有的不填")
    active_to = models.DateField(
        "终止日期", null=True, blank=True, help_text="存在的最后一天；现在还有的不填"
    )

    class Meta(CountedModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(active_from__isnull=True)
                | Q(active_to__isnull=True)
                | Q(active_to__gte=F("active_from")),
                name="%(app_label)s_%(class)s_span_in_order",
                violation_error_message="终止日期不能早于起始日期",
            ),
        ]
