"""常用语: set phrases that are put into the hand-written passages while they hold."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import OwnedModel, ScopedQuerySet


class SnippetQuerySet(ScopedQuerySet["Snippet"]):
    def valid(self, *, on: date) -> Self:
        """What is offered on that day; the last day still counts."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        )

    def listed(self) -> Self:
        """As they stand in a report: what opens it first, what ends it last."""
        places = (
            models.When(kind=kind, then=place) for place, kind in enumerate(Snippet.Kind.values)
        )
        return self.order_by(models.Case(*places), "name", "pk")


class Snippet(OwnedModel):
    """A phrase with the days on which it may be used."""

    class Kind(models.TextChoices):
        OPENING = "opening", "导语"
        WORK = "work", "工作做法"
        PROBLEM = "problem", "存在问题"
        NEXT = "next", "下步打算"
        ENDING = "ending", "结尾"
        OTHER = "other", "其他"

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("用在", max_length=10, choices=Kind, default=Kind.OTHER)
    text = models.TextField("内容", max_length=2000)
    valid_from = models.DateField("从哪天起用", null=True, blank=True)
    valid_to = models.DateField(
        "用到哪天", null=True, blank=True, help_text="这一天还能用，过后不再供选择"
    )

    objects = SnippetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"],
                name="snippet_name_once_per_office",
                violation_error_message="已经有叫这个名称的常用语",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="snippet_dates_in_order",
                violation_error_message="“用到哪天”不能早于“从哪天起用”",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, day: date) -> bool:
        """As `valid` asks of rows."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)
