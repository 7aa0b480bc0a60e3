"""迎检档案: the list of what a year's archive holds, and what was added to it afterwards."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import OwnedModel, ScopedQuerySet, StoredFile


class ArchiveSectionQuerySet(ScopedQuerySet["ArchiveSection"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year).order_by("order", "pk")

    def years(self) -> list[int]:
        """The newest first."""
        return list(self.order_by("-year").values_list("year", flat=True).distinct())


class ArchiveSection(OwnedModel):
    """One folder of the year: its name, and from which ledger it is filled."""

    year = models.PositiveSmallIntegerField("年度")
    order = models.PositiveSmallIntegerField("序号", default=1)
    name = models.CharField("案卷名称", max_length=80)
    source = models.CharField(
        "内容取自", max_length=40, blank=True, help_text="不选的，只放补充的扫描件"
    )
    box = models.PositiveSmallIntegerField("盒号", default=1)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = ArchiveSectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "档案目录"
        ordering: ClassVar[list[str]] = ["-year", "order", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "year", "name"],
                name="archive_section_once_per_year",
                violation_error_message="这一年度已有同名的案卷",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="archive_year_plausible",
                violation_error_message="年度填四位数，如2024",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.name}"


class ArchiveAdditionQuerySet(ScopedQuerySet["ArchiveAddition"]):
    def with_files(self) -> Self:
        return self.select_related("file", "by", "section")


class ArchiveAddition(OwnedModel):
    """补充: added when it was found missing; its day is that of adding, never an earlier one."""

    section = models.ForeignKey(
        ArchiveSection, models.PROTECT, verbose_name="案卷", related_name="additions"
    )
    name = models.CharField("材料名称", max_length=100)
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")
    on = models.DateField("补充日期", editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="补充人", null=True, related_name="+"
    )

    objects = ArchiveAdditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补充材料"
        ordering: ClassVar[list[str]] = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.on}补充）"
