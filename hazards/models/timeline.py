"""The dated rows of a hazard's life. Written by hazards.actions only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hazards.workflow import Action
from township_safety.organisation.models import LeaderOpinion, OwnedModel, ScopedQuerySet

M = TypeVar("M", bound=models.Model, covariant=True)


class StepQuerySet(ScopedQuerySet[M]):
    def of_hazards(self, keys: Collection[int]) -> Self:
        return self.filter(hazard__in=keys)


class HazardChild(OwnedModel):
    """A dated row of one hazard; its office is the hazard's."""

    village_lookup: ClassVar[str | None] = "hazard__village"

    class Meta:
        abstract = True


class DeadlineQuerySet(StepQuerySet["Deadline"]):
    def in_force(self, *, on: date) -> Self:
        """The deadline that held on that day: the last one agreed by then."""
        return self.filter(agreed_on__lte=on).filter(
            Q(superseded_on__isnull=True) | Q(superseded_on__gt=on)
        )

    def in_force_now(self) -> Self:
        return self.filter(superseded_on__isnull=True)

    def agreed_at(self, day: date) -> Self:
        return self.filter(agreed_on=day)

    def agreed_after(self, day: date) -> Self:
        return self.filter(agreed_on__gt=day)

    def before(self, deadline: Deadline) -> Deadline | None:
        """The one that it took the place of."""
        return self.filter(hazard=deadline.hazard_id, pk__lt=deadline.pk).last()

    def asked_for(self) -> Self:
        """延期: somebody applied for it, or a leader agreed to it."""
        return self.exclude(applied_on__isnull=True, opinion__isnull=True)


