"""工作要点、报送、值班、制度文件: what was undertaken, owed upward and laid down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from township_safety.activities.models.base import ActivityQuerySet, in_order
from township_safety.activities.models.duties import Obligation
from township_safety.organisation.models import CountedModel, CountedQuerySet
from township_safety.register.models import Campaign, KeyPeriod, Kind, Sector, of_kind


class PlanItemQuerySet(CountedQuerySet["PlanItem"]):
    def touching(self, first_day: date, last_day: date) -> Self:
        """Items whose time shares at least one day with the stretch."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day)

    def recurring(self) -> Self:
        return self.exclude(frequency="")

    def of_year(self, year: int) -> Self:
        """By document, in the order in which the items were entered."""
        return (
            self.counted()
            .touching(date(year, 1, 1), date(year, 12, 31))
            .select_related("office", "sector", "duty")
            .order_by("plan_document", "pk")
        )

    def open(self, *, on: date) -> Self:
        """Still to be done on that day; a plan section prints only these."""
        return self.counted().filter(Q(completed_on__isnull=True) | Q(completed_on__gt=on))

    def overdue(self, *, on: date) -> Self:
        """The due day itself is in time."""
        return self.open(on=on).filter(planned_completion__lt=on)


class PlanItem(CountedModel):
    """One item of a work plan, or a fixed frequency; its evidence is a figure of the ledger."""

    class Frequency(models.TextChoices):
        DAY = "day", "每日"
        WEEK = "week", "每周"
        MONTH = "month", "每月"
        QUARTER = "quarter", "每季度"
        HALF = "half", "每半年"
        YEAR = "year", "每年"

    class Per(models.TextChoices):
        OFFICE = "office", "全乡（镇）"
        VILLAGE = "village", "每村（居）"
        AGENCY = "agency", "每单位"
        ENTERPRISE = "enterprise", "每企业"
        SCHOOL = "school", "每学校"

    class Status(models.TextChoices):
        """Derived from the dated columns, never stored."""

        NOT_STARTED = "not_started", "未启动"
        UNDER_WAY = "under_way", "进行中"
        DONE = "done", "已完成"
        OVERDUE = "overdue", "逾期"

    date_field: ClassVar[str] = "first_day"

    plan_document = models.CharField(
        "所属计划", max_length=200, blank=True, help_text="工作要点、方案、制度的名称"
    )
    theme = models.CharField(
        "所属部分", max_length=60, blank=True, help_text="如：一、完善安全生产责任体系"
    )
    text = models.CharField("工作内容", max_length=300)
    owner = models.CharField("责任单位（人）", max_length=100, blank=True)
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="专项行动", null=True, blank=True, related_name="+"
    )
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期")
    target_quantity = models.DecimalField(
        "目标数量", max_digits=12, decimal_places=3, null=True, blank=True
    )
    unit = models.CharField("单位", max_length=10, blank=True, help_text="次、项、公里……")
    frequency = models.CharField(
        "频次", max_length=10, choices=Frequency, blank=True, help_text="定期开展的填"
    )
    times = models.PositiveSmallIntegerField(
        "每期次数", null=True, blank=True, help_text="如每周2次填2"
    )
    per = models.CharField("范围", max_length=20, choices=Per, default=Per.OFFICE)
    figure_key = models.CharField(
        "完成情况取自", max_length=100, blank=True, help_text="用哪项数据衡量，填数据代码"
    )
    filters = models.JSONField("统计条件", default=dict, blank=True)
    duty = models.ForeignKey(
        Obligation,
        models.PROTECT,
        verbose_name="对应的例行检查任务",
        null=True,
        blank=True,
        related_name="+",
        help_text="填了就按这项任务各期的完成情况衡量",
    )
    started_on = models.DateField("启动日期", null=True, blank=True)
    planned_completion = models.DateField("计划完成日期", null=True, blank=True)
    completed_on = models.DateField("完成日期", null=True, blank=True)
    progress = models.CharField("进展情况", max_length=300, blank=True)

    objects = PlanItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "工作要点"
        ordering: ClassVar[list[str]] = ["first_day", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            in_order(
                "first_day",
                "last_day",
                name="plan_item_days_in_order",
                message="结束日期不能早于开始日期",
            ),
            in_order(
                "started_on",
                "completed_on",
                name="plan_item_completed_after_start",
                message="完成日期不能早于启动日期",
            ),
            models.CheckConstraint(
                condition=Q(frequency="", times__isnull=True)
                | (~Q(frequency="") & Q(times__isnull=False, times__gte=1)),
                name="plan_item_frequency_and_times_or_neither",
                violation_error_message="频次和每期次数须同时填写或同时不填",
            ),
            models.CheckConstraint(
                condition=Q(target_quantity__isnull=True)
                | (Q(target_quantity__gt=0) & ~Q(unit="")),
                name="plan_item_target_with_unit",
                violation_error_message="目标数量须大于0并写明单位",
            ),
            models.CheckConstraint(
                condition=Q(filters={}) | ~Q(figure_key=""),
                name="plan_item_filters_only_with_figure",
                violation_error_message="填了统计条件，须写明用哪项数据衡量",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def status(self, *, on: date) -> PlanItem.Status:
        if self.completed_on and self.completed_on <= on:
            return self.Status.DONE
        if self.planned_completion and self.planned_completion < on:
            return self.Status.OVERDUE
        if self.started_on and self.started_on <= on:
            return self.Status.UNDER_WAY
        return self.Status.NOT_STARTED


class SubmissionQuerySet(CountedQuerySet["Submission"]):
    def of_kind(self, codes: Collection[str]) -> Self:
        return self.filter(of_kind(codes))

    def submitted_in(self, first_day: date, last_day: date) -> Self:
        return self.counted().filter(submitted_on__gte=first_day, submitted_on__lte=last_day)

    def outstanding(self, *, on: date) -> Self:
        """Due by that day and not sent by it."""
        return self.counted().filter(
            Q(submitted_on__isnull=True) | Q(submitted_on__gt=on), due_on__lte=on
        )

    def late(self) -> Self:
        return self.filter(submitted_on__gt=F("due_on"))


class Submission(CountedModel):
    """A return owed upward: 日报、周报、月报、整改报告、灾害信息."""

    date_field: ClassVar[str] = "due_on"

    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="报送种类",
        limit_choices_to={"domain": Kind.Domain.RETURN},
        related_name="+",
    )
    title = models.CharField("名称", max_length=200, blank=True)
    first_day = models.DateField("所报起始日期")
    last_day = models.DateField("所报截止日期")
    due_on = models.DateField("应报日期")
    submitted_on = models.DateField("报送日期", null=True, blank=True, help_text="还没报的不填")
    addressee = models.CharField("报送单位", max_length=100, blank=True)
    is_nil = models.BooleanField("零报告", default=False)
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="专项行动", null=True, blank=True, related_name="+"
    )
    key_period = models.ForeignKey(
        KeyPeriod, models.PROTECT, verbose_name="重要时段", null=True, blank=True, related_name="+"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    objects = SubmissionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "报送"
        ordering: ClassVar[list[str]] = ["-due_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["office", "due_on"], name="submission_by_due_day")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            in_order(
                "first_day",
                "last_day",
                name="submission_days_in_order",
                message="所报截止日期不能早于起始日期",
            ),
            in_order(
                "first_day",
                "submitted_on",
                name="submission_sent_after_it_began",
                message="报送日期不能早于所报起始日期",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.first_day}—{self.last_day}"

    @property
    def is_late(self) -> bool:
        return self.submitted_on is not None and self.submitted_on > self.due_on


class DutyRoster(CountedModel):
    """值班: one row per day and shift."""

    on = models.DateField("日期")
    shift = models.CharField("班次", max_length=20, default="全天", help_text="全天、白班、夜班……")
    leader = models.CharField("带班领导", max_length=50)
    persons = models.CharField("值班人员", max_length=200)
    phone = models.CharField("值班电话", max_length=20, blank=True)

    objects = CountedQuerySet["DutyRoster"].as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "值班"
        ordering: ClassVar[list[str]] = ["-on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "on", "shift"],
                condition=Q(voided_at__isnull=True),
                name="roster_once_per_day_and_shift",
                violation_error_message="这一天的这个班次已经登记",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.shift}"


class PolicyDocument(CountedModel):
    """制度、方案、预案、职责."""

    date_field: ClassVar[str] = "adopted_on"
    workbook_keys: ClassVar[tuple[str, ...]] = ("title",)

    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="文件种类",
        limit_choices_to={"domain": Kind.Domain.POLICY},
        related_name="+",
    )
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=80, blank=True)
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="专项行动", null=True, blank=True, related_name="+"
    )
    adopted_on = models.DateField("印发日期")
    repealed_on = models.DateField("废止日期", null=True, blank=True)

    objects = ActivityQuerySet["PolicyDocument"].as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "制度文件"
        ordering: ClassVar[list[str]] = ["-adopted_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            in_order(
                "adopted_on",
                "repealed_on",
                name="policy_days_in_order",
                message="废止日期不能早于印发日期",
            ),
        ]

    def __str__(self) -> str:
        return self.title
