"""The log: who did what, when, from where. Rows are added, never changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from township_safety.organisation.models.base import ScopedQuerySet
from township_safety.organisation.permissions import Permission, permissions_of
from township_safety.organisation.roles import Role

if TYPE_CHECKING:
    from township_safety.organisation.models.people import User

# What the log calls the entry of a new row of a register.
ENTERED = "登记"


class AuditEventQuerySet(ScopedQuerySet["AuditEvent"]):
    def readable_by(self, user: User) -> Self:
        """The lines of the offices whose log the person reads.

        Failed sign-ins belong to no office: whoever reads the log of a top office sees them.
        """
        memberships = [
            membership
            for membership in user.active_memberships
            if Permission.AUDIT in permissions_of(Role(membership.role))
        ]
        condition = Q(office__in=[membership.office_id for membership in memberships])
        if any(membership.office.parent_id is None for membership in memberships):
            condition |= Q(office__isnull=True)
        return self.filter(condition)

    def on_days(self, first_day: date | None, last_day: date | None) -> Self:
        """Lines written on these days, both inclusive, by the clock of the office."""
        rows = self
        if first_day is not None:
            rows = rows.filter(at__gte=_midnight(first_day))
        if last_day is not None:
            rows = rows.filter(at__lt=_midnight(last_day + timedelta(days=1)))
        return rows

    def about(self, words: str) -> Self:
        return self.filter(
            Q(action__contains=words)
            | Q(summary__contains=words)
            | Q(by__full_name__contains=words)
            | Q(by__username=words)
        )

    def last_entries(self, user: User, *, since: datetime) -> list[tuple[str, datetime]]:
        """(kind of record, when the person entered one last), from that moment on."""
        rows = self.filter(by=user, action=ENTERED, at__gte=since)
        last = rows.order_by().values_list("target_type").annotate(last=models.Max("at"))
        return list(last)

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the log is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the log is append-only")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


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
        if not self._state.adding:
            raise TypeError("the log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("the log is append-only")
