"""Photos, scans and papers that prove a record: what was held, given out, signed."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from township_safety.organisation.models import (
    CountedModel,
    OwnedModel,
    ScopedQuerySet,
    StoredFile,
    User,
)
from township_safety.organisation.permissions import Permission

# Inspections lie in a layer above, so that a foreign key for each register is not possible here;
# none of these rows is ever deleted.
_APPS = frozenset({"organisation", "register", "activities", "inspections"})


@cache
def carriers() -> tuple[type[CountedModel], ...]:
    """Every kind of record that may carry attachments; nobody has to be remembered here."""
    return tuple(
        model
        for model in apps.get_models()
        if model._meta.app_label in _APPS and issubclass(model, CountedModel)
    )


class AttachmentQuerySet(ScopedQuerySet["Attachment"]):
    def scoped_for(self, user: User) -> Self:
        """Attachments in force on records the person sees: the record decides who sees them."""
        seen = Q(pk__in=[])
        for model in carriers():
            rows: Any = model._default_manager.all()
            keys = rows.scoped_for(user).values("pk")
            seen |= Q(record_type=model._meta.label_lower, record__in=keys)
        return self.filter(seen).in_force()

    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def of(self, record: models.Model) -> Self:
        """Those withdrawn included, whose reason stays to be read."""
        return self.filter(record_type=record._meta.label_lower, record=record.pk)

    def with_names(self) -> Self:
        return self.select_related("file", "by", "withdrawn_by")

    def pictures(self) -> Self:
        """Those in force that a paper can print."""
        return self.in_force().exclude(file__thumbnail="").select_related("file")


class Attachment(OwnedModel):
    class Purpose(models.TextChoices):
        PHOTO = "photo", "现场照片"
        SIGN_IN = "sign_in", "签到表"
        MINUTES = "minutes", "会议记录、纪要"
        NOTICE = "notice", "通知、文件"
        PLAN = "plan", "方案"
        SUMMARY = "summary", "总结、评估"
        SIGNED = "signed", "签字件"
        OTHER = "other", "其他"

    record_type = models.CharField("记录种类", max_length=50, editable=False)
    record = models.PositiveBigIntegerField("记录", editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")
    purpose = models.CharField("附件种类", max_length=20, choices=Purpose, default=Purpose.PHOTO)
    note = models.CharField("说明", max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", null=True, related_name="+"
    )
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

    may_withdraw: bool  # on rows for one reader's page

    objects: ClassVar[models.Manager[Attachment]] = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["record_type", "record"], name="attachments_by_record")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                name="attachment_withdrawn_with_reason_or_not_at_all",
                violation_error_message="撤下附件须写明原因",
            ),
            models.UniqueConstraint(
                fields=["record_type", "record", "file"],
                condition=Q(withdrawn_at__isnull=True),
                name="attachment_once_per_record",
                violation_error_message="这份附件已经有了",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}（{self.file.name}）"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def carrier(self) -> CountedModel:
        """The record this belongs to."""
        found: CountedModel = apps.get_model(self.record_type)._default_manager.get(pk=self.record)
        return found

    def can_be_withdrawn_by(self, user: User) -> bool:
        """Whoever uploaded it, or who may void a record of the office."""
        if self.is_withdrawn:
            return False
        return self.by_id == user.pk or user.may(Permission.VOID, office_id=self.office_id)
