"""Uploaded files, kept once by content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum
from django.urls import reverse

from township_safety.organisation.models.base import OwnedModel, ScopedQuerySet

if TYPE_CHECKING:
    from township_safety.organisation.models.people import User

UNCLAIMED_FOR = timedelta(hours=24)

Rows = ScopedQuerySet[Any]


class StoredFileQuerySet(ScopedQuerySet["StoredFile"]):
    def scoped_for(self, user: User) -> Self:
        """Files on a row that the person sees, and their own uploads that no row has yet."""
        offices = {membership.office_id for membership in user.active_memberships}
        own = Q(by=user, claimed=False, office__in=offices)
        return self.filter(own | _carried(lambda rows: rows.scoped_for(user)))

    def expired(self, *, now: datetime) -> Self:
        """Uploads that no record claimed within a day."""
        late = self.filter(claimed=False, recorded_at__lt=now - UNCLAIMED_FOR)
        return late.exclude(_carried(lambda rows: rows))

    def with_content(self, sha256: str, *, is_picture: bool) -> Self:
        same = self.filter(sha256=sha256)
        return same.exclude(thumbnail="") if is_picture else same.filter(thumbnail="")

    def of_contents(self, digests: Iterable[str]) -> Self:
        """Rows that hold these pictures, which several may do."""
        return self.filter(sha256__in=list(digests))

    def sharing(self, name: str) -> Self:
        """The rows whose content lies in this one place of the storage."""
        return self.filter(file=name)

    def total_size(self) -> int:
        """Bytes."""
        return self.aggregate(total=Sum("size"))["total"] or 0


def _carried(chosen: Callable[[Rows], Rows]) -> Q:
    """Files that one of the chosen rows of any table points at."""
    condition = Q(pk__in=[])
    for rows, name in _carriers():
        condition |= Q(Exists(chosen(rows).filter(**{name: OuterRef("pk")})))
    return condition


def _carriers() -> Iterator[tuple[Rows, str]]:
    """Every table of office rows with a link to a file; nobody has to be remembered here."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            rows = relation.related_model._default_manager.all()
            if isinstance(rows, ScopedQuerySet):
                yield rows, relation.field.name


def _path(instance: StoredFile, filename: str) -> str:
    """Named by content: nothing of the uploader's file name reaches the disk."""
    return f"{instance.sha256[:2]}/{instance.sha256}"


def _thumbnail_path(instance: StoredFile, filename: str) -> str:
    return f"{_path(instance, filename)}.small"


class StoredFile(OwnedModel):
    """A picture drawn anew, with a thumbnail, or a scan as it came."""

    sha256 = models.CharField("校验码", max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    file = models.FileField("文件", upload_to=_path, max_length=200)
    thumbnail = models.FileField("缩略图", upload_to=_thumbnail_path, max_length=200, blank=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    claimed = models.BooleanField("已使用", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", null=True, related_name="+"
    )

    objects: ClassVar[models.Manager[StoredFile]] = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["recorded_at"], condition=Q(claimed=False), name="unclaimed_files_by_age"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.uid])

    @property
    def is_picture(self) -> bool:
        """Whether it is of our own drawing, and so harmless to show on a page."""
        return bool(self.thumbnail)

    @property
    def thumbnail_url(self) -> str:
        return reverse("file_thumbnail", args=[self.uid])
