"""监管对象: enterprises, venues, buildings, road sections, waters. Hazards hang on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import SpanModel, SpanQuerySet, Village
from township_safety.register.initials import InitialsField
from township_safety.register.models.reference import Sector, SiteCategory
from township_safety.values import credit_code, credit_code_warning


class SiteQuerySet(SpanQuerySet["Site"]):
    def in_categories(self, codes: list[str] | tuple[str, ...]) -> Self:
        """Sites with any of the categories, each once however many it has."""
        return self.filter(has_category(codes, "pk"))

    def found_by(self, words: str) -> Self:
        """Type-ahead: a part of the name, the code or the initials; best matches first."""
        code = words.upper()
        first = Case(When(name__istartswith=words, then=0), default=1)
        return self.filter(
            Q(name__icontains=words)
            | Q(former_name__icontains=words)
            | Q(credit_code__startswith=code)
            | Q(initials__contains=words.lower())
        ).order_by(first, "name", "pk")

    def namesakes(self, name: str) -> Self:
        return self.counted().filter(name=name)

    def named(self, names: Iterable[str]) -> Self:
        return self.filter(name__in=list(names))

    def with_uid(self, uid: str) -> Site | None:
        return self.filter(uid=uid).first()

    def in_operation(self, *, on: date) -> Self:
        return self.active(on=on).filter(operating_status=Site.OperatingStatus.OPERATING)


def has_category(codes: list[str] | tuple[str, ...], site_lookup: str) -> Q:
    """Whether the site behind `site_lookup` has one of the categories; never multiplies rows."""
    links = Site.categories.through.objects.filter(
        site=OuterRef(site_lookup), sitecategory__code__in=codes
    )
    return Q(Exists(links))


class Site(SpanModel):
    class Size(models.TextChoices):
        ABOVE = "above", "规模以上"
        BELOW = "below", "规模以下"
        SMALL = "small", "小微"
        HOUSEHOLD = "household", "个体经营"

    class OperatingStatus(models.TextChoices):
        OPERATING = "operating", "在营"
        PREPARING = "preparing", "筹建、办理手续"
        STOPPED = "stopped", "停工停产"
        SUSPENDED = "suspended", "停产停业整顿"
        MOVED = "moved", "已搬离"
        DEMOLISHED = "demolished", "已拆除"
        CLOSED = "closed", "已关停"

    class LicenceStatus(models.TextChoices):
        COMPLETE = "complete", "证照齐全"
        INCOMPLETE = "incomplete", "证照不全"
        NONE = "none", "无证无照"
        NOT_NEEDED = "not_needed", "不需办证"

    class RiskLevel(models.TextChoices):
        """What may happen there; says nothing about the grade of a hazard."""

        RED = "red", "红色"
        ORANGE = "orange", "橙色"
        YELLOW = "yellow", "黄色"
        BLUE = "blue", "蓝色"

    village_lookup: ClassVar[str | None] = "village"

    name = models.CharField("名称", max_length=100)
    former_name = models.CharField("曾用名", max_length=100, blank=True)
    initials = InitialsField("拼音首字母", max_length=100)
    categories = models.ManyToManyField(
        SiteCategory, verbose_name="类别", related_name="sites", blank=True
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="sites"
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        verbose_name="村（居）",
        null=True,
        blank=True,
        related_name="sites",
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="所在场所",
        null=True,
        blank=True,
        related_name="tenants",
        help_text="厂中厂、多业态场所里的企业填所在的场所",
    )
    address = models.CharField("地址", max_length=200, blank=True)
    credit_code = models.CharField(
        "统一社会信用代码", max_length=18, blank=True, help_text="没有的填“无”"
    )
    has_no_code = models.BooleanField("没有信用代码", default=False, editable=False)
    legal_person = models.CharField("法定代表人（负责人）", max_length=50, blank=True)
    safety_person = models.CharField("安全负责人", max_length=50, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    size = models.CharField("规模", max_length=20, choices=Size, blank=True)
    employees = models.PositiveIntegerField("从业人员数", null=True, blank=True)
    is_key_unit = models.BooleanField("重点单位", default=False)
    operating_status = models.CharField(
        "经营状态", max_length=20, choices=OperatingStatus, default=OperatingStatus.OPERATING
    )
    status_on = models.DateField("状态日期", null=True, blank=True)
    licence_status = models.CharField("证照情况", max_length=20, choices=LicenceStatus, blank=True)
    risk_level = models.CharField(
        "风险等级", max_length=10, choices=RiskLevel, blank=True, help_text="没有评定的不填"
    )
    risk_set_on = models.DateField("风险评定日期", null=True, blank=True)
    risk_basis = models.CharField(
        "风险评定依据", max_length=200, blank=True, help_text="评定的方案、标准和评定人"
    )
    equipment = models.CharField(
        "安全设施", max_length=200, blank=True, help_text="如：防溺水警示牌、独立感烟报警器"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    objects = SiteQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[categories], excluded_fields=["initials"])

    class Meta(SpanModel.Meta):
        verbose_name = verbose_name_plural = "监管对象"
        ordering: ClassVar[list[str]] = ["name", "pk"]
        indexes = [models.Index(fields=["office", "name"], name="site_by_office_and_name")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *SpanModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "credit_code"],
                condition=Q(voided_at__isnull=True) & ~Q(credit_code=""),
                name="site_credit_code_once_per_office",
                violation_error_message="本单位已有相同统一社会信用代码的监管对象",
            ),
            models.CheckConstraint(
                condition=Q(risk_level="", risk_set_on__isnull=True, risk_basis="")
                | (~Q(risk_level="") & Q(risk_set_on__isnull=False)),
                name="site_risk_with_its_day_or_not_at_all",
                violation_error_message=(
                    "评定了风险等级的，写明评定日期；没有评定的，评定日期和依据都不填"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """“无” is a legal answer and different from not filled in."""
        code = credit_code(self.credit_code)
        self.has_no_code = code == "无" or (self.has_no_code and not code)
        self.credit_code = "" if code == "无" else code

    @property
    def credit_code_shown(self) -> str:
        return self.credit_code or ("无" if self.has_no_code else "")

    @property
    def code_warning(self) -> str:
        """A doubt about the code, to be shown, never to refuse the row (GB 32100-2015)."""
        return credit_code_warning(self.credit_code) or ""
