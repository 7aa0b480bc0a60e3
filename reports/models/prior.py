"""启用前数据: what the office counted before it kept its books here."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import CountedModel, CountedQuerySet, Office, StoredFile
from township_safety.periods import Period


class PriorValueQuerySet(CountedQuerySet["PriorValue"]):
    def for_figure(self, key: str) -> Self:
        return self.filter(figure=key)

    def of_month(self, month: Period) -> Self:
        return self.filter(first_day=month.first_day)

    def listed(self, *, with_voided: bool) -> Self:
        """Newest month first, with what a list shows."""
        rows = self if with_voided else self.counted()
        return rows.select_related("recorded_by", "file")

    def entered(self, office: Office, period: Period) -> bool:
        rows = self.for_offices([office.pk]).counted()
        return rows.dated_in(period.first_day, period.last_day).exists()


class PriorValue(CountedModel):
    """启用前数据: one figure of one month before the office began to use the system."""

    date_field: ClassVar[str] = "first_day"

    figure = models.CharField("数据项", max_length=80)
    filters = models.CharField("细分", max_length=200, blank=True, help_text="全部的不填")
    first_day = models.DateField("月份", help_text="该月第一天")
    last_day = models.DateField("截止日期", editable=False)
    value = models.DecimalField("数值", max_digits=16, decimal_places=2)
    source = models.CharField("来源文件", max_length=200, help_text="如：2024年3月月报")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="扫描件", null=True, blank=True, related_name="+"
    )

    objects = PriorValueQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "启用前数据"
        ordering: ClassVar[list[str]] = ["-first_day", "figure"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="prior_value_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="prior_value_not_negative",
                violation_error_message="数值不能是负数",
            ),
            models.UniqueConstraint(
                fields=["office", "figure", "filters", "first_day"],
                condition=Q(voided_at__isnull=True),
                name="prior_value_once_per_figure_and_month",
                violation_error_message="这个数据项这个月的启用前数据已经填过",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.first_day}"

    def clean(self) -> None:
        """A month as a whole; the last day follows from the first."""
        first_day: date | None = self.first_day  # a form leaves out what it could not read
        if first_day is not None:
            month = Period.of_month(first_day.year, first_day.month)
            self.first_day, self.last_day = month.first_day, month.last_day
