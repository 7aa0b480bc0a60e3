"""Lines of an operation: whom it visited, what came of it, which hazards it found."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from hazards.models import Hazard, HazardCount
from inspections.models.operations import Operation, on_days
from township_safety.organisation.models import CountedModel, CountedQuerySet, User
from township_safety.register.models import (
    Kind,
    ResultKind,
    Site,
    SiteCategory,
    has_category,
)

L = TypeVar("L", bound="OperationLine", covariant=True)


class LineQuerySet(CountedQuerySet[L]):
    def counted(self) -> Self:
        """A line is voided with its operation, or alone."""
        return super().counted().filter(operation__voided_at__isnull=True)

    def add_to(self, operation: Operation, *, by: User | None, **fields: Any) -> L:
        """A line belongs to its operation's office; there is no other way to make one."""
        return self.create(
            operation=operation, office_id=operation.office_id, recorded_by=by, **fields
        )


class OperationLine(CountedModel):
    """Day, sector and village of a line are those of its operation."""

    village_lookup: ClassVar[str | None] = "operation__village"
    date_field: ClassVar[str] = "operation__on"

    class Meta(CountedModel.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["operation", "pk"]

    operation: models.ForeignKey[Operation, Operation]
    operation_id: int

    def clean(self) -> None:
        """Speaks of an operation in hand only: by key it was looked up within the office."""
        super().clean()
        operation = self._state.fields_cache.get("operation")
        if operation is not None and self.office_id != operation.office_id:
            raise ValidationError("明细须与所属的检查执法同属一个单位")


def checked() -> Q:
    """Visits that took place: a refusal or a locked door is no 家次 and stays due."""
    return Q(outcome=OperationTarget.Outcome.CHECKED)


def not_checked() -> Q:
    """Somebody came and could not check; a site still to be seen is none of these."""
    outcome = OperationTarget.Outcome
    return Q(outcome__in=[outcome.CLOSED, outcome.NOBODY, outcome.REFUSED, outcome.MOVED])


def of_site_categories(codes: Collection[str]) -> Q:
    """Targets of a category, whether they name the site or only its kind."""
    return has_category(list(codes), "site") | Q(category__code__in=list(codes))


class OperationTargetQuerySet(LineQuerySet["OperationTarget"]):
    def checked(self) -> Self:
        return self.filter(checked())

    def not_checked(self) -> Self:
        return self.filter(not_checked())

    def with_progress(self) -> Self:
        """As the list of an outing shows them: with site, village and how many hazards."""
        found = Count("findings", filter=Q(findings__voided_at__isnull=True))
        return self.select_related("site__village", "category").annotate(found=found).order_by("pk")

    def pending(self) -> Self:
        """Chosen for the outing, not seen yet."""
        return self.filter(outcome=OperationTarget.Outcome.PENDING)

    def refused(self) -> Self:
        return self.filter(outcome=OperationTarget.Outcome.REFUSED)

    def of_site_categories(self, codes: Collection[str]) -> Self:
        return self.filter(of_site_categories(codes))

    def visits(self) -> int:
        """家次."""
        return int(self.checked().aggregate(n=Coalesce(Sum("quantity"), 0))["n"])

    def subjects(self) -> int:
        """家: a site once however often it was visited; unnamed ones cannot be told apart."""
        counts = self.checked().aggregate(
            named=Count("site", distinct=True),
            unnamed=Coalesce(Sum("quantity", filter=Q(site__isnull=True)), 0),
        )
        return int(counts["named"] + counts["unnamed"])


class OperationTarget(OperationLine):
    class Outcome(models.TextChoices):
        PENDING = "pending", "未查"
        CHECKED = "checked", "已检查"
        CLOSED = "closed", "关门停业"
        NOBODY = "nobody", "无人在场"
        REFUSED = "refused", "拒绝检查"
        MOVED = "moved", "已搬离"

    operation = models.ForeignKey(
        Operation, models.PROTECT, verbose_name="检查执法", related_name="targets"
    )
    site = models.ForeignKey(
        Site,
        models.PROTECT,
        verbose_name="监管对象",
        null=True,
        blank=True,
        related_name="+",
        help_text="没有建档的不填，改填对象类别和数量",
    )
    category = models.ForeignKey(
        SiteCategory,
        models.PROTECT,
        verbose_name="对象类别",
        null=True,
        blank=True,
        related_name="+",
    )
    name = models.CharField("对象说明", max_length=100, blank=True)
    quantity = models.PositiveIntegerField("数量", default=1, help_text="按对象类别的计数单位填")
    outcome = models.CharField(
        "检查结果",
        max_length=20,
        choices=Outcome,
        default=Outcome.CHECKED,
        help_text="只有“已检查”计入家次，其余的仍须补查",
    )
    witness = models.CharField(
        "见证人", max_length=100, blank=True, help_text="拒绝检查的，填在场见证的人；或填照片、录像"
    )
    evidence = models.CharField(
        "照片、录像", max_length=200, blank=True, help_text="拒绝检查的现场照片、录像的编号或存放处"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    objects = OperationTargetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(OperationLine.Meta):
        verbose_name = verbose_name_plural = "检查对象"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *OperationLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(site__isnull=False, category__isnull=True, quantity=1)
                | Q(site__isnull=True, category__isnull=False, quantity__gte=1),
                name="target_is_a_site_or_a_category_with_quantity",
                violation_error_message=(
                    "检查对象填监管对象（数量为1），或者填对象类别和数量，两者选一"
                ),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused", witness="", evidence=""),
                name="target_refused_before_a_witness_or_on_a_photo",
                violation_error_message="拒绝检查的，须填见证人，或者照片、录像的编号或存放处",
            ),
            models.UniqueConstraint(
                fields=["operation", "site"],
                condition=Q(voided_at__isnull=True, site__isnull=False),
                name="target_site_once_per_operation",
                violation_error_message="这次检查已登记过这个监管对象",
            ),
        ]

    def __str__(self) -> str:
        return str(self.site or self.name or self.category)


