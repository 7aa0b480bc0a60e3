"""零报告: a deliberate, dated statement that there was nothing; different from not recorded."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import CountedModel, CountedQuerySet, Village
from township_safety.register.models.reference import Sector


class Register(models.TextChoices):
    """The registers for which "nothing" can be declared."""

    HAZARDS = "hazards", "隐患"
    OPERATIONS = "operations", "检查执法"
    ACCIDENTS = "accidents", "事故"
    MEETINGS = "meetings", "会议"
    TRAININGS = "trainings", "培训"
    PUBLICITY = "publicity", "宣传"
    DRILLS = "drills", "演练"
    REPORTS = "reports", "举报"


class NilReturnQuerySet(CountedQuerySet["NilReturn"]):
    def covering(self, register: str, first_day: date, last_day: date) -> Self:
        """Statements for the whole office that together touch the stretch."""
        return self.counted().filter(
            register=register,
            village__isnull=True,
            first_day__lte=last_day,
            last_day__gte=first_day,
        )


class NilReturn(CountedModel):
    village_lookup: ClassVar[str | None] = "village"
    date_field: ClassVar[str] = "last_day"

    register = models.CharField("台账", max_length=20, choices=Register)
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        verbose_name="村（居）",
        null=True,
        blank=True,
        related_name="+",
        help_text="全乡（镇）的零报告不填",
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    first_day = models.DateField("起始日期")
    last_day = models.DateField("截止日期")
    declared_on = models.DateField("申报日期")
    declared_by = models.CharField("申报人", max_length=50)
    evidence = models.CharField(
        "依据", max_length=200, help_text="签字表、微信消息、电话记录等；没有依据不算零报告"
    )

    objects = NilReturnQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "零报告"
        ordering: ClassVar[list[str]] = ["-last_day", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="nil_return_days_in_order",
                violation_error_message="截止日期不能早于起始日期",
            ),
            models.CheckConstraint(
                condition=Q(declared_on__gte=F("first_day")),
                name="nil_return_declared_after_it_began",
                violation_error_message="申报日期不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_register_display()} {self.first_day}—{self.last_day}"
