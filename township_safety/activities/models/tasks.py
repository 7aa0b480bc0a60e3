"""议定事项: what a meeting agreed, who does it, until when, and that it was done."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from township_safety.activities.models.gatherings import Meeting
from township_safety.organisation.models import CountedModel, CountedQuerySet, User


class MeetingTaskQuerySet(CountedQuerySet["MeetingTask"]):
    def undone(self) -> Self:
        return self.counted().filter(done_on__isnull=True, meeting__voided_at__isnull=True)

    def overdue(self, *, on: date) -> Self:
        """The due day itself is in time."""
        return self.undone().filter(due_on__lt=on)

    def done(self) -> Self:
        return self.counted().filter(done_on__isnull=False)

    def in_state(self, state: str, *, on: date) -> Self:
        if state == "overdue":
            return self.overdue(on=on)
        return self.done() if state == "done" else self.undone()

    def of_meeting(self, meeting: Meeting) -> Self:
        return self.filter(meeting=meeting)

    def given_to(self, user: User) -> Self:
        return self.filter(assigned_to=user)

    def with_names(self) -> Self:
        return self.select_related("meeting__kind", "assigned_to", "office")

    def soonest_first(self) -> Self:
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")


class MeetingTask(CountedModel):
    date_field: ClassVar[str] = "due_on"
    village_lookup: ClassVar[str | None] = "meeting__village"

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name="会议", related_name="tasks", editable=False
    )
    text = models.CharField("议定事项", max_length=300)
    responsible = models.CharField("责任单位（责任人）", max_length=100)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="承办人",
        null=True,
        blank=True,
        related_name="+",
        help_text="有账号的填，办结前列入本人的待办",
    )
    due_on = models.DateField("完成期限", null=True, blank=True, help_text="长期坚持的不填")
    done_on = models.DateField("完成日期", null=True, blank=True, editable=False)
    result = models.CharField("完成情况", max_length=300, blank=True, editable=False)

    objects: ClassVar[models.Manager[MeetingTask]] = MeetingTaskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "议定事项"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, result="")
                | (Q(done_on__isnull=False) & ~Q(result="")),
                name="meeting_task_done_with_result_or_not_at_all",
                violation_error_message="完成日期和完成情况须同时填写",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def state(self, *, on: date) -> str:
        """The word on the screen."""
        if self.is_voided:
            return "误录作废"
        if self.done_on:
            return "已完成"
        return "逾期" if self.due_on and self.due_on < on else "未完成"
