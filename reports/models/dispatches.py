"""报送登记: when an issued report went out, to whom, by which way, and what came back."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from reports.models.reports import Report
from township_safety.activities.models import Submission
from township_safety.organisation.models import CountedModel, CountedQuerySet, StoredFile


class DispatchQuerySet(CountedQuerySet["Dispatch"]):
    def with_files(self) -> Self:
        return self.select_related("scan", "submission", "recorded_by", "delivery")

    def with_reports(self) -> Self:
        return self.select_related("office", "scan", "report__template", "report__office")

    def in_the_inbox(self) -> Self:
        """Sent inside this system and not sent back."""
        sent = self.counted().filter(channel=Dispatch.Channel.SYSTEM)
        return sent.exclude(delivery__state="returned")


class Dispatch(CountedModel):
    """One sending of one issued report; a report may go to several bodies."""

    class Channel(models.TextChoices):
        SYSTEM = "system", "本系统报上级"
        FILE = "file", "上报文件"
        PAPER = "paper", "纸质送达"
        OFFICIAL = "official", "政务办公系统"
        MAIL = "mail", "电子邮件"
        FAX = "fax", "传真"
        CHAT = "chat", "工作群"
        # Not sent at all: it waits for nobody any more, and is not 已报送.
        KEPT = "kept", "不外报，存档"

    date_field: ClassVar[str] = "sent_on"
    is_done_by_then: ClassVar[bool] = True

    report = models.ForeignKey(
        Report, models.PROTECT, verbose_name="报告", related_name="dispatches"
    )
    sent_on = models.DateField("报送日期")
    addressee = models.CharField("报送单位", max_length=100)
    channel = models.CharField("报送方式", max_length=20, choices=Channel)
    sent_by = models.CharField("报送人", max_length=50)
    received_on = models.DateField("签收日期", null=True, blank=True)
    receipt = models.CharField(
        "回执", max_length=200, blank=True, help_text="签收人、收文编号；对方回复的原话也可以"
    )
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="盖章件",
        null=True,
        blank=True,
        related_name="+",
    )
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        verbose_name="报送台账",
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.CharField("备注", max_length=200, blank=True)

    objects = DispatchQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "报送登记"
        ordering: ClassVar[list[str]] = ["sent_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=models.F("sent_on")),
                name="dispatch_received_after_it_was_sent",
                violation_error_message="签收日期不能早于报送日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.sent_on} {self.addressee}"

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()

    @property
    def went_out(self) -> bool:
        return self.voided_at is None and self.channel != self.Channel.KEPT

    @property
    def answer(self) -> str:
        """What the receiving office said inside this system; nothing for other ways."""
        delivery = getattr(self, "delivery", None)
        if delivery is None:
            return ""
        reason = f"：{delivery.reason}" if delivery.reason else ""
        return f"{delivery.get_state_display()}{reason}"