def seen_between(first_day: date, last_day: date) -> Q:
    """Sites with a visit that took place on these days, both inclusive."""
    visits = OperationTarget.objects.counted().checked()
    return Q(Exists(visits.filter(on_days(first_day, last_day), site=OuterRef("pk"))))


def visiting(site: Site | int) -> Q:
    """Operations with a line for the site, whatever became of the visit."""
    lines = OperationTarget.objects.counted().filter(operation=OuterRef("pk"), site=site)
    return Q(Exists(lines))


def of_results(codes: Collection[str]) -> Q:
    return Q(kind__code__in=list(codes))


def of_violations(codes: Collection[str]) -> Q:
    return Q(violation__code__in=list(codes))


class OperationResultQuerySet(LineQuerySet["OperationResult"]):
    def of_results(self, codes: Collection[str]) -> Self:
        return self.filter(of_results(codes))

    def of_violations(self, codes: Collection[str]) -> Self:
        return self.filter(of_violations(codes))

    def penalties(self) -> Self:
        return self.filter(kind__is_penalty=True)

    def against_sites(self) -> Self:
        return self.filter(site__isnull=False).select_related("site", "kind")


class OperationResult(OperationLine):
    """教育、扣押、收缴、约谈、罚款……; a penalty is a result with an amount."""

    class CaseGrade(models.TextChoices):
        ORDINARY = "ordinary", "一般案件"
        MAJOR = "major", "重大案件"

    operation = models.ForeignKey(
        Operation, models.PROTECT, verbose_name="检查执法", related_name="results"
    )
    kind = models.ForeignKey(ResultKind, models.PROTECT, verbose_name="处置结果", related_name="+")
    violation = models.ForeignKey(
        Kind,
        models.PROTECT,
        verbose_name="违法行为",
        limit_choices_to={"domain": Kind.Domain.VIOLATION},
        null=True,
        blank=True,
        related_name="+",
    )
    quantity = models.PositiveIntegerField("数量", default=1)
    unit = models.CharField(
        "单位", max_length=10, blank=True, help_text="与处置结果的计数单位不同时填，如：袋、挂"
    )
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="监管对象", null=True, blank=True, related_name="+"
    )
    subject = models.CharField(
        "当事人类别", max_length=100, blank=True, help_text="如：机动车驾驶员；不写姓名"
    )
    item = models.CharField("物品", max_length=100, blank=True, help_text="如：过期食品")
    goods_year = models.PositiveSmallIntegerField("物品生产年份", null=True, blank=True)
    fine_amount = models.DecimalField(
        "罚款金额（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    tonnage = models.DecimalField("吨数", max_digits=10, decimal_places=2, null=True, blank=True)
    case_number = models.CharField("案号", max_length=80, blank=True)
    case_grade = models.CharField("案件等级", max_length=20, choices=CaseGrade, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = OperationResultQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(OperationLine.Meta):
        verbose_name = verbose_name_plural = "处置结果"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *OperationLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(fine_amount__isnull=True) | Q(fine_amount__gt=0),
                name="result_fine_positive",
                violation_error_message="罚款金额须大于0",
            ),
            models.CheckConstraint(
                condition=Q(tonnage__isnull=True) | Q(tonnage__gt=0),
                name="result_tonnage_positive",
                violation_error_message="吨数须大于0",
            ),
            models.CheckConstraint(
                condition=Q(goods_year__isnull=True)
                | Q(goods_year__gte=1950, goods_year__lte=2100),
                name="result_goods_year_plausible",
                violation_error_message="物品生产年份填四位数的年份，如2014",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}{self.unit_shown}"

    @property
    def unit_shown(self) -> str:
        return self.unit or self.kind.unit


class FindingQuerySet(LineQuerySet["Finding"]):
    def itemised(self) -> Self:
        return self.filter(hazard__isnull=False)

    def of(self, found: Hazard | HazardCount) -> Self:
        if isinstance(found, Hazard):
            return self.filter(hazard=found)
        return self.filter(hazard_count=found)

    def standing(self) -> Self:
        """Without those whose hazard or count was entered by mistake."""
        return self.filter(hazard__voided_at__isnull=True, hazard_count__voided_at__isnull=True)

    def left_behind(self) -> Self:
        """Not voided themselves, but their operation is."""
        return self.filter(voided_at__isnull=True, operation__voided_at__isnull=False)


class Finding(OperationLine):
    """Which hazard, or which count of hazards, came out of an operation."""

    operation = models.ForeignKey(
        Operation, models.PROTECT, verbose_name="检查执法", related_name="findings"
    )
    target = models.ForeignKey(
        OperationTarget,
        models.PROTECT,
        verbose_name="检查对象",
        null=True,
        blank=True,
        related_name="findings",
    )
    hazard = models.ForeignKey(
        Hazard,
        models.PROTECT,
        verbose_name="隐患",
        null=True,
        blank=True,
        related_name="+",
    )
    hazard_count = models.ForeignKey(
        HazardCount,
        models.PROTECT,
        verbose_name="汇总登记",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = FindingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(OperationLine.Meta):
        verbose_name = verbose_name_plural = "检查发现"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *OperationLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(hazard__isnull=False, hazard_count__isnull=True)
                | Q(hazard__isnull=True, hazard_count__isnull=False),
                name="finding_is_a_hazard_or_a_count",
                violation_error_message="检查发现填一条隐患，或者一条汇总登记，两者选一",
            ),
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(voided_at__isnull=True, hazard__isnull=False),
                name="hazard_found_by_one_operation",
                violation_error_message="这条隐患已登记为另一次检查所发现",
            ),
            models.UniqueConstraint(
                fields=["hazard_count"],
                condition=Q(voided_at__isnull=True, hazard_count__isnull=False),
                name="hazard_count_found_by_one_operation",
                violation_error_message="这条汇总登记已登记为另一次检查所发现",
            ),
        ]

    def __str__(self) -> str:
        return str(self.hazard or self.hazard_count)

    def clean(self) -> None:
        super().clean()
        if self.target is not None and self.target.operation_id != self.operation_id:
            raise ValidationError({"target": "检查对象须是这次检查的"})


def with_findings() -> Q:
    """Operations that a hazard or a count of hazards hangs on."""
    return Q(Exists(Finding.objects.counted().filter(operation=OuterRef("pk"))))


def found_by(operations: Q, *, column: str = "hazard") -> Q:
    """Hazards (or counts, `column` "hazard_count") that came out of such operations.

    `operations` speaks of the operation from its line: led_by(classes, prefix="operation__").
    """
    lines = Finding.objects.counted().filter(operations, **{column: OuterRef("pk")})
    return Q(Exists(lines))
