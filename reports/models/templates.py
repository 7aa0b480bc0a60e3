"""Report templates: the outline of one kind of report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from township_safety.register.models import ReferenceModel, ReferenceQuerySet
from township_safety.register.models.reference import ReferenceManager

if TYPE_CHECKING:
    from township_safety.organisation.models import Office, User


class ReportTemplateQuerySet(ReferenceQuerySet["ReportTemplate"]):
    def kept_by(self, office: Office) -> Self:
        """The office's own, which it may change."""
        return self.filter(office=office)

    def shipped(self) -> Self:
        return self.filter(office__isnull=True)

    def oldest_first(self) -> Self:
        return self.order_by("order", "pk").select_related("copied_from")


class ReportTemplate(ReferenceModel):
    """An ordered list of blocks: the outline of one kind of report."""

    class PeriodKind(models.TextChoices):
        DAY = "day", "日"
        WEEK = "week", "周"
        MONTH = "month", "月"
        QUARTER = "quarter", "季度"
        HALF = "half", "半年"
        YEAR = "year", "年"
        RANGE = "range", "起止日期"

    class Numbering(models.TextChoices):
        STANDARD = "standard", "一、（一）1."
        RUN_IN = "run_in", "一、（一）一是"
        ARABIC = "arabic", "一、1."
        BRACKETED = "bracketed", "一、（1）"

    class About(models.TextChoices):
        """What one report of the series is about; chosen when the draft is made."""

        SECTOR = "sector", "一个行业领域"
        CAMPAIGN = "campaign", "一个专项行动"
        KEY_PERIOD = "key_period", "一个重要时段"

    class HeadingStyle(models.TextChoices):
        OWN_LINE = "own_line", "标题独立成行"
        RUN_IN = "run_in", "二级以下标题与正文接排"

    class Rounding(models.TextChoices):
        EXACT = "", "写准确数"
        OVER = "over", "写约数（余）"

    class Zeros(models.TextChoices):
        STATED = "stated", "写明（如“未发生生产安全事故”）"
        LEFT_OUT = "left_out", "略去不写"

    period_kind = models.CharField("统计期", max_length=10, choices=PeriodKind)
    title = models.CharField("标题", max_length=200, help_text="可用 {单位}、{时段} 等词")
    addressed = models.BooleanField("有主送单位", default=True)
    numbering = models.CharField(
        "标题编号", max_length=10, choices=Numbering, default=Numbering.STANDARD
    )
    period_word = models.CharField(
        "“本期”的说法", max_length=20, blank=True, help_text="不填：按统计期写“本月”“上半年”等"
    )
    addressee = models.CharField(
        "主送单位", max_length=100, blank=True, help_text="不填：用单位设置里的主送单位"
    )
    signature = models.CharField(
        "落款单位", max_length=100, blank=True, help_text="不填：用单位设置里的落款单位"
    )
    heading_style = models.CharField(
        "标题排法", max_length=10, choices=HeadingStyle, default=HeadingStyle.OWN_LINE
    )
    rounding = models.CharField(
        "数字写法",
        max_length=10,
        choices=Rounding,
        default=Rounding.EXACT,
        blank=True,
        help_text="单个数据项可以另选写法",
    )
    zeros = models.CharField(
        "零的写法",
        max_length=10,
        choices=Zeros,
        default=Zeros.STATED,
        help_text="只对写了“//”的分句有用",
    )
    sectors: Any = models.JSONField("行业和次序", default=list, blank=True)
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="复制自",
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
    )
    about = models.CharField("报告对象", max_length=10, choices=About, blank=True)
    closes_at = models.TimeField(
        "每日截止时刻",
        null=True,
        blank=True,
        help_text="日报用，如 16:00；当天这个时刻以后登记的算第二天的",
    )
    covers_below = models.BooleanField(
        "合计下级单位", default=False, help_text="区县用：本级和下级各单位的数合在一起"
    )
    blocks: Any = models.JSONField("段落", default=list)
    version = models.PositiveIntegerField("版本", default=1)

    objects = ReferenceManager.from_queryset(ReportTemplateQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "报告模板"

    def get_absolute_url(self) -> str:
        return reverse("reports:template", args=[self.pk])

    @property
    def is_shipped(self) -> bool:
        return self.office_id is None

    @property
    def series(self) -> tuple[int, ...]:
        """Templates whose reports came before: this one, and what it was copied from."""
        return (self.pk, self.copied_from_id) if self.copied_from_id else (self.pk,)

    def saved_versions(self) -> list[Any]:
        """The newest state of each version, newest version first."""
        found: dict[int, Any] = {}
        history: Any = self.history
        rows = history.select_related("history_user")
        for row in rows.order_by("-history_date", "-history_id"):
            found.setdefault(row.version, row)
        return sorted(found.values(), key=lambda row: -row.version)

    def saved_version(self, number: int) -> Any:
        """What that version held, or None."""
        history: Any = self.history
        rows = history.filter(version=number).select_related("history_user")
        return rows.order_by("-history_date", "-history_id").first()

    def saved_by(self) -> User | None:
        newest = self.saved_version(self.version)
        saved_by: User | None = newest.history_user if newest is not None else None
        return saved_by

    def holds_on(self, day: date) -> bool:
        """As `valid` asks of rows."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def sign_change(self, by: User, *, note: str) -> None:
        """Who changes it and how, for the version that the next save writes."""
        self._history_user = by
        self._change_reason = note
