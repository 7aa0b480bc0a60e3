"""我的筛选: questions to the list that are asked again, and the columns a person looks at."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from township_safety.organisation.models import OwnedModel, ScopedQuerySet, User


class SavedViewQuerySet(ScopedQuerySet["SavedView"]):
    def offered_to(self, user: User) -> Self:
        """The person's own and those of the whole office, in the order they were kept."""
        if user.office is None:
            return self.none()
        mine = Q(user=user) | Q(user__isnull=True)
        shared_first = F("user").asc(nulls_first=True)
        return self.for_offices([user.office]).filter(mine).order_by(shared_first, "pk")


class SavedView(OwnedModel):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name="谁的",
        null=True,
        blank=True,
        related_name="saved_views",
        help_text="空的，全办共用",
    )
    name = models.CharField("名称", max_length=20)
    query = models.CharField("筛选条件", max_length=1000)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "我的筛选"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "user", "name"],
                name="saved_view_name_once_per_person",
                violation_error_message="已有同名的筛选",
            ),
            models.UniqueConstraint(
                fields=["office", "name"],
                condition=Q(user__isnull=True),
                name="saved_view_name_once_per_office",
                violation_error_message="已有同名的全办筛选",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ColumnChoiceQuerySet(models.QuerySet["ColumnChoice"]):
    def names_for(self, user: User) -> list[str]:
        """Empty when the person never chose."""
        choice = self.filter(user=user).first()
        return list(choice.columns) if choice else []

    def keep(self, names: list[str], *, user: User) -> None:
        self.update_or_create(user=user, defaults={"columns": names})


class ColumnChoice(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="谁的", related_name="+"
    )
    columns = models.JSONField("显示的列", default=list)

    objects = ColumnChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列表显示的列"

    def __str__(self) -> str:
        return "、".join(self.columns)
