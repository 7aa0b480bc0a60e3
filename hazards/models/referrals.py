"""上报移送 as dated rows. Written by hazards.referring only."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hazards.models.timeline import HazardChild, StepQuerySet
from township_safety.organisation.models import OwnedModel
from township_safety.register.models import Agency


class ReferralQuerySet(StepQuerySet["Referral"]):
    def counted(self) -> Self:
        return self.filter(hazard__voided_at__isnull=True)

    def unanswered_now(self) -> Self:
        return self.filter(replied_on__isnull=True)

    def unanswered(self, *, on: date) -> Self:
        return self.filter(referred_on__lte=on).filter(
            Q(replied_on__isnull=True) | Q(replied_on__gt=on)
        )

    def late(self, *, on: date) -> Self:
        """To be urged: not answered although the day for it is over."""
        return self.unanswered(on=on).filter(reply_due_on__lt=on)

    def whole(self) -> Self:
        return self.select_related("to_agency").prefetch_related("urges__by")


class Referral(HazardChild):
    """上报、移送、抄告: what the township cannot put right itself."""

    class Kind(models.TextChoices):
        REPORT = "report", "上报"
        TRANSFER = "transfer", "移送（函告）"
        COPY = "copy", "抄告"

    class Reason(models.TextChoices):
        REFUSED = "refused", "拒不整改"
        RECURRED = "recurred", "反复反弹"
        MAJOR = "major", "重大隐患"
        NO_POWER = "no_power", "本级无权或无力处理"

    class Result(models.TextChoices):
        ACCEPTED = "accepted", "受理"
        DECLINED = "declined", "不予受理"
        DONE = "done", "已处置"
        RETURNED = "returned", "退回本级处理"
        OTHER = "other", "其他"

    date_field: ClassVar[str] = "referred_on"

    hazard = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name="隐患", related_name="referrals"
    )
    kind = models.CharField("方式", max_length=10, choices=Kind, default=Kind.REPORT)
    to_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="报送单位", related_name="+")
    number = models.CharField("文号", max_length=60, blank=True)
    referred_on = models.DateField("上报日期")
    reply_due_on = models.DateField("回复期限", null=True, blank=True)
    reason = models.CharField("上报原因", max_length=20, choices=Reason)
    interim_measures = models.CharField("处置前的管控措施", max_length=300, blank=True)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    reply = models.CharField("回复内容", max_length=500, blank=True)
    result = models.CharField("回复结果", max_length=10, choices=Result, blank=True)
    follow_up = models.CharField("后续安排", max_length=300, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上报移送"
        ordering = ["referred_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True, reply="")
                | (Q(replied_on__isnull=False) & ~Q(reply="")),
                name="referral_replied_with_text_or_not_at_all",
                violation_error_message="回复日期和回复内容要一起填",
            ),
            models.CheckConstraint(
                condition=Q(replied_on__isnull=False) | Q(result="", follow_up=""),
                name="referral_result_only_with_a_reply",
                violation_error_message="还没有回复的，不能填回复结果和后续安排",
            ),
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True) | Q(replied_on__gte=F("referred_on")),
                name="referral_replied_after_referred",
                violation_error_message="回复日期不能早于上报日期",
            ),
            models.CheckConstraint(
                condition=Q(reply_due_on__isnull=True) | Q(reply_due_on__gte=F("referred_on")),
                name="referral_reply_due_after_referred",
                violation_error_message="回复期限不能早于上报日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_agency} {self.referred_on}"


class ReferralUrge(OwnedModel):
    """催办 of a body that does not answer."""

    class Way(models.TextChoices):
        PHONE = "phone", "电话"
        LETTER = "letter", "书面"
        VISIT = "visit", "当面"
        MESSAGE = "message", "微信、短信"

    village_lookup: ClassVar[str | None] = "referral__hazard__village"

    referral = models.ForeignKey(
        Referral, models.PROTECT, verbose_name="上报移送", related_name="urges"
    )
    on = models.DateField("催办日期")
    way = models.CharField("催办方式", max_length=10, choices=Way)
    words = models.CharField("催办情况", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="催办人", null=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_way_display()}"
