"""Uploaded files, kept once by content."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from township_safety.organisation.models.base import OwnedModel, ScopedQuerySet

UNCLAIMED_FOR = timedelta(hours=24)


class StoredFileQuerySet(ScopedQuerySet["StoredFile"]):
    def expired(self, *, now: datetime) -> Self:
        """Uploads that no record claimed within a day."""
        return self.filter(claimed=False, recorded_at__lt=now - UNCLAIMED_FOR)


def _path(instance: StoredFile, filename: str) -> str:
    """Named by content: nothing of the uploader's file name reaches the disk."""
    return f"{instance.sha256[:2]}/{instance.sha256}"


class StoredFile(OwnedModel):
    sha256 = models.CharField("校验码", max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    file = models.FileField("文件", upload_to=_path, max_length=200)
    claimed = models.BooleanField("已使用", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", null=True, related_name="+"
    )

    objects: ClassVar[models.Manager[StoredFile]] = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
