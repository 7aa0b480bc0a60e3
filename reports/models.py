"""What we tell: report templates, drafts with their hand-written passages, data from before."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import (
    CountedModel,
    CountedQuerySet,
    Office,
    OwnedModel,
    ScopedQuerySet,
    StoredFile,
)
from township_safety.periods import Period
from township_safety.register.models import ReferenceModel, ReferenceQuerySet
from township_safety.register.models.reference import ReferenceManager


class ReportTemplate(ReferenceModel):
    """An ordered list of blocks: the outline of one kind of report."""

    class PeriodKind(models.TextChoices):
        MONTH = "month", "月"
        QUARTER = "quarter", "季度"
        HALF = "half", "半年"
        YEAR = "year", "年"
        RANGE = "range", "起止日期"

    class Numbering(models.TextChoices):
        STANDARD = "standard", "一、（一）1."
        RUN_IN = "run_in", "一、（一）一是"
        ARABIC = "arabic", "一、1."

    period_kind = models.CharField("统计期", max_length=10, choices=PeriodKind)
    title = models.CharField("标题", max_length=200, help_text="可用 {单位}、{时段} 等词")
    addressed = models.BooleanField("有主送单位", default=True)
    numbering = models.CharField(
        "标题编号", max_length=10, choices=Numbering, default=Numbering.STANDARD
    )
    blocks: Any = models.JSONField("段落", default=list)
    version = models.PositiveIntegerField("版本", default=1)

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "报告模板"


class ReportQuerySet(ScopedQuerySet["Report"]):
    def in_series(self, *, office_id: int, template_id: int) -> Self:
        return self.filter(office=office_id, template=template_id)

    def last_issued_day(self, office_id: int, template_id: int, *, before: date) -> date | None:
        """Up to which day the series has been issued, looking only before that day."""
        issued = self.in_series(office_id=office_id, template_id=template_id).filter(
            state=Report.State.ISSUED, last_day__lt=before
        )
        newest: date | None = issued.aggregate(last=models.Max("last_day"))["last"]
        return newest

    def issued_with(self, office: Office, *, since: date, day: date) -> Self:
        """Issued from then on, with facts of that day among theirs or before them."""
        return self.filter(
            office=office, state=Report.State.ISSUED, signed_on__gte=since, last_day__gte=day
        )

    def newest_first(self) -> Self:
        return self.order_by("-last_day", "-pk").select_related("template", "office")

    def draft_of(self, period: Period) -> Self:
        return self.filter(state=Report.State.DRAFT, period_code=period.code)

    def newest_of_each_template(self) -> dict[int, Report]:
        newest: dict[int, Report] = {}
        for report in self.newest_first():
            newest.setdefault(report.template_id, report)
        return newest


class Report(OwnedModel):
    """One report of a series (office × template), for the days first_day to last_day."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已签发"

    template = models.ForeignKey(
        ReportTemplate, models.PROTECT, verbose_name="模板", related_name="reports"
    )
    period_code = models.CharField("统计期", max_length=30)
    first_day = models.DateField("起始日期")
    last_day = models.DateField("数据截至", help_text="这一天的数据也算在内")
    signed_on = models.DateField("成文日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟稿人", null=True, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "template", "period_code"],
                condition=Q(state="draft"),
                name="one_draft_per_series_and_period",
                violation_error_message="这个统计期的草稿已经有了",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="report_days_in_order",
                violation_error_message="数据截至日不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.label} {self.template}"

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def period(self) -> Period:
        """The period with the days this report really covers."""
        whole = Period.parse(self.period_code)
        return Period(self.first_day, self.last_day, whole.label, whole.kind)


class ReportSlot(models.Model):
    """A hand-written passage of a draft; the version guards against two people at once."""

    report = models.ForeignKey(Report, models.CASCADE, verbose_name="报告", related_name="slots")
    name = models.CharField("位置", max_length=60)
    text = models.TextField("内容", blank=True, max_length=20000)
    version = models.PositiveIntegerField("版本", default=0)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="修改人", null=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "自写内容"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "name"], name="slot_once_per_report")
        ]

    def __str__(self) -> str:
        return self.name


class PriorValueQuerySet(CountedQuerySet["PriorValue"]):
    def for_figure(self, key: str) -> Self:
        return self.filter(figure=key)

    def of_month(self, month: Period) -> Self:
        return self.filter(first_day=month.first_day)

    def listed(self, *, with_voided: bool) -> Self:
        """Newest month first, with what a list shows."""
        rows = self if with_voided else self.counted()
        return rows.select_related("recorded_by", "file")

    def entered(self, office: Office, period: Period) -> bool:
        rows = self.for_offices([office.pk]).counted()
        return rows.dated_in(period.first_day, period.last_day).exists()


class PriorValue(CountedModel):
    """启用前数据: one figure of one month before the office began to use the system."""

    date_field: ClassVar[str] = "first_day"

    figure = models.CharField("数据项", max_length=80)
    filters = models.CharField("细分", max_length=200, blank=True, help_text="全部的不填")
    first_day = models.DateField("月份", help_text="该月第一天")
    last_day = models.DateField("截止日期", editable=False)
    value = models.DecimalField("数值", max_digits=16, decimal_places=2)
    source = models.CharField("来源文件", max_length=200, help_text="如：2024年3月月报")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="扫描件", null=True, blank=True, related_name="+"
    )

    objects = PriorValueQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "启用前数据"
        ordering: ClassVar[list[str]] = ["-first_day", "figure"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="prior_value_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="prior_value_not_negative",
                violation_error_message="数值不能是负数",
            ),
            models.UniqueConstraint(
                fields=["office", "figure", "filters", "first_day"],
                condition=Q(voided_at__isnull=True),
                name="prior_value_once_per_figure_and_month",
                violation_error_message="这个数据项这个月的启用前数据已经填过",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.first_day}"

    def clean(self) -> None:
        """A month as a whole; the last day follows from the first."""
        first_day: date | None = self.first_day  # a form leaves out what it could not read
        if first_day is not None:
            month = Period.of_month(first_day.year, first_day.month)
            self.first_day, self.last_day = month.first_day, month.last_day
