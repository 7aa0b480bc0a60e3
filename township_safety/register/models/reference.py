"""Editable lists that the ledgers choose from. Rows end, they are never deleted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from township_safety.organisation.models import Office

M = TypeVar("M", bound=models.Model, covariant=True)


class ReferenceQuerySet(models.QuerySet[M]):
    def valid(self, *, on: date) -> Self:
        """Entries offered on that day; older rows keep the entry they were given."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        )

    def available_to(self, office: Office | int) -> Self:
        """Shared entries and the office's own."""
        return self.filter(Q(office__isnull=True) | Q(office=office))

    def with_code(self, code: str) -> Self:
        """The office's own entry of that code before the shared one."""
        return self.filter(code=code).order_by(F("office").asc(nulls_last=True))


class ReferenceModel(models.Model):
    """One entry of a list. Figures and templates keep the code; the name may change."""

    workbook_keys: ClassVar[tuple[str, ...]] = ("name", "code")

    office = models.ForeignKey(
        "organisation.Office",
        models.PROTECT,
        verbose_name="单位",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    code = models.SlugField("代码", max_length=40, help_text="英文字母、数字和下划线，定了不再改")
    name = models.CharField("名称", max_length=80)
    order = models.PositiveSmallIntegerField("排序", default=0)
    valid_from = models.DateField("起用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True, help_text="停用后不再供选择")

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["order", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(office__isnull=True),
                name="%(app_label)s_%(class)s_shared_code_once",
                violation_error_message="这个代码已经用过",
            ),
            models.UniqueConstraint(
                fields=["office", "code"],
                name="%(app_label)s_%(class)s_code_once_per_office",
                violation_error_message="这个代码已经用过",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_valid_dates_in_order",
                violation_error_message="停用日期不能早于起用日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class ReferenceManager(models.Manager[M]):
    """Fixtures name entries by code."""

    def get_by_natural_key(self, code: str) -> M:
        return self.get(code=code, office__isnull=True)


class StatisticsRow(ReferenceModel):
    """A row 行业和领域 of the statutory monthly tables (2012 form, tables 1 and 2)."""

    class Form(models.TextChoices):
        INDUSTRIAL = "industrial", "工矿企业（表一）"
        SECTORS = "sectors", "重点行业（领域）（表二）"

    form = models.CharField("报表", max_length=20, choices=Form)
    number = models.CharField("行号", max_length=10, help_text="报表上的序号，如 6（2）")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上级行",
        null=True,
        blank=True,
        related_name="children",
    )

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "统计报表行业"


class Sector(ReferenceModel):
    """行业领域: the main division of everything that is counted."""

    statistics_row = models.ForeignKey(
        StatisticsRow,
        models.PROTECT,
        verbose_name="对应统计报表行业",
        null=True,
        blank=True,
        related_name="sectors",
    )
    is_safety = models.BooleanField(
        "属于安全生产", default=True, help_text="环保、国家安全等不属于安全生产的行业不勾"
    )

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "行业领域"


class SiteCategory(ReferenceModel):
    """企业类别、场所类别; a site may have several."""

    class Group(models.TextChoices):
        ENTERPRISE = "enterprise", "企业"
        VENUE = "venue", "场所"
        BUILDING = "building", "建筑"
        ROAD = "road", "道路"
        WATER = "water", "水域与船舶"
        OTHER = "other", "其他"

    group = models.CharField("大类", max_length=20, choices=Group)
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    unit = models.CharField("计数单位", max_length=10, default="家", help_text="家、处、栋、艘……")

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "监管对象类别"


class HazardCategory(ReferenceModel):
    """隐患类别, two levels: 人、物、管理、环境 and their kinds."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="上级类别",
        null=True,
        blank=True,
        related_name="children",
    )

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "隐患类别"


class HazardSource(ReferenceModel):
    """隐患来源: how a hazard came to the office's knowledge."""

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "隐患来源"


class ResultKind(ReferenceModel):
    """执法与处置结果 with the unit it is counted in."""

    unit = models.CharField("计数单位", max_length=10, help_text="人次、起、台次、家、袋……")
    is_penalty = models.BooleanField("属于处罚", default=False)

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "执法与处置结果"


class PublicityItem(ReferenceModel):
    """宣传项目 with the unit it is counted in."""

    unit = models.CharField("计数单位", max_length=10, help_text="条、幅、份、次……")

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "宣传项目"


class Kind(ReferenceModel):
    """The short lists of kinds, one domain each."""

    class Domain(models.TextChoices):
        OPERATION = "operation", "检查执法方式"
        VIOLATION = "violation", "违法行为"
        MEETING = "meeting", "会议种类"
        TRAINING = "training", "培训种类"
        DRILL = "drill", "演练种类"
        LETTER = "letter", "责任书承诺书种类"
        FUND_PURPOSE = "fund_purpose", "经费用途"
        TEAM = "team", "队伍种类"
        POLICY = "policy", "制度文件种类"
        RETURN = "return", "报送种类"
        SURVEY_ITEM = "survey_item", "摸排事项"

    domain = models.CharField("所属", max_length=20, choices=Domain)

    objects = ReferenceManager.from_queryset(ReferenceQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "种类"
        ordering: ClassVar[list[str]] = ["domain", "order", "pk"]
