"""督查反馈: what an inspection from above found, and how each problem was dealt with."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from hazards.models import Hazard
from township_safety.activities.models.base import in_order
from township_safety.organisation.models import CountedModel, CountedQuerySet


class Feedback(CountedModel):
    """One letter of feedback; its scan and its list are attached."""

    is_done_by_then: ClassVar[bool] = True
    workbook_keys: ClassVar[tuple[str, ...]] = ("title",)

    title = models.CharField(
        "督查名称", max_length=150, help_text="如：区安委办二季度安全生产督导检查"
    )
    body = models.CharField("督查单位", max_length=100)
    inspected_on = models.DateField("检查日期", null=True, blank=True)
    on = models.DateField("反馈日期")
    number = models.CharField("反馈文号", max_length=60, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    reported_on = models.DateField(
        "整改报告报送日期", null=True, blank=True, help_text="最近一次报送整改情况报告的日期"
    )
    note = models.CharField("备注", max_length=500, blank=True)

    objects: ClassVar[models.Manager[Feedback]] = CountedQuerySet["Feedback"].as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "督查反馈"
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            in_order(
                "inspected_on",
                "on",
                name="feedback_after_the_inspection",
                message="反馈日期不能早于检查日期",
            ),
            in_order(
                "on",
                "due_on",
                name="feedback_due_after_it_came",
                message="整改期限不能早于反馈日期",
            ),
            in_order(
                "on",
                "reported_on",
                name="feedback_reported_after_it_came",
                message="整改报告报送日期不能早于反馈日期",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("feedback", args=[self.pk])


class FeedbackProblemQuerySet(CountedQuerySet["FeedbackProblem"]):
    def of_feedback(self, feedback: Feedback) -> Self:
        return self.filter(feedback=feedback)

    def unsettled(self) -> Self:
        """A hazard counts as dealt with when it is closed, other work when it is done."""
        return self.counted().filter(
            Q(hazard__isnull=True, done_on__isnull=True)
            | Q(hazard__isnull=False, hazard__closed_on__isnull=True),
            feedback__voided_at__isnull=True,
        )

    def overdue(self, *, on: date) -> Self:
        """The due day itself is in time."""
        own = Q(due_on__lt=on)
        whole = Q(due_on__isnull=True, feedback__due_on__lt=on)
        return self.unsettled().filter(own | whole)

    def with_names(self) -> Self:
        return self.select_related("feedback", "hazard", "office")

    def in_order(self) -> Self:
        return self.order_by("ordinal", "pk")


class FeedbackProblem(CountedModel):
    """One problem of the list: a hazard of the ledger, or work of the office (工作问题)."""

    date_field: ClassVar[str] = "due_on"

    feedback = models.ForeignKey(
        Feedback, models.PROTECT, verbose_name="督查反馈", related_name="problems"
    )
    ordinal = models.PositiveSmallIntegerField("序号", default=1)
    text = models.TextField("反馈问题", max_length=1000)
    hazard = models.ForeignKey(
        Hazard,
        models.PROTECT,
        verbose_name="隐患编号",
        null=True,
        blank=True,
        editable=False,
        related_name="feedback_problems",
    )
    owner = models.CharField("责任单位（责任人）", max_length=100, blank=True)
    measure = models.CharField("整改措施", max_length=500, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    done_on = models.DateField(
        "完成日期", null=True, blank=True, help_text="工作问题整改完成的日期；隐患以销号日期为准"
    )
    result = models.CharField("完成情况", max_length=500, blank=True)

    objects: ClassVar[models.Manager[FeedbackProblem]] = FeedbackProblemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "督查问题"
        ordering: ClassVar[list[str]] = ["feedback", "ordinal", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, result="")
                | (Q(done_on__isnull=False) & ~Q(result="")),
                name="feedback_problem_done_with_result_or_not_at_all",
                violation_error_message="完成日期和完成情况须同时填写",
            ),
            models.CheckConstraint(
                condition=Q(hazard__isnull=True) | Q(done_on__isnull=True),
                name="feedback_problem_is_a_hazard_or_work",
                violation_error_message="已登记为隐患的，完成情况以隐患台账为准，不在这里填",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def is_settled(self) -> bool:
        return self.settled_on is not None

    @property
    def settled_on(self) -> date | None:
        return self.hazard.closed_on if self.hazard is not None else self.done_on

    @property
    def due_by(self) -> date | None:
        """Its own deadline, else that of the hazard, else that of the whole feedback."""
        own = self.hazard.due_on if self.hazard is not None else None
        return self.due_on or own or self.feedback.due_on

    def state(self, *, on: date) -> str:
        """The word on the screen."""
        if self.is_voided:
            return "误录作废"
        if self.is_settled:
            return "已销号" if self.hazard is not None else "已完成"
        if self.due_by is not None and self.due_by < on:
            return "逾期"
        rectified = self.hazard is not None and self.hazard.rectified_on is not None
        return "已整改待复查" if rectified else "整改中"

    @property
    def told(self) -> str:
        """What the report says of it."""
        if self.hazard is None:
            return self.result
        claim = self.hazard.standing_rectification
        return claim.measures if claim is not None else self.hazard.open_reason
