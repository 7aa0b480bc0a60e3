"""专项行动 and 重要时段: labelled stretches of time that work is tagged with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import CountedModel, CountedQuerySet, Village
from township_safety.register.models.reference import SiteCategory

_ABOUT = timedelta(days=60)


class DatedTagQuerySet(CountedQuerySet["Campaign"]):
    def running(self, *, on: date) -> Self:
        return self.counted().filter(
            Q(first_day__lte=on), Q(last_day__isnull=True) | Q(last_day__gte=on)
        )

    def touching(self, first_day: date, last_day: date) -> Self:
        """Those that share at least one day with the stretch, both ends inclusive."""
        return self.counted().filter(
            Q(first_day__lte=last_day), Q(last_day__isnull=True) | Q(last_day__gte=first_day)
        )

    def about(self, day: date) -> Self:
        """What ran on the day, shortly before, or was being prepared on it."""
        return self.touching(day - _ABOUT, day + _ABOUT)


class DatedTag(CountedModel):
    date_field: ClassVar[str] = "first_day"
    workbook_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = models.CharField("名称", max_length=100)
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期", null=True, blank=True)

    class Meta(CountedModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["-first_day", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="%(app_label)s_%(class)s_days_in_order",
                violation_error_message="结束日期不能早于开始日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def days_left(self, *, on: date) -> int | None:
        """0 on the last day, negative afterwards; None without an end."""
        return (self.last_day - on).days if self.last_day else None


class Campaign(DatedTag):
    issuer = models.CharField("部署单位", max_length=100, blank=True)
    goal = models.TextField("目标任务", blank=True)
    site_categories = models.ManyToManyField(
        SiteCategory,
        verbose_name="应查对象类别",
        blank=True,
        related_name="+",
        help_text="要逐家查到的监管对象；不选不算覆盖率",
    )
    villages = models.ManyToManyField(
        Village,
        verbose_name="涉及的村（居）",
        blank=True,
        related_name="+",
        help_text="不选是全部",
    )

    objects = DatedTagQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[site_categories, villages])

    class Meta(DatedTag.Meta):
        verbose_name = verbose_name_plural = "专项行动"

    def get_absolute_url(self) -> str:
        return reverse("campaign", args=[self.pk])


class KeyPeriod(DatedTag):
    objects = DatedTagQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(DatedTag.Meta):
        verbose_name = verbose_name_plural = "重要时段"

    def get_absolute_url(self) -> str:
        return reverse("key_period", args=[self.pk])
