"""汇总登记（只登数）: checked many, found so many, put right so many, without a row for each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Min, Q, Sum
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from hazards.models.classification import Classified, ClassifiedQuerySet, Grade


class HazardCountQuerySet(ClassifiedQuerySet["HazardCount"]):
    def entries(self) -> Self:
        """First entries; the later rectifications of one follow it."""
        return self.filter(follows__isnull=True)

    def of_entry(self, entry: HazardCount) -> Self:
        """The entry and what follows it."""
        return self.filter(Q(pk=entry.pk) | Q(follows=entry.pk))

    def of_entries(self, keys: Collection[int]) -> Self:
        return self.filter(Q(pk__in=keys) | Q(follows__in=keys))

    def totals(self) -> dict[str, int]:
        return self.aggregate(found=Sum("found", default=0), rectified=Sum("rectified", default=0))

    def rectified_in_all(self) -> int:
        return self.aggregate(total=Sum("rectified"))["total"] or 0

    def with_names(self) -> Self:
        return self.select_related("village", "site", "sector", "source", "follows")


class HazardCount(Classified):
    """A dated flow row. A later rectification of the same entry is a new row with found = 0."""

    date_field: ClassVar[str] = "on"
    # Set by a load, which judges the sums of all its rows at once.
    is_checked_elsewhere: bool = False

    on = models.DateField("日期")
    found = models.PositiveIntegerField("排查发现（处）", default=0)
    rectified = models.PositiveIntegerField("已整改（处）", default=0)
    checked = models.PositiveIntegerField(
        "检查数量", null=True, blank=True, help_text="检查了多少家（户、处），可不填"
    )
    checked_unit = models.CharField("检查数量单位", max_length=10, blank=True)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="接续哪条汇总登记",
        null=True,
        blank=True,
        related_name="followers",
        help_text="以前登记的隐患后来整改了：选原来那条，本条发现数填0",
    )
    basis = models.CharField(
        "数据来源", max_length=200, blank=True, help_text="表格、台账、报数单位"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    objects = HazardCountQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Classified.Meta):
        verbose_name = verbose_name_plural = "汇总登记"
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        indexes = [models.Index(fields=["office", "on"], name="hazard_count_by_day")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Classified.Meta.constraints,
            models.CheckConstraint(
                condition=Q(grade=Grade.GENERAL),
                name="count_only_entries_are_never_major",
                violation_error_message="重大隐患必须逐条登记，不能只登数",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | Q(found=0),
                name="count_that_follows_finds_nothing_new",
                violation_error_message="接续的汇总登记，发现数应为0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} 发现{self.found}处，整改{self.rectified}处"

    def get_absolute_url(self) -> str:
        return reverse("hazards:count", args=[self.pk])

    @property
    def versions(self) -> models.QuerySet[Any]:
        """What the row said before, newest first."""
        kept: Any = self.history
        return cast("models.QuerySet[Any]", kept.select_related("history_user"))

    @property
    def entry(self) -> HazardCount:
        return self.follows or self

    @property
    def unrectified(self) -> int:
        """What of the entry is still 未整改, by all its rows."""
        rows = HazardCount.objects.counted().of_entry(self.entry)
        return self.entry.found - rows.rectified_in_all()

    def clean(self) -> None:
        """Cumulative rectified never exceeds what the entry found, and never runs ahead of it."""
        entry = self.entry
        if entry.follows_id:
            raise ValidationError({"follows": "请选择最初的那条汇总登记"})
        day = cast("date | None", self.on)
        if day is not None and day > timezone.localdate():
            raise ValidationError({"on": "日期在今天之后，请核对"})
        if day is not None:
            self._check_days(entry)
        if self.is_checked_elsewhere:
            return
        rows = HazardCount.objects.counted()
        others = rows.of_entry(entry).exclude(pk=self.pk).rectified_in_all() if entry.pk else 0
        found = (self.found or 0) if entry is self else entry.found
        rectified = (self.rectified or 0) + others
        if rectified > found:
            raise ValidationError({"rectified": f"累计整改{rectified}处，超过发现的{found}处"})

    def _check_days(self, entry: HazardCount) -> None:
        if entry is not self and self.on < entry.on:
            raise ValidationError({"on": f"整改日期不能早于发现日期（{entry.on}）"})
        if entry is self and self.pk:
            first = self.followers.counted().aggregate(day=Min("on"))["day"]
            if first and first < self.on:
                raise ValidationError({"on": f"发现日期不能晚于后续整改的日期（{first}）"})
