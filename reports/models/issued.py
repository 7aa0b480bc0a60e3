"""定稿: what is kept of a report when it is issued; nothing of it is ever written again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models

from reports.models.kept_rows import KeptRow
from reports.models.numbers import read_numbers
from reports.models.reports import Report
from reports.models.saying import Said
from township_safety.documents.model import Document, from_json
from township_safety.organisation.models import OwnedModel, ScopedQuerySet, StoredFile
from township_safety.periods import Kind, Period


class IssuedReportQuerySet(ScopedQuerySet["IssuedReport"]):
    def with_files(self) -> Self:
        return self.select_related("report__template", "report__office", "pdf", "docx", "issued_by")


class IssuedReport(OwnedModel):
    """One issued version: its text, its figures with their rows, its files.

    `recorded_at` is the moment up to which the ledger was known.
    """

    report = models.OneToOneField(
        Report, models.PROTECT, verbose_name="报告", related_name="frozen"
    )
    issued_on = models.DateField("签发日期")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签发办理人", related_name="+"
    )
    document: Any = models.JSONField("定稿")
    digest = models.CharField("校验码", max_length=64)
    template: Any = models.JSONField("模板")
    template_version = models.PositiveIntegerField("模板版本")
    # Words, lists, passages and the bridge: what the text was written from beside the figures.
    inputs: Any = models.JSONField("编写依据")
    software: Any = models.JSONField("软件版本")
    checks: Any = models.JSONField("数据核对", default=list)
    gaps: Any = models.JSONField("缺少的数据", default=list)
    # For each printed figure, in reading order, the number of the kept one; 0 for none.
    runs: Any = models.JSONField("文中数据", default=list)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="PDF 文件", related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="Word 文件", related_name="+")
    returned_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="定稿回传",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = IssuedReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定稿"
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return str(self.report)

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()

    def paper(self) -> Document:
        """The document as issued, without links."""
        found = from_json(self.document)
        assert isinstance(found, Document)  # noqa: S101 -- narrows the type
        return found


class IssuedFigureQuerySet(models.QuerySet["IssuedFigure"]):
    def asked(self, key: str, filters: str = "") -> Self:
        return self.filter(key=key, filters=filters)

    def printed(self) -> Self:
        return self.filter(is_printed=True)

    def over_whole_period(self, issued: IssuedReport) -> Self:
        report = issued.report
        return self.filter(first_day=report.first_day, last_day=report.last_day)

    def up_to(self, last_day: date, *, first_day: date | None = None) -> Self:
        """Asked as of that day; of the same days when the first one counts, too."""
        rows = self.filter(last_day=last_day)
        return rows if first_day is None else rows.filter(first_day=first_day)

    def standing_for(self, office_id: int) -> Self:
        """Those of issued reports that no newer version has replaced."""
        return self.filter(issued__report__in=Report.objects.for_offices([office_id]).standing())

    def with_report(self) -> Self:
        return self.select_related("issued__report__template")


class IssuedFigure(Said):
    """One question and its answer. `value` has number, part, whole, last, recorded."""

    issued = models.ForeignKey(
        IssuedReport, models.PROTECT, verbose_name="定稿", related_name="figures"
    )
    number = models.PositiveIntegerField("序号")
    key = models.CharField("数据项", max_length=80)
    filters = models.TextField("筛选", blank=True)
    # Keys of the offices asked, and the hour at which a day closes: to ask again.
    offices: Any = models.JSONField("单位", default=list)
    closes_at = models.TimeField("每日截止时刻", null=True, blank=True)
    first_day = models.DateField("起始日期")
    last_day = models.DateField("数据截至")
    period_label = models.CharField("统计期", max_length=60)
    period_kind = models.CharField("统计期种类", max_length=10)
    label = models.TextField("名称")
    definition = models.TextField("口径", blank=True)
    unit = models.CharField("计量单位", max_length=60, blank=True)
    text = models.CharField("数值", max_length=100)
    value: Any = models.JSONField("精确数值")
    row_count = models.PositiveIntegerField("明细条数")
    is_printed = models.BooleanField("在报告中出现", default=True)

    objects = IssuedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定稿数据"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["issued", "number"], name="issued_figure_once_per_number"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key", "first_day"], name="issued_figures_by_question")
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text}"

    @property
    def period(self) -> Period:
        kind: Kind = self.period_kind  # type: ignore[assignment]  # was one when it was kept
        return Period(self.first_day, self.last_day, self.period_label, kind)

    @property
    def exact(self) -> Any:
        """The number itself, none where there was none."""
        return read_exact(self.value["number"])


class IssuedList(models.Model):
    """One list of rows behind a figure: numbers of kept rows, or only how many and their hash."""

    figure = models.ForeignKey(
        IssuedFigure, models.PROTECT, verbose_name="定稿数据", related_name="lists"
    )
    model = models.CharField("台账", max_length=60)
    title = models.CharField("名称", max_length=100)
    headings: Any = models.JSONField("栏目")
    numbers = models.TextField("记录序号", blank=True)
    # What each row adds, in the order of the numbers; none where every row is one.
    amounts: Any = models.JSONField("计入数", null=True)
    share = models.CharField("合计", max_length=40)
    count = models.PositiveIntegerField("条数")
    digest = models.CharField("记录号的校验码", max_length=64)
    per_office: Any = models.JSONField("各单位条数", default=dict)
    is_complete = models.BooleanField("保留了每条记录", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "定稿明细表"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.title

    def row_numbers(self) -> list[int]:
        return read_numbers(self.numbers)

    def weights(self) -> dict[int, Decimal]:
        """What each kept row adds, by its number."""
        rows = self.row_numbers()
        amounts = self.amounts or ["1"] * len(rows)
        return {number: Decimal(amount) for number, amount in zip(rows, amounts, strict=True)}


class IssuedRowQuerySet(models.QuerySet["IssuedRow"]):
    def holding(self, model: str, uid: UUID) -> Self:
        """This row in every issued report."""
        return self.filter(model=model, row_uid=uid).select_related("issued__report__template")

    def numbered(self, numbers: Iterable[int]) -> Self:
        return self.filter(number__in=list(numbers))


class IssuedRow(KeptRow):
    """A row of the ledger with its columns as they read then; each once per report."""

    issued = models.ForeignKey(
        IssuedReport, models.PROTECT, verbose_name="定稿", related_name="rows"
    )

    objects = IssuedRowQuerySet.as_manager()

    class Meta(KeptRow.Meta):
        verbose_name = verbose_name_plural = "定稿明细"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issued", "number"], name="issued_row_once_per_number"),
            models.UniqueConstraint(
                fields=["row_uid", "model", "issued"], name="issued_row_once_per_report"
            ),
        ]


def plain_exact(number: Any) -> Any:
    """A number or a day as JSON that reads back as the very same value."""
    if number is None or isinstance(number, bool | int | str):
        return number
    if isinstance(number, Decimal):
        return {"decimal": str(number)}
    if isinstance(number, date):
        return {"date": number.isoformat()}
    raise TypeError(f"no exact spelling for {type(number).__name__}")


def read_exact(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    if "decimal" in kept:
        return Decimal(kept["decimal"])
    return date.fromisoformat(kept["date"])
