"""收报台: what an office asks of the offices below it, and what came in."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from reports.models.dispatches import Dispatch
from reports.models.saying import with_unit
from reports.models.templates import ReportTemplate
from township_safety.organisation.models import Office, OwnedModel, ScopedQuerySet, StoredFile
from township_safety.periods import Period

# The month from the 26th to the 25th is six days away from that of the calendar.
_NEAR, _LONG = 6, 20


class ReturnDemandQuerySet(ScopedQuerySet["ReturnDemand"]):
    def answered_by(
        self, *, office_id: int, period_code: str, template_code: str
    ) -> ReturnDemand | None:
        """The one that a report of this kind and period answers, one of the exact kind first."""
        rows = self.filter(office=office_id).select_related("template")
        ordered = rows.order_by(models.F("template").asc(nulls_last=True), "-pk")
        fitting = (row for row in ordered if row.is_answered_by(period_code, template_code))
        return next(fitting, None)

    def newest(self, number: int) -> list[ReturnDemand]:
        return list(self.select_related("office", "template")[:number])


class ReturnDemand(OwnedModel):
    """报送要求: every office below owes this report by that day. `office` is who asks."""

    name = models.CharField("报送事项", max_length=100, help_text="如：7月安全生产月报告")
    template = models.ForeignKey(
        ReportTemplate,
        models.PROTECT,
        verbose_name="报告种类",
        null=True,
        blank=True,
        related_name="+",
        help_text="选了就只收这一种；不选的，同一统计期报来的都算",
    )
    period_code = models.CharField("统计期", max_length=30)
    due_on = models.DateField("报送期限", help_text="当天报到的不算迟报")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="布置人", related_name="+"
    )

    objects = ReturnDemandQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "报送要求"
        ordering: ClassVar[list[str]] = ["-due_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "name", "period_code"],
                name="return_demand_once_per_period",
                violation_error_message="这个统计期的这项报送已经布置过",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:demand", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period.parse(self.period_code)

    def is_answered_by(self, period_code: str, template_code: str) -> bool:
        """The same month, whether it began on the 1st or on the 26th before."""
        if self.template is not None and self.template.code != template_code:
            return False
        if self.period_code == period_code:
            return True
        asked, told = self.period, Period.parse(period_code)
        return (
            min((one.last_day - one.first_day).days for one in (asked, told)) > _LONG
            and abs((asked.first_day - told.first_day).days) <= _NEAR
            and abs((asked.last_day - told.last_day).days) <= _NEAR
        )


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    def with_names(self) -> Self:
        rows = self.select_related("demand", "sender", "pdf", "file", "decided_by", "entered_by")
        return rows.defer("document")

    def valid(self) -> Self:
        return self.exclude(state=Delivery.State.WITHDRAWN)

    def waiting(self) -> Self:
        return self.filter(state=Delivery.State.WAITING)

    def answering(self, demands: list[ReturnDemand]) -> Self:
        return self.valid().filter(demand__in=demands).order_by("pk")

    def unasked(self) -> Self:
        """其他来件: nothing was asked that they would answer."""
        return self.valid().filter(demand__isnull=True)

    def same_text(self, *, sender: Office, digest: str) -> Self:
        return self.valid().filter(sender=sender, digest=digest).exclude(digest="")


class Delivery(OwnedModel):
    """One report that came in. `office` is who received it, `sender` an office below."""

    class State(models.TextChoices):
        WAITING = "waiting", "待接收"
        ACCEPTED = "accepted", "已接收"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "报送单位已撤回"

    class Way(models.TextChoices):
        SYSTEM = "system", "本系统"
        FILE = "file", "上报文件"
        PROXY = "proxy", "代录"

    demand = models.ForeignKey(
        ReturnDemand,
        models.PROTECT,
        verbose_name="报送要求",
        null=True,
        blank=True,
        related_name="deliveries",
    )
    sender = models.ForeignKey(Office, models.PROTECT, verbose_name="报送单位", related_name="+")
    way = models.CharField("来件方式", max_length=10, choices=Way)
    dispatch = models.OneToOneField(
        Dispatch,
        models.PROTECT,
        verbose_name="报送登记",
        null=True,
        blank=True,
        related_name="delivery",
    )
    title = models.CharField("标题", max_length=200)
    period_code = models.CharField("统计期", max_length=30)
    template_code = models.CharField("报告种类代码", max_length=60, blank=True)
    delivered_on = models.DateField("报到日期")
    is_nil = models.BooleanField("零报告", default=False)
    # Of each printed figure: key, filters, label, unit, text, first_day, last_day.
    figures: Any = models.JSONField("报来的数据", default=list, blank=True)
    document: Any = models.JSONField("报来的文稿", null=True, blank=True)
    digest = models.CharField("校验码", max_length=64, blank=True)
    pdf = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="PDF 文件",
        null=True,
        blank=True,
        related_name="+",
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="来件原件",
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.CharField("备注", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="办理人",
        related_name="+",
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField("退回原因", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="接收人",
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField("接收时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["document", "figures"])

    class Meta:
        verbose_name = verbose_name_plural = "来件"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""),
                name="delivery_returned_with_reason",
                violation_error_message="退回要写明原因",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("reports:delivery", args=[self.pk])

    @property
    def said_figures(self) -> list[dict[str, str]]:
        return [one | {"said": with_unit(one["text"], one["unit"])} for one in self.figures]

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    def is_late(self, due_on: date) -> bool:
        return self.delivered_on > due_on
