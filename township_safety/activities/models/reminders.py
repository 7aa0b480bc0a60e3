"""催报: each time a village was reminded of what it has not reported."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from township_safety.organisation.models import OwnedModel, ScopedQuerySet, Village


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    def about(self, first_day: date, last_day: date) -> Self:
        """Of one period."""
        return self.filter(first_day=first_day, last_day=last_day)


class Reminder(OwnedModel):
    class Way(models.TextChoices):
        GROUP = "group", "微信群"
        PHONE = "phone", "电话"
        MESSAGE = "message", "短信、微信"
        IN_PERSON = "in_person", "当面"

    village_lookup: ClassVar[str | None] = "village"

    village = models.ForeignKey(
        Village, models.PROTECT, verbose_name="村（居）", related_name="reminders"
    )
    first_day = models.DateField("所催起始日期")
    last_day = models.DateField("所催截止日期")
    on = models.DateField("催报日期")
    way = models.CharField("催报方式", max_length=20, choices=Way, default=Way.GROUP)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="催报人", null=True, related_name="+"
    )

    objects: ClassVar[models.Manager[Reminder]] = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="reminder_days_in_order",
                violation_error_message="所催截止日期不能早于起始日期",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.village}"
