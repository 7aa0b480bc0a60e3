"""红头文件: what a report carries around its text when it goes out as a document of the office."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from reports.models.reports import Report
from township_safety.organisation.models import OwnedModel, ScopedQuerySet

_DIGITS = RegexValidator(r"^[0-9]{1,6}$", "份号是6位以内的数字")


class RedHeadQuerySet(ScopedQuerySet["RedHead"]):
    def of_report(self, report: Report) -> RedHead | None:
        return self.filter(report=report).first()

    def numbered(self, number: str) -> Self:
        return self.filter(number=number)


class RedHead(OwnedModel):
    """GB/T 9704 版头 and 版记 of one report; without one, or unused, it is a 普通稿.

    Empty texts are taken from the office's settings when the report is composed.
    """

    class Direction(models.TextChoices):
        UP = "up", "上行文（报上级，印签发人）"
        LEVEL = "level", "下行文、平行文"

    class Urgency(models.TextChoices):
        MOST = "特急", "特急"
        MORE = "加急", "加急"

    report = models.OneToOneField(
        Report, models.CASCADE, verbose_name="报告", related_name="red_head"
    )
    is_used = models.BooleanField("按红头文件印", default=True)
    direction = models.CharField("行文方向", max_length=10, choices=Direction, default=Direction.UP)
    mark = models.CharField(
        "发文机关标志",
        max_length=60,
        blank=True,
        help_text="不填用单位设置里的；如：青山乡人民政府文件",
    )
    number = models.CharField(
        "发文字号",
        max_length=60,
        blank=True,
        help_text="党政办编了号的照填；也可以按本单位代字顺编",
    )
    signed_by = models.CharField("签发人", max_length=50, blank=True)
    copy_number = models.CharField(
        "份号", max_length=6, blank=True, validators=[_DIGITS], help_text="6位以内数字，一般不用"
    )
    secrecy = models.CharField(
        "密级和保密期限",
        max_length=20,
        blank=True,
        help_text="一般不用；涉密公文必须在涉密计算机上办理，不得录入本系统",
    )
    urgency = models.CharField("紧急程度", max_length=10, choices=Urgency, blank=True)
    attachments = models.TextField(
        "附件说明", blank=True, max_length=2000, help_text="一行一个附件名称，不写“附件”二字和序号"
    )
    copies_to = models.CharField(
        "抄送", max_length=500, blank=True, help_text="不填用单位设置里的；几个机关用“，”隔开"
    )
    printed_by = models.CharField(
        "印发机关", max_length=100, blank=True, help_text="不填用单位设置里的"
    )
    printed_on = models.DateField("印发日期", null=True, blank=True, help_text="不填与成文日期相同")

    objects = RedHeadQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "红头"
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["office", "number"],
                condition=~Q(number=""),
                name="one_red_head_per_number",
                violation_error_message="这个发文字号已经用在另一份报告上",
            ),
        ]

    def __str__(self) -> str:
        return self.number or "（未编号）"
