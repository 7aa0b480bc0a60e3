"""统计报表: how the office writes the statutory tables."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import Office, OwnedModel, ScopedQuerySet

_MOST_DECIMALS = 4


class StatisticsSettingsQuerySet(ScopedQuerySet["StatisticsSettings"]):
    def of(self, office: Office) -> StatisticsSettings:
        """What the office chose, else what most forms ask for."""
        return self.filter(office=office).first() or StatisticsSettings(office=office)


class StatisticsSettings(OwnedModel):
    """One per office. What differs from form to form is how nothing is written."""

    class Columns(models.TextChoices):
        NEW = "new", "新式（2012年起，15栏）"
        OLD = "old", "老式（14栏）"

    class Zero(models.TextChoices):
        DIGIT = "0", "填 0"
        DASH = "—", "填 —"
        BLANK = "blank", "空着"

    class NoRate(models.TextChoices):
        SLASH = "/", "填 /"
        DASH = "—", "填 —"
        BLANK = "blank", "空着"
        WHOLE = "100", "填 100%"

    columns = models.CharField(
        "法定月报表样式", max_length=10, choices=Columns, default=Columns.NEW
    )
    is_cumulative = models.BooleanField(
        "从1月1日起累计",
        default=True,
        help_text="上级的月报表按“1月至×月”累计填报的勾选；填报当期数的不勾。报表页上可以临时改",
    )
    zero = models.CharField(
        "没有数的格子", max_length=10, choices=Zero, default=Zero.DIGIT, help_text="数为零时怎么填"
    )
    no_rate = models.CharField(
        "算不出的比率",
        max_length=10,
        choices=NoRate,
        default=NoRate.SLASH,
        help_text="没有隐患，整改率无从计算时怎么填",
    )
    rate_decimals = models.PositiveSmallIntegerField(
        "比率的小数位数", default=1, validators=[MaxValueValidator(_MOST_DECIMALS)]
    )
    money_decimals = models.PositiveSmallIntegerField(
        "万元的小数位数", default=2, validators=[MaxValueValidator(_MOST_DECIMALS)]
    )
    keeps_zeros = models.BooleanField(
        "小数末尾的零保留", default=False, help_text="勾选：66.70、3.00；不勾：66.7、3"
    )
    head = models.CharField("单位负责人", max_length=50, blank=True)
    reviewer = models.CharField("审核人", max_length=50, blank=True)
    preparer = models.CharField("填表人", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)

    objects = StatisticsSettingsQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "统计报表设置"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office"],
                name="statistics_settings_once_per_office",
                violation_error_message="本单位的统计报表设置已经有了",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__lte": _MOST_DECIMALS}),
                    name=f"statistics_{name}_few",
                    violation_error_message=f"小数最多{_MOST_DECIMALS}位",
                )
                for name in ("rate_decimals", "money_decimals")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.get_columns_display()}"
