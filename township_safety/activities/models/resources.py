"""经费、入户摸排 and the small counts of insurance, sampling and standardisation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from township_safety.activities.models.base import (
    Activity,
    ActivityQuerySet,
    in_order,
    not_negative,
)
from township_safety.organisation.models import CountedModel, CountedQuerySet
from township_safety.register.models import Campaign, Kind, Sector, Site, SiteCategory


class FundQuerySet(ActivityQuerySet["Fund"]):
    def for_purposes(self, codes: Collection[str]) -> Self:
        return self.filter(purpose__code__in=codes)

    def from_sources(self, sources: Collection[str]) -> Self:
        return self.filter(source__in=sources)


class Fund(Activity):
    """经费投入. Money is kept in 元."""

    class Source(models.TextChoices):
        OWN = "own", "本级财政"
        SUPERIOR = "superior", "上级拨付"
        RAISED = "raised", "多方筹措"
        ENTERPRISE = "enterprise", "企业自筹"
        OTHER = "other", "其他"

    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    purpose = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="用途",
        limit_choices_to={"domain": Kind.Domain.FUND_PURPOSE},
        related_name="+",
    )
    source = models.CharField("来源", max_length=20, choices=Source, default=Source.OWN)
    source_note = models.CharField("来源说明", max_length=100, blank=True)
    hazard = models.ForeignKey(
        "hazards.Hazard",
        models.PROTECT,
        verbose_name="用于治理的隐患",
        null=True,
        blank=True,
        related_name="+",
        help_text="用于多处隐患的不填，只填行业领域",
    )

    objects = FundQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Activity.Meta):
        verbose_name = verbose_name_plural = "经费"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Activity.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="fund_amount_positive",
                violation_error_message="金额须大于0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.purpose} {self.amount}元"


class HouseholdSurveyQuerySet(ActivityQuerySet["HouseholdSurvey"]):
    def of_items(self, codes: Collection[str]) -> Self:
        return self.filter(item__code__in=codes)

    def of_site_categories(self, codes: Collection[str]) -> Self:
        return self.filter(site_category__code__in=codes)


class HouseholdSurvey(Activity):
    """入户排查、发放、安装: one row per batch; batches must not overlap to be added up."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="专项行动", null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="摸排事项",
        limit_choices_to={"domain": Kind.Domain.SURVEY_ITEM},
        related_name="+",
    )
    site_category = models.ForeignKey(
        SiteCategory,
        models.PROTECT,
        verbose_name="对象类别",
        null=True,
        blank=True,
        related_name="+",
    )
    households = models.PositiveIntegerField("户数", default=0)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True, help_text="栋、份、个……")
    done_by = models.CharField("摸排人员", max_length=100, blank=True)

    objects = HouseholdSurveyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Activity.Meta):
        verbose_name = verbose_name_plural = "入户摸排"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Activity.Meta.constraints,
            models.CheckConstraint(
                condition=Q(quantity__isnull=True, unit="")
                | (Q(quantity__isnull=False) & ~Q(unit="")),
                name="survey_quantity_and_unit_or_neither",
                violation_error_message="数量和单位须同时填写或同时不填",
            ),
            models.CheckConstraint(
                condition=Q(households__gt=0) | Q(quantity__isnull=False, quantity__gt=0),
                name="survey_counts_something",
                violation_error_message="户数和数量至少填一项",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.item}"


class InsuranceClaim(CountedModel):
    """安全生产责任保险理赔, counted by batch."""

    is_done_by_then: ClassVar[bool] = True
    on = models.DateField("日期")
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    claims = models.PositiveIntegerField("理赔件数", default=1)
    amount = models.DecimalField("理赔金额（元）", max_digits=14, decimal_places=2, default=0)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = ActivityQuerySet["InsuranceClaim"].as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "保险理赔"
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            not_negative("amount", "理赔金额", name="insurance_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.on} 理赔{self.claims}件"


class SamplingTest(CountedModel):
    """抽检: rounds, batches, and how many batches passed."""

    is_done_by_then: ClassVar[bool] = True
    on = models.DateField("日期")
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    subject = models.CharField("抽检对象", max_length=100, blank=True)
    rounds = models.PositiveIntegerField("次数", default=1)
    batches = models.PositiveIntegerField("批次")
    passed = models.PositiveIntegerField("合格批次")
    note = models.CharField("备注", max_length=200, blank=True)

    objects = ActivityQuerySet["SamplingTest"].as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "抽检"
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(passed__lte=F("batches")),
                name="sampling_passed_at_most_all",
                violation_error_message="合格批次不能多于抽检批次",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} 抽检{self.batches}批次"


class StandardisationQuerySet(CountedQuerySet["Standardisation"]):
    def passed(self, *, on: date) -> Self:
        return self.counted().filter(passed_on__lte=on)


class Standardisation(CountedModel):
    """安全生产标准化创建."""

    class Level(models.TextChoices):
        FIRST = "first", "一级"
        SECOND = "second", "二级"
        THIRD = "third", "三级"
        SMALL = "small", "小微企业"

    date_field: ClassVar[str] = "applied_on"
    village_lookup: ClassVar[str | None] = "site__village"

    site = models.ForeignKey(Site, models.PROTECT, verbose_name="监管对象", related_name="+")
    level = models.CharField("等级", max_length=20, choices=Level)
    applied_on = models.DateField("申请日期")
    passed_on = models.DateField("通过日期", null=True, blank=True)

    objects = StandardisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "标准化创建"
        ordering: ClassVar[list[str]] = ["-applied_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            in_order(
                "applied_on",
                "passed_on",
                name="standardisation_days_in_order",
                message="通过日期不能早于申请日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.get_level_display()}"
