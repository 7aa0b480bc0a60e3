"""Pictures before and after; the file itself is kept once by content."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from township_safety.organisation.models import OwnedModel, ScopedQuerySet, StoredFile


class HazardPhotoQuerySet(ScopedQuerySet["HazardPhoto"]):
    def of_stage(self, stage: HazardPhoto.Stage) -> Self:
        return self.filter(stage=stage)

    def with_files(self) -> Self:
        """Each with its file, and whether another hazard of the office shows the same picture."""
        elsewhere = HazardPhoto.objects.filter(
            office=OuterRef("office"), file__sha256=OuterRef("file__sha256")
        ).exclude(hazard=OuterRef("hazard"))
        return self.select_related("file", "hazard").annotate(is_elsewhere=Exists(elsewhere))

    def by_stage(self) -> list[tuple[str, list[HazardPhoto]]]:
        """Before and after, side by side; nothing when there are none at all."""
        photos = list(self.with_files())
        return [
            (str(stage.label), [photo for photo in photos if photo.stage == stage])
            for stage in HazardPhoto.Stage
            if photos
        ]


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

    objects: ClassVar[models.Manager[HazardPhoto]] = HazardPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "隐患照片"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}照片"

    @property
    def doubt(self) -> str:
        """What a reader should know before taking the picture as proof."""
        if self.stage == self.Stage.AFTER and self.is_older_than_the_find:
            return "拍摄时间早于检查日期"
        if getattr(self, "is_elsewhere", False):
            return "另一条隐患也用了这张照片"
        return ""

    @property
    def is_older_than_the_find(self) -> bool:
        if self.taken_at is None:
            return False
        return timezone.localdate(self.taken_at) < self.hazard.found_on
