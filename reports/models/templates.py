"""Report templates: the outline of one kind of report."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from township_safety.register.models import ReferenceModel, ReferenceQuerySet
from township_safety.register.models.reference import ReferenceManager


class ReportTemplate(ReferenceModel):
    """An ordered list of blocks: the outline of one kind of report."""

    class PeriodKind(models.TextChoices):
        MONTH = "month", "月"
        QUARTER = "quarter", "季度"
        HALF = "half", "半年"
        YEAR = "year", "年"
        RANGE = "range", "起止日期"

    class Numbering(models.TextChoices):
        STANDARD = "standard", "一、（一）1."
        RUN_IN = "run_in", "一、（一）一是"
        ARABIC = "arabic", "一、1."

    period_kind = models.CharField("统计期", max_length=10, choices=PeriodKind)
    title = models.CharField("标题", max_length=200, help_text="可用 {单位}、{时段} 等词")
    addressed = models.BooleanField("有主送单位", default=True)
    numbering = models.CharField(
        "标题编号", max_length=10, choices=Numbering, default=Numbering.STANDARD
    )
    blocks: Any = models.JSONField("段落", default=list)
    version = models.PositiveIntegerField("版本", default=1)

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "报告模板"
