"""工作交接: who handed the work over to whom, on which day, and the list that both signed."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from township_safety.organisation.models.base import OwnedModel, ScopedQuerySet
from township_safety.organisation.models.people import Office, User
from township_safety.organisation.permissions import Permission, permissions_of
from township_safety.organisation.roles import Role


def people_with_work(office: Office) -> models.QuerySet[User]:
    """Whose work of the office a successor would take over; those who leave are done."""
    roles = [role for role in Role if Permission.HANDOVER in permissions_of(role)]
    held = Q(memberships__office=office, memberships__role__in=roles)
    return User.objects.staying().filter(held).distinct().order_by("pk")


class HandoverQuerySet(ScopedQuerySet["Handover"]):
    def visible_to(self, user: User) -> Self:
        """Leaders see those of their office, everybody else the own ones."""
        led = [
            membership.office_id
            for membership in user.active_memberships
            if Permission.REASSIGN in permissions_of(Role(membership.role))
        ]
        return self.filter(Q(office__in=led) | Q(leaver=user) | Q(successor=user))

    def taken_over_by(self, user: User) -> Self:
        return self.filter(successor=user)

    def between(self, leaver: User, successor: User, *, on: date) -> Self:
        return self.filter(leaver=leaver, successor=successor, on=on)

    def with_names(self) -> Self:
        return self.select_related("leaver", "successor", "by", "office")


class Handover(OwnedModel):
    """Kept as it was signed: names, numbers and rows of that day, whatever happens later."""

    leaver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="移交人", related_name="+"
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="接交人", related_name="+"
    )
    on = models.DateField("交接日期")
    supervisor = models.CharField("监交人", max_length=50)
    moved = models.PositiveIntegerField("转交的隐患", default=0)
    is_account_ended = models.BooleanField("移交人账号停用", default=True)
    counts: Any = models.JSONField("各项数量", default=list)
    document: Any = models.JSONField("交接清单", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", related_name="+"
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作交接"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(leaver=F("successor")),
                name="handover_between_two_people",
                violation_error_message="移交人和接交人不能是同一个人",
            )
        ]

    def __str__(self) -> str:
        return f"{self.leaver}交{self.successor}（{self.on}）"

    def get_absolute_url(self) -> str:
        return reverse("handover", args=[self.pk])
