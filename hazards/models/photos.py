"""Pictures before and after; the file itself is kept once by content."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hazards.workflow import Action, roles_for
from township_safety.organisation.models import OwnedModel, ScopedQuerySet, StoredFile, User


class HazardPhotoQuerySet(ScopedQuerySet["HazardPhoto"]):
    def shown(self) -> Self:
        """Not taken down."""
        return self.filter(withdrawn_at__isnull=True)

    def of_stage(self, stage: HazardPhoto.Stage) -> Self:
        return self.filter(stage=stage)

    def with_files(self) -> Self:
        """Each with its file, and whether another hazard of the office shows the same picture."""
        elsewhere = HazardPhoto.objects.filter(
            office=OuterRef("office"),
            file__sha256=OuterRef("file__sha256"),
            withdrawn_at__isnull=True,
        ).exclude(hazard=OuterRef("hazard"))
        return self.select_related("file", "hazard").annotate(is_elsewhere=Exists(elsewhere))

    def by_stage(self) -> list[tuple[str, list[HazardPhoto]]]:
        """Before and after, side by side; nothing when there are none at all."""
        photos = list(self.shown().with_files())
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
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="撤下人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    withdraw_reason = models.CharField("撤下原因", max_length=200, blank=True, editable=False)

    objects: ClassVar[models.Manager[HazardPhoto]] = HazardPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "隐患照片"
        ordering = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                name="hazard_photo_withdrawn_with_reason_or_not_at_all",
                violation_error_message="撤下照片须写明原因",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}照片"

    def can_be_withdrawn_by(self, user: User) -> bool:
        """The office takes down any; who is in the field, what they uploaded themselves."""
        if self.withdrawn_at is not None or self.hazard.is_voided:
            return False
        roles = user.roles_in(self.office_id)
        if roles & roles_for(Action.CORRECT):
            return True
        return bool(roles & roles_for(Action.WITHDRAW_PHOTO)) and self.file.by_id == user.pk

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
