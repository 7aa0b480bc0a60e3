"""证照许可 of a site: what it may do, by whose leave and until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import CountedModel, CountedQuerySet
from township_safety.register.models.sites import Site

# A renewal is asked for about so long before the old licence ends.
SOON = timedelta(days=60)


class SiteLicenceQuerySet(CountedQuerySet["SiteLicence"]):
    def of(self, site: Site) -> Self:
        """Those in force or ended, the one that ends first before the others."""
        return self.counted().filter(site=site).order_by(F("valid_until").asc(nulls_last=True))

    def valid(self, *, on: date) -> Self:
        begun = Q(issued_on__isnull=True) | Q(issued_on__lte=on)
        unended = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        return self.counted().filter(begun, unended)

    def ended(self, *, on: date) -> Self:
        """Their last day lies before that day."""
        return self.counted().filter(valid_until__lt=on)


class SiteLicence(CountedModel):
    village_lookup: ClassVar[str | None] = "site__village"
    date_field: ClassVar[str] = "issued_on"

    site = models.ForeignKey(Site, models.PROTECT, verbose_name="监管对象", related_name="licences")
    name = models.CharField(
        "证照名称", max_length=100, help_text="如：烟花爆竹经营（零售）许可证、食品经营许可证"
    )
    number = models.CharField("证照编号", max_length=60, blank=True)
    issued_by = models.CharField("发证机关", max_length=100, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    valid_until = models.DateField(
        "有效期至", null=True, blank=True, help_text="长期有效的不填；这一天当天仍有效"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    objects = SiteLicenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "证照许可"
        ordering: ClassVar[list[str]] = ["site__name", "valid_until", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("issued_on")),
                name="site_licence_days_in_order",
                violation_error_message="有效期不能早于发证日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.name}"

    @property
    def light(self) -> str:
        """normal, due or overdue, as in components/light.html."""
        today = timezone.localdate()
        if self.valid_until is None or self.valid_until > today + SOON:
            return "normal"
        return "overdue" if self.valid_until < today else "due"
