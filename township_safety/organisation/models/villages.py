"""Villages and communities: the denominator of every per-village figure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models.span import SpanModel, SpanQuerySet


class Village(SpanModel):
    class Kind(models.TextChoices):
        VILLAGE = "village", "村"
        NEIGHBOURHOOD = "neighbourhood", "居"
        COMMUNITY = "community", "社区"

    village_lookup: ClassVar[str | None] = "pk"

    name = models.CharField("名称", max_length=50)
    kind = models.CharField("类别", max_length=20, choices=Kind, default=Kind.VILLAGE)
    area_code = models.CharField(
        "区划代码", max_length=12, blank=True, help_text="统计用区划代码12位，可不填"
    )
    responsible_person = models.CharField("包村干部", max_length=50, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)

    objects = SpanQuerySet["Village"].as_manager()
    history = HistoricalRecords()

    class Meta(SpanModel.Meta):
        verbose_name = verbose_name_plural = "村（居）"
        ordering: ClassVar[list[str]] = ["order", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SpanModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "name"],
                condition=Q(voided_at__isnull=True),
                name="village_name_once_per_office",
                violation_error_message="本单位已有同名的村（居）",
            ),
        ]

    def __str__(self) -> str:
        return self.name