class Deadline(HazardChild):
    hazard = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name="隐患", related_name="deadlines"
    )
    due_on = models.DateField("整改期限")
    agreed_on = models.DateField("确定日期")
    superseded_on = models.DateField("改期日期", null=True, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)
    # 延期申请: who asked, on which day; what was asked for is the reason and the new deadline.
    applicant = models.CharField("申请单位（人）", max_length=100, blank=True)
    applied_on = models.DateField("申请日期", null=True, blank=True)
    opinion = models.ForeignKey(
        LeaderOpinion,
        models.PROTECT,
        verbose_name="领导意见",
        null=True,
        blank=True,
        related_name="deadlines",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确定人", null=True, related_name="+"
    )

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改期限"
        ordering = ["agreed_on", "pk"]
        indexes = [models.Index(fields=["hazard", "agreed_on"], name="deadline_by_hazard")]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(superseded_on__isnull=True),
                name="one_deadline_in_force_per_hazard",
            ),
            models.CheckConstraint(
                condition=Q(superseded_on__isnull=True) | Q(superseded_on__gte=F("agreed_on")),
                name="deadline_superseded_after_agreed",
            ),
            models.CheckConstraint(
                condition=Q(applied_on__isnull=True) | Q(applied_on__lte=F("agreed_on")),
                name="deadline_agreed_after_applied",
                violation_error_message="申请日期不能晚于同意延期的日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"


class Outcome(models.TextChoices):
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class RectificationQuerySet(StepQuerySet["Rectification"]):
    def failed(self) -> Self:
        return self.filter(outcome=Outcome.FAILED)

    def before(self, row: Rectification) -> Self:
        return self.filter(hazard=row.hazard_id, pk__lt=row.pk)

    def undecided(self) -> Self:
        """Claimed, and nobody has looked yet."""
        return self.filter(outcome="")

    def counted(self) -> Self:
        return self.filter(hazard__voided_at__isnull=True, hazard__counted_in__isnull=True)


class Rectification(HazardChild):
    """One attempt: claimed on a day, later decided as passed or failed."""

    date_field: ClassVar[str] = "claimed_on"

    hazard = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name="隐患", related_name="rectifications"
    )
    claimed_on = models.DateField("整改完成日期")
    is_date_unknown = models.BooleanField(
        "日期不详", default=False, help_text="历史台账没有写完成日期，按截至日期计，不参与平均用时"
    )
    measures = models.TextField("整改情况", blank=True)
    amount = models.DecimalField(
        "投入资金（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报告人", null=True, related_name="+"
    )
    decided_on = models.DateField("复查日期", null=True, blank=True)
    outcome = models.CharField("复查结果", max_length=10, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复查人", null=True, related_name="+"
    )
    verifier = models.CharField("复查人姓名", max_length=50, blank=True)
    remark = models.CharField("复查意见", max_length=500, blank=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改记录"
        ordering = ["claimed_on", "pk"]
        indexes = [
            models.Index(fields=["hazard", "claimed_on"], name="rectification_by_hazard"),
            models.Index(fields=["office", "claimed_on"], name="rectification_by_day"),
            models.Index(fields=["office", "decided_on"], name="rectification_by_decision"),
            # How the ledger stood on a day: claims that held then and failed since.
            models.Index(
                fields=["decided_on", "claimed_on", "hazard"],
                condition=Q(outcome=Outcome.FAILED),
                name="rectification_failed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, outcome="")
                | (Q(decided_on__isnull=False) & ~Q(outcome="")),
                name="rectification_decided_with_outcome_or_not_at_all",
                violation_error_message="复查日期和复查结果要一起填",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("claimed_on")),
                name="rectification_decided_after_claimed",
                violation_error_message="复查日期不能早于整改完成日期",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="rectification_amount_not_negative",
                violation_error_message="投入资金不能是负数",
            ),
            models.UniqueConstraint(
                fields=["hazard"],
                condition=~Q(outcome=Outcome.FAILED),
                name="one_standing_rectification_per_hazard",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimed_on} {self.get_outcome_display()}"


class HazardEventQuerySet(ScopedQuerySet["HazardEvent"]):
    def under(self, opinion: LeaderOpinion) -> Self:
        """The steps that went on this opinion."""
        return self.filter(opinion=opinion).select_related("hazard")

    def under_any(self, opinions: Collection[LeaderOpinion]) -> Self:
        return self.filter(opinion__in=[opinion.pk for opinion in opinions]).select_related(
            "hazard"
        )

    def of_hazards(self, pks: Collection[int]) -> Self:
        """Oldest first, with who took the step."""
        return self.filter(hazard__in=pks).select_related("by").order_by("pk")

    def hazards(self) -> list[Any]:
        """Whose events these are, each once."""
        return list({event.hazard_id: event.hazard for event in self}.values())

    def for_timeline(self) -> Self:
        """Newest first, with all that the page tells of each."""
        names = ("by", "opinion__leader", "opinion__recorded_by", "opinion__scan")
        return self.select_related(*names).order_by("-pk")

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("a hazard's history is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("a hazard's history is append-only")


class HazardEvent(OwnedModel):
    """One line of a hazard's history: who, when, for which day, what changed, why."""

    village_lookup: ClassVar[str | None] = "hazard__village"

    hazard = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name="隐患", related_name="events"
    )
    action = models.CharField("操作", max_length=20, choices=Action)
    on = models.DateField("事实日期")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", null=True, related_name="+"
    )
    note = models.CharField("说明", max_length=500, blank=True)
    opinion = models.ForeignKey(
        LeaderOpinion,
        models.PROTECT,
        verbose_name="领导意见",
        null=True,
        blank=True,
        related_name="hazard_events",
    )
    changes = models.JSONField("内容", default=dict, blank=True)
    request_id = models.CharField("请求号", max_length=20, blank=True)

    objects = HazardEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "流转记录"
        ordering = ["pk"]
        # 往日台账 asks for all that was recorded since a day.
        indexes = [models.Index(fields=["recorded_at"], name="hazard_event_by_moment")]

    def __str__(self) -> str:
        return f"{self.on} {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a hazard's history is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a hazard's history is append-only")
