"""更正说明: which numbers of an issued report were wrong, what they are, and why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from reports.models.issued import IssuedFigure
from reports.models.reports import Report, Series
from township_safety.organisation.models import LeaderOpinion, OwnedModel, ScopedQuerySet


class CorrectionQuerySet(ScopedQuerySet["Correction"]):
    def with_report(self) -> Self:
        return self.select_related("report__template", "report__office", "created_by", "issued_by")

    def issued(self) -> Self:
        return self.filter(issued_at__isnull=False)

    def of_series(self, series: Series) -> Self:
        return self.issued().filter(
            office=series.office_id,
            report__template__in=series.templates,
            report__about=series.about,
        )

    def of_report(self, report: Report) -> Self:
        return self.filter(report=report).with_report()

    def under_any(self, opinions: Collection[LeaderOpinion]) -> Self:
        """Those sent out on these opinions."""
        return self.filter(opinion__in=[opinion.pk for opinion in opinions]).with_report()

    def told_from(self, series: Series, *, first_day: date, since: datetime | None) -> Self:
        """Issued since that moment, about reports of the series that end before that day."""
        rows = self.of_series(series).filter(report__last_day__lt=first_day)
        rows = rows if since is None else rows.filter(issued_at__gt=since)
        return rows.order_by("pk").prefetch_related("lines")


class Correction(OwnedModel):
    """A draft until it is issued with its 文号; then `document` is what went out."""

    report = models.ForeignKey(
        Report, models.PROTECT, verbose_name="更正的报告", related_name="corrections"
    )
    addressee = models.CharField("主送单位", max_length=100)
    reason = models.TextField("更正原因", max_length=1000)
    dated_on = models.DateField("成文日期")
    number = models.CharField(
        "文号", max_length=60, blank=True, help_text="党政办编了号的照填；不填时按本单位代字顺编"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="拟稿人", related_name="+"
    )
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="印发办理人",
        null=True,
        blank=True,
        related_name="+",
    )
    opinion = models.ForeignKey(
        LeaderOpinion,
        models.PROTECT,
        verbose_name="领导意见",
        null=True,
        blank=True,
        related_name="+",
    )
    document: Any = models.JSONField("印发的文稿", null=True, blank=True)
    digest = models.CharField("校验码", max_length=64, blank=True)

    objects = CorrectionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["document"])

    class Meta:
        verbose_name = verbose_name_plural = "更正说明"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "number"],
                condition=~Q(number=""),
                name="one_correction_per_number",
                violation_error_message="这个文号已经用在另一份更正说明上",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True) | ~Q(digest=""),
                name="correction_issued_with_its_text",
                violation_error_message="印发的更正说明要留存文稿",
            ),
        ]

    def __str__(self) -> str:
        return f"关于{self.report}有关数据的更正说明"

    def get_absolute_url(self) -> str:
        return reverse("reports:correction", args=[self.pk])

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None


class CorrectionLine(models.Model):
    """One number: as it was reported, and as it should read."""

    correction = models.ForeignKey(
        Correction, models.CASCADE, verbose_name="更正说明", related_name="lines"
    )
    figure = models.ForeignKey(
        IssuedFigure, models.PROTECT, verbose_name="定稿数据", related_name="corrected_in"
    )
    label = models.TextField("名称")
    unit = models.CharField("计量单位", max_length=60, blank=True)
    before = models.CharField("原数", max_length=100)
    after = models.CharField("更正数", max_length=100)
    reason = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正的数据"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["correction", "figure"], name="figure_once_per_correction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.before}→{self.after}"
