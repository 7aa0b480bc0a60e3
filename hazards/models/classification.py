"""The dimensions a hazard and a count-only entry share, so that splits add up over both."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from township_safety.organisation.models import (
    CountedModel,
    CountedQuerySet,
    Membership,
    Role,
    Village,
)
from township_safety.register.models import (
    Campaign,
    HazardCategory,
    HazardSource,
    KeyPeriod,
    Sector,
    Site,
)

M = TypeVar("M", bound=models.Model, covariant=True)


class Grade(models.TextChoices):
    """The two grades of law; risk colours are something else."""

    GENERAL = "general", "一般"
    MAJOR = "major", "重大"


class ResponsibleLevel(models.TextChoices):
    VILLAGE = "village", "村级"
    TOWNSHIP = "township", "乡（镇）级"
    COUNTY = "county", "县级"


class RectifyMode(models.TextChoices):
    ON_SPOT = "on_spot", "当场整改"
    WITHIN_LIMIT = "within_limit", "限期整改"


# The source of what a village told and the office typed in.
TOLD_BY_VILLAGE = "village_report"


def reported_itself() -> Q:
    """自报: entered by an inspector of the village."""
    inspectors = Membership.objects.filter(
        user=OuterRef("recorded_by"), office=OuterRef("office"), role=Role.VILLAGE
    )
    return Q(Exists(inspectors))


def reported_by_proxy() -> Q:
    """代报: told by the village, entered by the office."""
    return Q(source__code=TOLD_BY_VILLAGE) & ~reported_itself()


class ClassifiedQuerySet(CountedQuerySet[M]):
    def by_itself(self) -> Self:
        """自报."""
        return self.filter(reported_itself())

    def by_proxy(self) -> Self:
        """代报; what the office found in a village itself is neither."""
        return self.filter(reported_by_proxy())

    def narrowed(
        self, *, first_day: date | None = None, last_day: date | None = None, **dimensions: Any
    ) -> Self:
        """Rows of these days (both inclusive) and dimensions; what is empty does not narrow."""
        day = self.model.date_field  # type: ignore[attr-defined]  # on every counted model
        asked = {f"{day}__gte": first_day, f"{day}__lte": last_day, **dimensions}
        return self.filter(**{name: value for name, value in asked.items() if value})


class Classified(CountedModel):
    """Sector, grade, level, source, place: the partitions of every hazard figure.

    An empty dimension counts as 未分, so that the parts still add up to the whole.
    """

    village_lookup: ClassVar[str | None] = "village"

    village = models.ForeignKey(
        Village, models.PROTECT, verbose_name="村（居）", null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="监管对象", null=True, blank=True, related_name="+"
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        HazardCategory,
        models.PROTECT,
        verbose_name="隐患类别",
        null=True,
        blank=True,
        related_name="+",
    )
    source = models.ForeignKey(
        HazardSource,
        models.PROTECT,
        verbose_name="隐患来源",
        null=True,
        blank=True,
        related_name="+",
    )
    grade = models.CharField("等级", max_length=10, choices=Grade, default=Grade.GENERAL)
    responsible_level = models.CharField(
        "责任层级", max_length=10, choices=ResponsibleLevel, blank=True
    )
    rectify_mode = models.CharField(
        "整改方式", max_length=15, choices=RectifyMode, default=RectifyMode.WITHIN_LIMIT
    )
    extra_sectors = models.ManyToManyField(
        Sector,
        verbose_name="另涉行业",
        blank=True,
        related_name="+",
        help_text="只作“其中”统计，不影响按行业合计",
    )
    campaigns = models.ManyToManyField(
        Campaign, verbose_name="专项行动", blank=True, related_name="+"
    )
    key_periods = models.ManyToManyField(
        KeyPeriod, verbose_name="重要时段", blank=True, related_name="+"
    )

    class Meta(CountedModel.Meta):
        abstract = True

    @classmethod
    def dimensions(cls) -> tuple[list[str], list[str]]:
        """The columns and the tags that split a count; what follows an entry has the same."""
        columns = [field.name for field in Classified._meta.fields]
        owned = {field.name for field in CountedModel._meta.fields}
        tags = [field.name for field in Classified._meta.many_to_many]
        return [name for name in columns if name not in owned], tags
