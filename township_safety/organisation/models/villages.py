"""Villages and communities: the denominator of every per-village figure."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models.base import CountedModel, CountedQuerySet


class VillageQuerySet(CountedQuerySet["Village"]):
    def active(self, *, on: date) -> Self:
        """Villages that exist on that day: merged and renamed ones keep their old rows."""
        return self.counted().filter(
            Q(active_from__isnull=True) | Q(active_from__lte=on),
            Q(active_to__isnull=True) | Q(active_to__gte=on),
        )


class Village(CountedModel):
    class Kind(models.TextChoices):
        VILLAGE = "village", "村"
        NEIGHBOURHOOD = "neighbourhood", "居"
        COMMUNITY = "community", "社区"

    village_lookup: ClassVar[str | None] = "pk"
    date_field: ClassVar[str] = "active_from"
    workbook_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = models.CharField("名称", max_length=50)
    kind = models.CharField("类别", max_length=20, choices=Kind, default=Kind.VILLAGE)
    area_code = models.CharField(
        "区划代码", max_length=12, blank=True, help_text="统计用区划代码12位，可不填"
    )
    responsible_person = models.CharField("包村干部", max_length=50, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    active_from = models.DateField(
        "起始日期", null=True, blank=True, help_text="设立日期；一直就有的不填"
    )
    active_to = models.DateField("终止日期", null=True, blank=True, help_text="撤并的最后一天")

    objects = VillageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "村（居）"
        ordering = ["order", "pk"]
        constraints = [
            *CountedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "name"],
                condition=Q(voided_at__isnull=True),
                name="village_name_once_per_office",
                violation_error_message="本单位已有同名的村（居）",
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True)
                | Q(active_to__isnull=True)
                | Q(active_to__gte=F("active_from")),
                name="village_dates_in_order",
                violation_error_message="终止日期不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name
