"""例行检查任务: what has to be done again and again, for whom and how often."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import CountedModel, CountedQuerySet
from township_safety.register.models import Agency, Kind, Sector, Site, SiteCategory


class ObligationQuerySet(CountedQuerySet["Obligation"]):
    def touching(self, first_day: date, last_day: date) -> Self:
        """Duties in force on at least one day of the stretch."""
        return self.counted().filter(
            Q(first_day__lte=last_day), Q(last_day__isnull=True) | Q(last_day__gte=first_day)
        )

    def with_names(self) -> Self:
        return self.select_related("office", "kind", "sector", "site_category", "agency")


class Obligation(CountedModel):
    """Only the rule is stored; what is due and done follows from it and from the registers."""

    class Work(models.TextChoices):
        INSPECTION = "inspection", "检查执法（含劝导）"
        MEETING = "meeting", "会议"
        TRAINING = "training", "培训"
        PUBLICITY = "publicity", "宣传"
        DRILL = "drill", "演练"
        RETURN = "return", "报送"

    class Per(models.TextChoices):
        SITE = "site", "每个监管对象"
        VILLAGE = "village", "每个村（居）"
        OFFICE = "office", "本级"

    class Frequency(models.TextChoices):
        WEEK = "week", "每周"
        MONTH = "month", "每月"
        QUARTER = "quarter", "每季度"
        HALF = "half", "每半年"
        YEAR = "year", "每年"

    date_field: ClassVar[str] = "first_day"
    workbook_keys: ClassVar[tuple[str, ...]] = ("name",)

    name = models.CharField("任务名称", max_length=100, help_text="如：加油站每月检查一次")
    work = models.CharField("工作", max_length=20, choices=Work, default=Work.INSPECTION)
    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="方式（种类）",
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"domain__in": ["operation", "meeting", "training", "drill", "return"]},
        help_text="只认这一种的填，如道路交通劝导、季度会议；都算的不填",
    )
    per = models.CharField("范围", max_length=20, choices=Per, default=Per.SITE)
    site_category = models.ForeignKey(
        SiteCategory,
        models.PROTECT,
        verbose_name="监管对象类别",
        null=True,
        blank=True,
        related_name="+",
        help_text="范围是每个监管对象的填；不填是全部监管对象",
    )
    key_units_only = models.BooleanField("只限重点单位", default=False)
    risk_level = models.CharField(
        "只限这一风险等级",
        max_length=10,
        choices=Site.RiskLevel,
        blank=True,
        help_text="按风险等级定频次的，每个等级登记一项任务",
    )
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        verbose_name="行业领域",
        null=True,
        blank=True,
        related_name="+",
        help_text="只认登记为这一行业的工作；都算的不填",
    )
    frequency = models.CharField("频次", max_length=10, choices=Frequency)
    times = models.PositiveSmallIntegerField("每期次数", default=1, help_text="如每周2次填2")
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期", null=True, blank=True, help_text="一直执行的不填")
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="责任单位", null=True, blank=True, related_name="+"
    )
    person = models.CharField("责任人", max_length=50, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True, help_text="制度、方案的名称")
    note = models.CharField("备注", max_length=200, blank=True)

    objects = ObligationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "例行检查任务"
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="duty_days_in_order",
                violation_error_message="结束日期不能早于开始日期",
            ),
            models.CheckConstraint(
                condition=Q(times__gte=1),
                name="duty_at_least_once",
                violation_error_message="每期次数至少为1",
            ),
            models.CheckConstraint(
                condition=Q(per="site")
                | Q(site_category__isnull=True, key_units_only=False, risk_level=""),
                name="duty_category_only_per_site",
                violation_error_message=(
                    "范围是每个监管对象的，才填监管对象类别、重点单位和风险等级"
                ),
            ),
            models.CheckConstraint(
                condition=Q(per="office")
                | ~(Q(work="return") | (Q(work="meeting") & Q(per="site"))),
                name="duty_work_fits_its_range",
                violation_error_message="报送的范围只能是本级，会议的范围只能是本级或每个村（居）",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("duty", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        domain = _DOMAINS.get(self.work)
        kind = self._state.fields_cache.get("kind")
        if kind is not None and kind.domain != domain:
            raise ValidationError({"kind": f"“{kind}”不是{self.get_work_display()}的种类，请改选"})

    @property
    def often(self) -> str:
        return f"{self.get_frequency_display()}{self.times}次"

    @property
    def responsible(self) -> str:
        return "　".join(part for part in (str(self.agency or ""), self.person) if part)

    @property
    def scope_words(self) -> str:
        """For whom: 每个加油站, 每个村（居）, 本级."""
        if self.per != self.Per.SITE:
            return self.get_per_display()
        key = "重点" if self.key_units_only else ""
        risk = f"{self.get_risk_level_display()}风险" if self.risk_level else ""
        return f"每个{risk}{key}{self.site_category or '监管对象'}"


_DOMAINS: dict[str, str] = {
    Obligation.Work.INSPECTION: Kind.Domain.OPERATION,
    Obligation.Work.MEETING: Kind.Domain.MEETING,
    Obligation.Work.TRAINING: Kind.Domain.TRAINING,
    Obligation.Work.DRILL: Kind.Domain.DRILL,
    Obligation.Work.RETURN: Kind.Domain.RETURN,
}
