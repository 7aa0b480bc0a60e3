"""事故、举报: what happened to the township, with the decisions about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from township_safety.activities.models.base import in_order, not_negative
from township_safety.organisation.models import (
    CountedModel,
    CountedQuerySet,
    Role,
    User,
    Village,
)
from township_safety.register.models import Sector, Site

_REPORTED = frozenset({Role.VILLAGE, Role.STATION})


class AccidentQuerySet(CountedQuerySet["Accident"]):
    def of_grades(self, grades: Collection[str]) -> Self:
        """Ungraded accidents are in no grade: a zero of 重大 says nothing about them."""
        return self.filter(grade__in=grades)

    def production_accidents(self, *, on: date) -> Self:
        """Judged by that day to be accidents of production safety."""
        return self.filter(
            is_production_accident=Accident.Judgement.YES,
            judged_on__isnull=False,
            judged_on__lte=on,
        )

    def unreported(self) -> Self:
        """Received, and not yet reported upward in writing."""
        return self.counted().filter(received_at__isnull=False).exclude(reports__kind="first")

    def with_reports(self) -> Self:
        return self.select_related("site").prefetch_related("reports")

    def undecided(self, *, on: date) -> Self:
        """Not judged by that day: a sentence about accidents has to wait for them."""
        return self.filter(Q(judged_on__isnull=True) | Q(judged_on__gt=on))


class Accident(CountedModel):
    class Grade(models.TextChoices):
        """《生产安全事故报告和调查处理条例》第三条."""

        ORDINARY = "ordinary", "一般事故"
        LARGER = "larger", "较大事故"
        MAJOR = "major", "重大事故"
        EXTREME = "extreme", "特别重大事故"
        UNDECIDED = "undecided", "未定级"

    class Judgement(models.TextChoices):
        UNDECIDED = "undecided", "待认定"
        YES = "yes", "是"
        NO = "no", "否"

    is_done_by_then: ClassVar[bool] = True
    village_lookup: ClassVar[str | None] = "village"
    date_field: ClassVar[str] = "occurred_on"

    occurred_on = models.DateField("发生日期")
    occurred_at = models.DateTimeField("发生时间", null=True, blank=True)
    received_at = models.DateTimeField(
        "接报时间", null=True, blank=True, help_text="本单位得知事故的时间；快报时限从这时起算"
    )
    reported_at = models.DateTimeField("首次上报时间", null=True, blank=True)
    reported_on = models.DateField("上报日期", null=True, blank=True)
    grade = models.CharField("事故等级", max_length=20, choices=Grade, default=Grade.UNDECIDED)
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="发生单位", null=True, blank=True, related_name="+"
    )
    village = models.ForeignKey(
        Village, models.PROTECT, verbose_name="村（居）", null=True, blank=True, related_name="+"
    )
    place = models.CharField("地点", max_length=200, blank=True)
    deaths = models.PositiveIntegerField("死亡人数", default=0)
    injuries = models.PositiveIntegerField("受伤人数", default=0)
    direct_loss = models.DecimalField(
        "直接经济损失（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    is_production_accident = models.CharField(
        "是否生产安全事故", max_length=20, choices=Judgement, default=Judgement.UNDECIDED
    )
    judged_by = models.CharField("认定单位", max_length=100, blank=True)
    judged_on = models.DateField("认定日期", null=True, blank=True)
    description = models.TextField("简要经过", blank=True)

    objects = AccidentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "事故"
        ordering: ClassVar[list[str]] = ["-occurred_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            in_order(
                "occurred_on",
                "reported_on",
                name="accident_reported_after_it_occurred",
                message="上报日期不能早于发生日期",
            ),
            in_order(
                "occurred_on",
                "judged_on",
                name="accident_judged_after_it_occurred",
                message="认定日期不能早于发生日期",
            ),
            models.CheckConstraint(
                condition=Q(
                    is_production_accident="undecided", judged_by="", judged_on__isnull=True
                )
                | (
                    ~Q(is_production_accident="undecided")
                    & ~Q(judged_by="")
                    & Q(judged_on__isnull=False)
                ),
                name="accident_judged_with_body_and_day_or_not_at_all",
                violation_error_message="已认定的须写明认定单位和认定日期，待认定的两项不填",
            ),
            not_negative("direct_loss", "直接经济损失", name="accident_loss_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.place or self.site or '事故'}"


class PublicReportQuerySet(CountedQuerySet["PublicReport"]):
    def scoped_for(self, user: User) -> Self:
        """A report about a village's or station's own people is not theirs to see."""
        whole = [m.office_id for m in user.active_memberships if Role(m.role) not in _REPORTED]
        theirs = Q(office__in=whole) | Q(office__parent__in=whole)
        return super().scoped_for(user).filter(Q(is_confined=False) | theirs)

    def accepted_in(self, first_day: date, last_day: date) -> Self:
        return self.counted().filter(accepted_on__gte=first_day, accepted_on__lte=last_day)


class PublicReport(CountedModel):
    """举报. Nothing about the person who reported is kept here; see Informant."""

    class Channel(models.TextChoices):
        PHONE = "phone", "电话"
        VISIT = "visit", "来访"
        LETTER = "letter", "来信"
        NETWORK = "network", "网络"
        PASSED_ON = "passed_on", "上级转办"
        OTHER = "other", "其他"

    class Outcome(models.TextChoices):
        TRUE = "true", "属实"
        PARTLY = "partly", "部分属实"
        FALSE = "false", "不属实"
        PASSED_ON = "passed_on", "已转办"

    is_done_by_then: ClassVar[bool] = True
    date_field: ClassVar[str] = "received_on"
    village_lookup: ClassVar[str | None] = None

    received_on = models.DateField("收到日期")
    channel = models.CharField("举报渠道", max_length=20, choices=Channel, default=Channel.PHONE)
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="被举报单位", null=True, blank=True, related_name="+"
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    content = models.CharField(
        "举报内容", max_length=500, blank=True, help_text="不要写举报人的姓名、电话等信息"
    )
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    concluded_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.CharField("核查结果", max_length=20, choices=Outcome, blank=True)
    reward = models.DecimalField(
        "奖励金额（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    hazard = models.ForeignKey(
        "hazards.Hazard",
        models.PROTECT,
        verbose_name="核实的隐患",
        null=True,
        blank=True,
        related_name="+",
    )

    is_confined = models.BooleanField("村、站所暂不可见", default=False, editable=False)

    objects = PublicReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "举报"
        ordering: ClassVar[list[str]] = ["-received_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            in_order(
                "received_on",
                "accepted_on",
                name="public_report_accepted_after_receipt",
                message="受理日期不能早于收到日期",
            ),
            in_order(
                "accepted_on",
                "concluded_on",
                name="public_report_concluded_after_acceptance",
                message="办结日期不能早于受理日期",
            ),
            models.CheckConstraint(
                condition=Q(concluded_on__isnull=True, outcome="")
                | (Q(concluded_on__isnull=False, accepted_on__isnull=False) & ~Q(outcome="")),
                name="public_report_concluded_with_outcome_or_not_at_all",
                violation_error_message="办结的须先受理，办结日期和核查结果须同时填写",
            ),
            not_negative("reward", "奖励金额", name="public_report_reward_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.content[:20]}"
