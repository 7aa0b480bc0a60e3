"""节假日和调休: days off that are no week-end, and week-ends that are worked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from township_safety.organisation.models import Office


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def available_to(self, office: Office | int | None) -> Self:
        """Shared days and the office's own."""
        return self.filter(Q(office__isnull=True) | Q(office=office))

    def own(self, office: Office | int) -> Self:
        return self.filter(office=office)

    def shared(self) -> Self:
        return self.filter(office__isnull=True)

    def in_years(self, first: int, last: int) -> Self:
        """All days of these years, both inclusive."""
        return self.filter(day__gte=date(first, 1, 1), day__lte=date(last, 12, 31))

    def own_last(self) -> Self:
        """By day; of one day the shared entry before the office's own, which prevails."""
        return self.order_by("day", F("office").asc(nulls_first=True))


class Holiday(models.Model):
    """One day that is not what its weekday says. Without an office it holds for all offices."""

    class Source(models.TextChoices):
        STATE = "state", "国务院办公厅放假通知"
        LOCAL = "local", "地方规定"

    office = models.ForeignKey(
        "organisation.Office",
        models.PROTECT,
        verbose_name="单位",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    day = models.DateField("日期")
    is_workday = models.BooleanField("安排", choices=[(False, "放假"), (True, "调休上班")])
    name = models.CharField("节日", max_length=40, help_text="如：春节")
    source = models.CharField("依据", max_length=10, choices=Source, default=Source.STATE)

    objects = HolidayQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "节假日和调休"
        ordering: ClassVar[list[str]] = ["day", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(office__isnull=True),
                name="holiday_shared_day_once",
                violation_error_message="这一天已经登记过",
            ),
            models.UniqueConstraint(
                fields=["office", "day"],
                name="holiday_day_once_per_office",
                violation_error_message="这一天已经登记过",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}{self.get_is_workday_display()}"
