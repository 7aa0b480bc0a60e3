"""Pictures before and after; the file itself is kept once by content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from township_safety.organisation.models import OwnedModel, ScopedQuerySet, StoredFile


class HazardPhoto(OwnedModel):
    class Stage(models.TextChoices):
        BEFORE = "before", "整改前"
        AFTER = "after", "整改后"

    village_lookup: ClassVar[str | None] = "hazard__village"

    hazard = models.ForeignKey(
        "hazards.Hazard", models.PROTECT, verbose_name="隐患", related_name="photos"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="照片", related_name="+")
    stage = models.CharField("阶段", max_length=10, choices=Stage)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)

    objects: ClassVar[models.Manager[HazardPhoto]] = ScopedQuerySet["HazardPhoto"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "隐患照片"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}照片"
