"""Where the digest of to-dos is sent, and what became of each sending."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from township_safety.organisation.models import OwnedModel, ScopedQuerySet


class ChannelKind(models.TextChoices):
    EMAIL = "email", "电子邮件"
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"


class DigestChannelQuerySet(ScopedQuerySet["DigestChannel"]):
    def with_names(self) -> Self:
        return self.select_related("office", "recipient")

    def switched_on(self) -> Self:
        return self.filter(is_on=True).with_names()

    def not_yet_sent(self, *, on: date) -> Self:
        """Without a sending by the schedule for that day."""
        sent = Push.objects.filter(channel=models.OuterRef("pk"), for_day=on, asked_by=None)
        return self.filter(~models.Exists(sent))


class DigestChannel(OwnedModel):
    """Off until somebody switches it on: nothing leaves the machine by itself."""

    kind = models.CharField("方式", max_length=10, choices=ChannelKind)
    name = models.CharField("名称", max_length=50, help_text="如：安全生产工作群")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="按谁的待办发",
        help_text="发的就是这个人在系统里看到的待办；账号停用后不再发",
        related_name="+",
    )
    # Whoever knows a robot's address may write into the group: it is shown to nobody again.
    address = models.CharField(
        "地址",
        max_length=500,
        help_text="邮箱（几个用逗号隔开）；群机器人填它的 Webhook 地址，保存后不再显示",
    )
    secret = models.CharField(
        "加签密钥", max_length=200, blank=True, help_text="钉钉机器人选了“加签”的填，以SEC开头"
    )
    is_on = models.BooleanField("启用", default=False)
    working_days_only = models.BooleanField("只在工作日发", default=True)

    objects = DigestChannelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待办推送"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "name"],
                name="digest_channel_once_per_name",
                violation_error_message="已有这个名称的推送，请换一个",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_kind_display()}）"

    @property
    def is_robot(self) -> bool:
        return self.kind != ChannelKind.EMAIL

    @property
    def shown_address(self) -> str:
        """The mailboxes; of a robot no more than the machine it stands on."""
        if not self.is_robot:
            return self.address
        return f"{urlsplit(self.address).hostname or ''}（密钥不显示）"

    def get_absolute_url(self) -> str:
        return reverse("digest_channel", args=[self.pk])


class PushQuerySet(ScopedQuerySet["Push"]):
    def with_names(self) -> Self:
        return self.select_related("channel__recipient", "asked_by", "office").prefetch_related(
            "attempts"
        )

    def to_try_again(self, *, at: datetime) -> Self:
        """Of channels that are still on; what a person asked for is tried again as well."""
        waiting = self.filter(state=Push.State.WAITING, next_at__lte=at)
        return waiting.filter(Q(channel__is_on=True) | Q(asked_by__isnull=False)).with_names()


class Push(OwnedModel):
    """One digest on its way, with its text as it went out."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENT = "sent", "已发出"
        FAILED = "failed", "没有发出"

    channel = models.ForeignKey(
        DigestChannel, models.PROTECT, verbose_name="推送", related_name="deliveries"
    )
    for_day = models.DateField("日期")
    subject = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    next_at = models.DateTimeField("下次再试", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="由谁发",
        null=True,
        blank=True,
        help_text="定时发出的没有",
        related_name="+",
    )

    objects = PushQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送记录"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["channel", "for_day"],
                condition=Q(asked_by__isnull=True),
                name="delivery_once_a_day_by_schedule",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False)
                | (~Q(state="waiting") & Q(next_at__isnull=True)),
                name="delivery_waits_for_its_hour",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "next_at"], name="delivery_by_hour")
        ]

    def __str__(self) -> str:
        return f"{self.for_day} {self.subject}"

    @property
    def badge(self) -> str:
        return {"sent": "good", "failed": "warn"}.get(self.state, "waiting")


class PushAttempt(models.Model):
    """One try. `words` is what went wrong, in Chinese, never an address or a key."""

    delivery = models.ForeignKey(
        Push, models.CASCADE, verbose_name="推送记录", related_name="attempts"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    is_sent = models.BooleanField("发出", default=False)
    words = models.CharField("结果", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送尝试"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.at} {self.words}"
