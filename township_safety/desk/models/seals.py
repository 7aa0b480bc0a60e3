"""封存: from which moment entries about a site are told as made after its accident."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from township_safety.activities.models import Accident
from township_safety.organisation.models import OwnedModel, ScopedQuerySet
from township_safety.register.models import Site


class SiteSealQuerySet(ScopedQuerySet["SiteSeal"]):
    def standing(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def of_site(self, site: Site | int) -> Self:
        """Those in force, the earliest moment first."""
        rows = self.standing().filter(site=site)
        return rows.select_related("accident", "by").order_by("moment", "pk")

    def of_accident(self, accident: Accident) -> SiteSeal | None:
        return self.standing().filter(accident=accident).first()


class SiteSeal(OwnedModel):
    """`document` is the 履职档案 as it was known an hour before, kept as it was printed."""

    village_lookup: ClassVar[str | None] = "site__village"

    accident = models.ForeignKey(
        Accident, models.PROTECT, verbose_name="事故", related_name="seals"
    )
    site = models.ForeignKey(Site, models.PROTECT, verbose_name="监管对象", related_name="seals")
    moment = models.DateTimeField(
        "事故时间", help_text="这一时刻以后登记的，标明是事故后登记、事故后补录"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="封存人", null=True, related_name="+"
    )
    document: Any = models.JSONField("履职档案", default=dict, editable=False)
    digest = models.CharField("校验码", max_length=64, blank=True, editable=False)
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="解除人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    lift_reason = models.CharField("解除原因", max_length=200, blank=True, editable=False)

    objects = SiteSealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案封存"
        ordering: ClassVar[list[str]] = ["-moment", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["accident", "site"],
                condition=Q(lifted_at__isnull=True),
                name="site_sealed_once_per_accident",
                violation_error_message="这个监管对象的档案已经因这起事故封存",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="seal_lifted_with_reason_or_not_at_all",
                violation_error_message="解除封存须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}（{timezone.localtime(self.moment):%Y-%m-%d %H:%M}封存）"

    def mark(self, recorded_at: datetime, on: Any) -> str:
        """What is said of an entry made at that moment, about a fact of that day."""
        if recorded_at < self.moment:
            return ""
        happened = timezone.localdate(self.moment)
        return "事故后登记" if on is not None and on > happened else "事故后补录"
