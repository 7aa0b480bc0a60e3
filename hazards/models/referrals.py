"""上报移送 as dated rows. Written by hazards.referring only."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from hazards.models.timeline import HazardChild, StepQuerySet
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


class Referral(HazardChild):
    """上报、移送: what the township cannot put right itself."""

    class Reason(models.TextChoices):
        REFUSED = "refused", "拒不整改"
        RECURRED = "recurred", "反复反弹"
        MAJOR = "major", "重大隐患"
        NO_POWER = "no_power", "本级无权或无力处理"

    date_field: ClassVar[str] = "referred_on"

    hazard = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name="隐患", related_name="referrals"
    )
    to_agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="报送单位", related_name="+")
    referred_on = models.DateField("上报日期")
    reason = models.CharField("上报原因", max_length=20, choices=Reason)
    interim_measures = models.CharField("处置前的管控措施", max_length=300, blank=True)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    reply = models.CharField("回复内容", max_length=500, blank=True)

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
                condition=Q(replied_on__isnull=True) | Q(replied_on__gte=F("referred_on")),
                name="referral_replied_after_referred",
                violation_error_message="回复日期不能早于上报日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_agency} {self.referred_on}"
