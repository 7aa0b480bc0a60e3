"""The log: who did what, when, from where. Rows are added, never changed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from township_safety.organisation.models.base import ScopedQuerySet


class AuditEventQuerySet(ScopedQuerySet["AuditEvent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the log is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the log is append-only")


class AuditEvent(models.Model):
    office = models.ForeignKey(
        "organisation.Office", models.PROTECT, verbose_name="单位", null=True, related_name="+"
    )
    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人", null=True, related_name="+"
    )
    action = models.CharField("操作", max_length=40)
    target_type = models.CharField("对象类别", max_length=60, blank=True)
    target_id = models.CharField("对象", max_length=40, blank=True)
    summary = models.CharField("摘要", max_length=300, blank=True)
    changes = models.JSONField("内容", default=dict, blank=True)
    request_id = models.CharField("请求号", max_length=20, blank=True)
    address = models.GenericIPAddressField("地址", null=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_by_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.summary}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("the log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the log is append-only")
