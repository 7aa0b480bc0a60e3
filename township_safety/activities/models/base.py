"""What the small registers have in common: a day, a sector, a village, tags."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from township_safety.organisation.models import CountedModel, CountedQuerySet, Village
from township_safety.register.models import (
    Campaign,
    KeyPeriod,
    Sector,
    in_sectors,
    of_kind,
    tagged,
    touching_sectors,
)

M = TypeVar("M", bound=models.Model, covariant=True)


def not_negative(column: str, words: str, *, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 0}),
        name=name,
        violation_error_message=f"{words}不能为负数",
    )


def in_order(earlier: str, later: str, *, name: str, message: str) -> models.CheckConstraint:
    """Both days known: the later one is not before the earlier one."""
    return models.CheckConstraint(
        condition=Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__isnull": True})
        | Q(**{f"{later}__gte": models.F(earlier)}),
        name=name,
        violation_error_message=message,
    )


class ActivityQuerySet(CountedQuerySet[M]):
    def in_sectors(self, codes: Collection[str]) -> Self:
        """By main sector."""
        return self.filter(in_sectors(codes))

    def of_kind(self, codes: Collection[str]) -> Self:
        return self.filter(of_kind(codes))

    def for_village(self, village: Village | int) -> Self:
        return self.filter(village=village)


class TaggedQuerySet(ActivityQuerySet[M]):
    def in_campaigns(self, campaigns: Collection[Any]) -> Self:
        return self.filter(tagged(self.model, "campaigns", campaigns))

    def in_key_periods(self, key_periods: Collection[Any]) -> Self:
        return self.filter(tagged(self.model, "key_periods", key_periods))

    def touching_sectors(self, codes: Collection[str]) -> Self:
        """By main or extra sector."""
        return self.filter(touching_sectors(self.model, codes))

    def about(self, word: str) -> Self:
        return self.filter(topic__contains=word)


class Activity(CountedModel):
    """Something that took place on one day."""

    is_done_by_then: ClassVar[bool] = True
    village_lookup: ClassVar[str | None] = "village"

    on = models.DateField("日期")
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        verbose_name="村（居）",
        null=True,
        blank=True,
        related_name="+",
        help_text="本级组织的不填",
    )
    note = models.CharField("备注", max_length=500, blank=True)

    class Meta(CountedModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office", "on"], name="%(class)s_by_day")
        ]


class TaggedActivity(Activity):
    """An activity that may belong to several campaigns, key periods and further sectors.

    The tags are for labelled parts (其中); the main sector alone divides the whole.
    """

    topic = models.CharField("主题", max_length=200, blank=True)
    campaigns = models.ManyToManyField(
        Campaign, verbose_name="专项行动", blank=True, related_name="+"
    )
    key_periods = models.ManyToManyField(
        KeyPeriod, verbose_name="重要时段", blank=True, related_name="+"
    )
    extra_sectors = models.ManyToManyField(
        Sector,
        verbose_name="涉及的其他行业领域",
        blank=True,
        related_name="+",
        help_text="主要行业领域之外同时涉及的",
    )

    class Meta(Activity.Meta):
        abstract = True
