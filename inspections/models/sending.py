"""上传记录: what a phone has sent, so that sending it again changes nothing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from inspections.models.lines import OperationTarget
from township_safety.organisation.models import OwnedModel, ScopedQuerySet


class SendingQuerySet(ScopedQuerySet["Sending"]):
    pass


class Sending(OwnedModel):
    """One visit as sent. `uid` was given by the phone before it knew of any connection."""

    village_lookup: ClassVar[str | None] = "target__operation__village"

    target = models.ForeignKey(
        OperationTarget, models.PROTECT, verbose_name="检查对象", related_name="sendings"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    hazards = models.PositiveSmallIntegerField("登记隐患数", default=0)

    objects = SendingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查上传记录"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.target} {self.recorded_at:%Y-%m-%d %H:%M}"
