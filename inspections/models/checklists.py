"""检查表: what is asked at a site of a category, and what was answered there on that day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from hazards.models import Hazard
from hazards.models.classification import Grade
from inspections.models.lines import OperationTarget
from township_safety.organisation.models import Office, OwnedModel, ScopedQuerySet
from township_safety.register.models import ReferenceModel, ReferenceQuerySet, Sector, SiteCategory
from township_safety.register.models.reference import ReferenceManager


class ChecklistQuerySet(ReferenceQuerySet["Checklist"]):
    def for_categories(self, categories: Collection[SiteCategory]) -> Self:
        """Those that are asked at a site of one of these categories, each once."""
        links = Checklist.categories.through.objects.filter(
            checklist=models.OuterRef("pk"), sitecategory__in=categories
        )
        return self.filter(models.Exists(links))

    def with_items(self, *, on: date) -> Self:
        """With the number of questions asked on that day."""
        asked = models.Q(items__valid_to__isnull=True) | models.Q(items__valid_to__gte=on)
        return self.prefetch_related("categories").annotate(
            asked=models.Count("items", filter=asked)
        )


class Checklist(ReferenceModel):
    """One list. Its version grows with every change of its items; answers name the version."""

    name = models.CharField("检查表", max_length=80)
    categories = models.ManyToManyField(
        SiteCategory,
        verbose_name="适用的监管对象类别",
        related_name="+",
        help_text="检查这些类别的监管对象时用这张表",
    )
    basis = models.CharField("主要依据", max_length=300, blank=True)
    version = models.PositiveSmallIntegerField("版次", default=1, editable=False)

    objects = ReferenceManager.from_queryset(ChecklistQuerySet)()
    history = HistoricalRecords(m2m_fields=[categories])

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "检查表"

    def get_absolute_url(self) -> str:
        return reverse("inspections:checklist", args=[self.pk])

    def may_be_changed_by(self, office: Office) -> bool:
        """Shared lists serve all offices: the top one keeps them."""
        return self.office_id == office.pk or (self.office_id is None and office.parent_id is None)


class ChecklistItemQuerySet(ReferenceQuerySet["ChecklistItem"]):
    def asked_on(self, day: date, *, lists: Collection[Checklist]) -> Self:
        return (
            self.filter(checklist__in=lists)
            .valid(on=day)
            .select_related("checklist", "sector")
            .order_by("checklist__order", "checklist", "order", "pk")
        )


class ChecklistItem(ReferenceModel):
    """One question. “否” proposes the hazard with its basis and its measure."""

    checklist = models.ForeignKey(
        Checklist, models.PROTECT, verbose_name="检查表", related_name="items"
    )
    name = models.CharField(
        "检查内容", max_length=200, help_text="写成答“是”就是合格的一句话，如：灭火器压力正常"
    )
    basis = models.CharField(
        "依据", max_length=200, blank=True, help_text="标准、办法的名称、编号和条款"
    )
    hazard = models.CharField("答“否”时的隐患描述", max_length=200)
    measures = models.CharField("建议的整改措施", max_length=300, blank=True)
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        verbose_name="行业领域",
        null=True,
        blank=True,
        related_name="+",
        help_text="不填的，按监管对象的行业领域",
    )
    grade = models.CharField(
        "可能的等级",
        max_length=10,
        choices=Grade,
        default=Grade.GENERAL,
        help_text="可能是重大隐患的，检查时提醒对照判定标准",
    )

    objects = ReferenceManager.from_queryset(ChecklistItemQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "检查表项目"

    @property
    def may_be_major(self) -> bool:
        return self.grade == Grade.MAJOR


class ChecklistAnswerQuerySet(ScopedQuerySet["ChecklistAnswer"]):
    def of_operation(self, operation: models.Model) -> Self:
        return self.filter(target__operation=operation, target__voided_at__isnull=True)

    def failed(self) -> Self:
        return self.filter(answer=ChecklistAnswer.Answer.NO)


class ChecklistAnswer(OwnedModel):
    """What was answered at one visit, in the words the list had on that day."""

    class Answer(models.TextChoices):
        YES = "yes", "是"
        NO = "no", "否"
        NOT_APPLICABLE = "na", "不适用"

    village_lookup: ClassVar[str | None] = "target__operation__village"

    target = models.ForeignKey(
        OperationTarget, models.PROTECT, verbose_name="检查对象", related_name="answers"
    )
    item = models.ForeignKey(
        ChecklistItem, models.PROTECT, verbose_name="检查表项目", related_name="+"
    )
    list_name = models.CharField("检查表", max_length=80)
    list_version = models.PositiveSmallIntegerField("版次")
    text = models.CharField("检查内容", max_length=200, help_text="检查当日的文字，以后不变")
    basis = models.CharField("依据", max_length=200, blank=True)
    answer = models.CharField("检查结果", max_length=10, choices=Answer)
    note = models.CharField("说明", max_length=200, blank=True)
    hazard = models.ForeignKey(
        Hazard,
        models.PROTECT,
        verbose_name="登记的隐患",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ChecklistAnswerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "检查表记录"
        ordering: ClassVar[list[str]] = ["target", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["target", "item"],
                name="checklist_item_answered_once_per_visit",
                violation_error_message="这一项已经答过",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text}：{self.get_answer_display()}"
