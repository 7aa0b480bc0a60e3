"""挂牌督办 as dated rows. Written by hazards.supervision only."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from hazards.models.timeline import HazardChild, StepQuerySet


class ListingQuerySet(StepQuerySet["Listing"]):
    def counted(self) -> Self:
        return self.filter(hazard__voided_at__isnull=True)

    def standing_now(self) -> Self:
        return self.filter(lifted_on__isnull=True)

    def standing(self, *, on: date) -> Self:
        return self.filter(listed_on__lte=on).filter(
            Q(lifted_on__isnull=True) | Q(lifted_on__gt=on)
        )


class Listing(HazardChild):
    """挂牌（挂账）督办 by one body; a hazard may be listed by several."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "市（州）级"
        COUNTY = "county", "县（区）级"
        COMMITTEE = "committee", "安委办"
        TOWNSHIP = "township", "乡（镇）级"

    date_field: ClassVar[str] = "listed_on"

    hazard = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name="隐患", related_name="listings"
    )
    body = models.CharField("督办单位", max_length=100)
    level = models.CharField("挂牌级别", max_length=20, choices=Level)
    number = models.CharField("督办文号", max_length=60, blank=True)
    listed_on = models.DateField("挂牌日期")
    due_on = models.DateField("督办期限", null=True, blank=True)
    lifted_on = models.DateField("解除日期", null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "挂牌督办"
        ordering = ["listed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=F("listed_on")),
                name="listing_lifted_after_listed",
                violation_error_message="解除日期不能早于挂牌日期",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.listed_on}"
