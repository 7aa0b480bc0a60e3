"""Units the office works with, its teams and its staff, each counted as of a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import SpanModel, SpanQuerySet, Village
from township_safety.register.models.calendar import Campaign
from township_safety.register.models.reference import Kind


class Agency(SpanModel):
    """站所、驻乡单位、协作部门、上级部门: partners, counterparties of letters, receivers."""

    class Kind(models.TextChoices):
        STATION = "station", "驻乡单位、站所"
        OWN = "own", "本级内设机构"
        PARTNER = "partner", "协作部门"
        SUPERIOR = "superior", "上级部门"

    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=20, choices=Kind, default=Kind.STATION)
    contact = models.CharField("联系人", max_length=50, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)

    objects = SpanQuerySet["Agency"].as_manager()
    history = HistoricalRecords()

    class Meta(SpanModel.Meta):
        verbose_name = verbose_name_plural = "站所单位"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SpanModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "name"],
                condition=Q(voided_at__isnull=True),
                name="agency_name_once_per_office",
                violation_error_message="已有同名的站所单位",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Team(SpanModel):
    """领导小组、应急队、小分队、劝导站……"""

    class Level(models.TextChoices):
        TOWNSHIP = "township", "乡（镇）级"
        VILLAGE = "village", "村级"
        SITE = "site", "单位"

    village_lookup: ClassVar[str | None] = "village"

    name = models.CharField("名称", max_length=100)
    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="种类",
        limit_choices_to={"domain": "team"},
        related_name="+",
    )
    level = models.CharField("级别", max_length=20, choices=Level, default=Level.TOWNSHIP)
    village = models.ForeignKey(
        Village, models.PROTECT, verbose_name="村（居）", null=True, blank=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="专项行动", null=True, blank=True, related_name="+"
    )
    member_count = models.PositiveIntegerField("人数", null=True, blank=True)
    leader = models.CharField("负责人", max_length=50, blank=True)

    objects = SpanQuerySet["Team"].as_manager()
    history = HistoricalRecords()

    class Meta(SpanModel.Meta):
        verbose_name = verbose_name_plural = "队伍机构"

    def __str__(self) -> str:
        return self.name


class Staff(SpanModel):
    """安办工作人员和专家, for the paragraph on staffing."""

    class Role(models.TextChoices):
        STAFF = "staff", "工作人员"
        EXPERT = "expert", "专家"

    class Employment(models.TextChoices):
        FULL_TIME = "full_time", "专职"
        PART_TIME = "part_time", "兼职"

    class Establishment(models.TextChoices):
        CIVIL = "civil", "行政编"
        PUBLIC = "public", "事业编"
        CONTRACT = "contract", "编外聘用"

    name = models.CharField("姓名", max_length=50)
    role = models.CharField("身份", max_length=20, choices=Role, default=Role.STAFF)
    post = models.CharField("职务", max_length=50, blank=True)
    employment = models.CharField("专兼职", max_length=20, choices=Employment, blank=True)
    establishment = models.CharField("编制", max_length=20, choices=Establishment, blank=True)
    certificate = models.CharField("执法证号", max_length=40, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)

    objects = SpanQuerySet["Staff"].as_manager()
    history = HistoricalRecords()

    class Meta(SpanModel.Meta):
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name
