"""下发表格: blank forms of other departments, what each cell means, and their fillings."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from reports.models.issued import read_exact
from reports.models.kept_rows import KeptRow
from reports.models.numbers import read_numbers
from reports.models.saying import Said
from township_safety.organisation.models import OwnedModel, ScopedQuerySet, StoredFile
from township_safety.periods import Kind, Period


class HandedFormQuerySet(ScopedQuerySet["HandedForm"]):
    def listed(self) -> Self:
        """Those in use first, the newest on top; without the pages of cells."""
        rows = self.select_related("office").defer("layout", "rules", "lost")
        return rows.order_by("is_retired", "-pk")


class HandedForm(OwnedModel):
    """A form taught once. `layout` are its cells, `rules` what is written into which."""

    name = models.CharField("表名", max_length=100)
    sender = models.CharField("下发单位", max_length=100, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="空白表", related_name="+")
    version = models.PositiveIntegerField("版次", default=1)
    layout: Any = models.JSONField("表样")
    rules: Any = models.JSONField("填报设定", default=list)
    # Rules of the version before whose cells the new version does not have.
    lost: Any = models.JSONField("没有对上的设定", default=list)
    is_retired = models.BooleanField("已停用", default=False)

    objects = HandedFormQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "下发表格"
        ordering = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "name"],
                name="handed_form_name_once_per_office",
                violation_error_message="已经有叫这个名称的下发表格；上级改了表样的，请在那张表里换新表样",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:handed_form", args=[self.pk])


class HandedFillingQuerySet(ScopedQuerySet["HandedFilling"]):
    def of_form(self, form: HandedForm) -> Self:
        return self.filter(form=form)

    def listed(self) -> Self:
        """The latest days first; without the pages of cells."""
        rows = self.select_related("form", "frozen_by", "file").defer(
            "kept", "form__layout", "form__rules"
        )
        return rows.order_by("-last_day", "-number")

    def over(self, period: Period) -> Self:
        return self.filter(first_day=period.first_day, last_day=period.last_day)

    def drafts(self) -> Self:
        return self.filter(frozen_at__isnull=True)


class HandedFilling(OwnedModel):
    """One filling for some days. Until 定稿 its figures are read from the ledger anew each time."""

    form = models.ForeignKey(
        HandedForm, models.PROTECT, verbose_name="下发表格", related_name="fillings"
    )
    number = models.PositiveIntegerField("第几次填报", default=1)
    first_day = models.DateField("起始日期")
    last_day = models.DateField("数据截至")
    period_label = models.CharField("统计期", max_length=60)
    period_kind = models.CharField("统计期种类", max_length=10)
    # {"sheet.row.column": text} of the cells typed by hand.
    typed: Any = models.JSONField("手填内容", default=dict)
    version = models.PositiveIntegerField("修改次数", default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填报人", null=True, related_name="+"
    )
    frozen_at = models.DateTimeField("定稿时间", null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="定稿人",
        null=True,
        blank=True,
        related_name="+",
    )
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="定稿文件",
        null=True,
        blank=True,
        related_name="+",
    )
    # {"layout", "cells"} as they were; the figures lie in their own rows.
    kept: Any = models.JSONField("定稿内容", default=dict, blank=True)

    objects = HandedFillingQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["kept"])

    class Meta:
        verbose_name = verbose_name_plural = "下发表格填报"
        ordering = ["-last_day", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["form", "first_day", "last_day", "number"],
                name="handed_filling_once_per_days",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, file__isnull=True)
                | Q(frozen_at__isnull=False, file__isnull=False),
                name="handed_filling_frozen_with_its_file",
                violation_error_message="定稿要有定稿文件",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")),
                name="handed_filling_days_in_order",
                violation_error_message="数据截至日不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        again = f"第{self.number}次" if self.number > 1 else ""
        return f"{self.form}（{self.period_label}）{again}"

    def get_absolute_url(self) -> str:
        return reverse("reports:handed_filling", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def period(self) -> Period:
        kind: Kind = self.period_kind  # type: ignore[assignment]  # was one when it was kept
        return Period(self.first_day, self.last_day, self.period_label, kind)


class HandedFigure(Said):
    """One question of a frozen filling, its answer, and the rows behind it."""

    filling = models.ForeignKey(
        HandedFilling, models.PROTECT, verbose_name="填报", related_name="figures"
    )
    number = models.PositiveIntegerField("序号")
    key = models.CharField("数据项", max_length=80)
    filters = models.TextField("筛选", blank=True)
    first_day = models.DateField("起始日期")
    last_day = models.DateField("数据截至")
    label = models.TextField("名称")
    definition = models.TextField("口径", blank=True)
    unit = models.CharField("计量单位", max_length=60, blank=True)
    text = models.CharField("数值", max_length=100)
    value: Any = models.JSONField("精确数值")
    row_count = models.PositiveIntegerField("明细条数")
    # Each with title, headings, numbers of kept rows, amounts, count, share.
    lists: Any = models.JSONField("明细表", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "下发表格定稿数据"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["filling", "number"], name="handed_figure_once_per_number"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key", "first_day"], name="handed_figures_by_question")
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text}"

    @property
    def exact(self) -> Any:
        return read_exact(self.value["number"])


class HandedRowQuerySet(models.QuerySet["HandedRow"]):
    def holding(self, model: str, uid: UUID) -> Self:
        """This row in every frozen filling."""
        return self.filter(model=model, row_uid=uid).select_related("filling__form")

    def of_numbers(self, text: str) -> Self:
        """Those of a list that was kept as 1-20,25."""
        return self.filter(number__in=read_numbers(text))


class HandedRow(KeptRow):
    """A row of the ledger with its columns as they read then; each once per filling."""

    filling = models.ForeignKey(
        HandedFilling, models.PROTECT, verbose_name="填报", related_name="rows"
    )

    objects = HandedRowQuerySet.as_manager()

    class Meta(KeptRow.Meta):
        verbose_name = verbose_name_plural = "下发表格定稿明细"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["row_uid", "model", "filling"], name="handed_row_once_per_filling"
            )
        ]
