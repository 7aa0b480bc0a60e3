"""手工文号: numbers handed out on paper, each to be entered later or cancelled."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from township_safety.organisation.models.base import OwnedModel, ScopedQuerySet


class NumberBlockQuerySet(ScopedQuerySet["NumberBlock"]):
    def with_numbers(self) -> Self:
        """How many of each are unused, used and cancelled."""
        unused = Q(numbers__used_on__isnull=True, numbers__cancelled_on__isnull=True)
        return self.select_related("recorded_by").annotate(
            unused=Count("numbers", filter=unused),
            used=Count("numbers", filter=Q(numbers__used_on__isnull=False)),
            cancelled=Count("numbers", filter=Q(numbers__cancelled_on__isnull=False)),
        )


class NumberBlock(OwnedModel):
    """Numbers first to last of one kind and year, taken from the sequence in one piece."""

    # Of the sequence: "notice:rectification".
    kind = models.CharField("种类", max_length=40)
    name = models.CharField("文书名称", max_length=60)
    word = models.CharField("机关代字和用字", max_length=60)
    year = models.PositiveSmallIntegerField("年份")
    first = models.PositiveIntegerField("起号")
    last = models.PositiveIntegerField("止号")
    taken_by = models.CharField("领用人", max_length=50)
    taken_on = models.DateField("领用日期")
    note = models.CharField("备注", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )

    objects = NumberBlockQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "领用文号"
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="block_has_a_number"),
            models.UniqueConstraint(
                fields=["office", "kind", "year", "first"], name="block_begins_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.word}〔{self.year}〕{self.first}号至{self.last}号"

    def get_absolute_url(self) -> str:
        return reverse("number_block", args=[self.pk])


class ReservedNumberQuerySet(ScopedQuerySet["ReservedNumber"]):
    def unused(self) -> Self:
        """领用未用: neither entered nor cancelled."""
        return self.filter(used_on__isnull=True, cancelled_on__isnull=True)

    def waiting(self) -> set[str]:
        """The unused ones as they are written."""
        return set(self.unused().values_list("number", flat=True))

    def of_kind(self, kind: str) -> Self:
        return self.filter(block__kind=kind).select_related("block")


class ReservedNumber(OwnedModel):
    """One number of a block."""

    block = models.ForeignKey(
        NumberBlock, models.PROTECT, verbose_name="领用文号", related_name="numbers"
    )
    serial = models.PositiveIntegerField("序号")
    number = models.CharField("文号", max_length=100)
    used_on = models.DateField("手写日期", null=True, blank=True)
    cancelled_on = models.DateField("作废日期", null=True, blank=True)
    cancel_reason = models.CharField("作废原因", max_length=200, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="办理人",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ReservedNumberQuerySet.as_manager()
    date_field: ClassVar[str] = "used_on"

    class Meta:
        verbose_name = verbose_name_plural = "领用的文号"
        ordering = ["block", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["block", "serial"], name="reserved_number_once"),
            models.CheckConstraint(
                condition=Q(used_on__isnull=True) | Q(cancelled_on__isnull=True),
                name="reserved_number_used_or_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancel_reason="")),
                name="reserved_number_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_unused(self) -> bool:
        return self.used_on is None and self.cancelled_on is None

    @property
    def state(self) -> str:
        if self.cancelled_on is not None:
            return "已作废"
        return "未用" if self.used_on is None else "已用"
