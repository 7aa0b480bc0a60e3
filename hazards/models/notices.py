"""整改文书: drafted, issued with a number that is never reused, served, or cancelled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from hazards.models.classification import Grade
from hazards.models.hazard import Hazard
from township_safety.organisation.models import (
    CountedModel,
    CountedQuerySet,
    LeaderOpinion,
    Office,
    OwnedModel,
    ScopedQuerySet,
    Village,
)
from township_safety.register.models import ReferenceModel, ReferenceQuerySet, Site
from township_safety.register.models.reference import ReferenceManager


class NoticeKindQuerySet(ReferenceQuerySet["NoticeKind"]):
    def offered_in(self, office: Office, *, on: date) -> Self:
        """To draw up a paper that day: an order (责令) only with powers handed over."""
        offered = self.available_to(office).valid(on=on)
        return offered if office.powers_handed_over else offered.filter(needs_powers=False)


class NoticeKind(ReferenceModel):
    """限期整改通知书, 提示单, 告知书…; each kind has its own run of numbers per year."""

    number_word = models.CharField(
        "文号用字", max_length=20, blank=True, help_text="如“安整”，文号为：青安整〔2024〕1号"
    )
    orders_rectification = models.BooleanField(
        "属于整改文书", default=True, help_text="提示单、告知书不属于整改文书，分开统计"
    )
    needs_powers = models.BooleanField(
        "须有行政执法权",
        default=False,
        help_text="勾选的只在单位设置中写明已下放（委托）执法权时供选择，如责令限期整改指令书",
    )

    objects = ReferenceManager.from_queryset(NoticeKindQuerySet)()
    history = HistoricalRecords()

    class Meta(ReferenceModel.Meta):
        verbose_name = verbose_name_plural = "文书种类"


class NoticeQuerySet(CountedQuerySet["Notice"]):
    def counted(self) -> Self:
        """Issued and not cancelled; drafts have no number and count nowhere."""
        return super().counted().filter(issued_on__isnull=False, cancelled_on__isnull=True)

    def not_voided(self) -> Self:
        """Drafts, too: what a list shows unless asked for the voided ones."""
        return super().counted()

    def in_state(self, state: str) -> Self:
        """草稿, 待送达, 已送达 or 已撤销."""
        conditions = {
            "draft": Q(issued_on__isnull=True),
            "unserved": Q(
                issued_on__isnull=False, served_on__isnull=True, cancelled_on__isnull=True
            ),
            "served": Q(served_on__isnull=False, cancelled_on__isnull=True),
            "cancelled": Q(cancelled_on__isnull=False),
        }
        return self.not_voided().filter(conditions[state])

    def under(self, opinion: LeaderOpinion) -> Self:
        return self.filter(opinion=opinion).with_names()

    def containing(self, text: str) -> Self:
        return self.filter(Q(number__icontains=text) | Q(addressee__icontains=text))

    def with_names(self) -> Self:
        return self.select_related("kind", "village", "site")

    def unserved(self, *, on: date) -> Self:
        """待送达."""
        return self.counted().filter(
            Q(issued_on__lte=on), Q(served_on__isnull=True) | Q(served_on__gt=on)
        )


class Notice(CountedModel):
    class Service(models.TextChoices):
        IN_PERSON = "in_person", "当面送达"
        LEFT = "left", "留置送达"
        POST = "post", "邮寄送达"
        PHONE = "phone", "电话告知"
        POSTED_UP = "posted_up", "张贴送达"

    village_lookup: ClassVar[str | None] = "village"
    date_field: ClassVar[str] = "issued_on"
    workbook_keys: ClassVar[tuple[str, ...]] = ("number", "uid")

    kind = models.ForeignKey(NoticeKind, models.PROTECT, verbose_name="文书种类", related_name="+")
    number = models.CharField("文号", max_length=60, blank=True, help_text="签发时自动编号")
    addressee = models.CharField("受文单位（个人）", max_length=100)
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name="监管对象", null=True, blank=True, related_name="+"
    )
    village = models.ForeignKey(
        Village, models.PROTECT, verbose_name="村（居）", null=True, blank=True, related_name="+"
    )
    issued_on = models.DateField("签发日期", null=True, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    days_to_rectify = models.PositiveSmallIntegerField(
        "自收到之日起几日内", null=True, blank=True, help_text="与整改期限二选一，送达后算出期限"
    )
    served_on = models.DateField("送达日期", null=True, blank=True)
    service = models.CharField("送达方式", max_length=20, choices=Service, blank=True)
    received_by = models.CharField("签收人", max_length=50, blank=True)
    is_refused = models.BooleanField("拒绝签收", default=False)
    witness = models.CharField("见证人", max_length=50, blank=True)
    cancelled_on = models.DateField("撤销日期", null=True, blank=True)
    cancel_reason = models.CharField("撤销原因", max_length=200, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    opinion = models.ForeignKey(
        LeaderOpinion,
        models.PROTECT,
        verbose_name="签发意见",
        null=True,
        blank=True,
        editable=False,
        related_name="notices",
    )

    objects = NoticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "整改通知书"
        ordering: ClassVar[list[str]] = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["office", "issued_on"], name="notice_by_day")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "kind", "number"],
                condition=~Q(number=""),
                name="notice_number_once_per_office_and_kind",
                violation_error_message="文号重复",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True, number="")
                | (Q(issued_on__isnull=False) & ~Q(number="")),
                name="notice_issued_with_number_or_not_at_all",
                violation_error_message="签发日期和文号要一起填",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True)
                | Q(days_to_rectify__isnull=True)
                | Q(served_on__isnull=False),
                name="notice_states_a_date_or_days_from_receipt",
                violation_error_message="整改期限和“自收到之日起几日内”只填一个",
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True, service="")
                | (Q(served_on__isnull=False) & ~Q(service="")),
                name="notice_served_with_method_or_not_at_all",
                violation_error_message="送达日期和送达方式要一起填",
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True) | Q(served_on__gte=F("issued_on")),
                name="notice_served_after_issued",
                violation_error_message="送达日期不能早于签发日期",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancel_reason="")),
                name="notice_cancelled_with_reason_or_not_at_all",
                violation_error_message="撤销日期和撤销原因要一起填",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(due_on__gte=F("issued_on")),
                name="notice_due_after_issued",
                violation_error_message="整改期限不能早于签发日期",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.kind}（草稿）"

    def get_absolute_url(self) -> str:
        return reverse("hazards:notice", args=[self.pk])

    @property
    def state(self) -> str:
        if self.is_voided:
            return "误录作废"
        if self.cancelled_on:
            return "已撤销"
        if not self.issued_on:
            return "草稿"
        return "已送达" if self.served_on else "待送达"

    @property
    def is_in_force(self) -> bool:
        return self.issued_on is not None and self.cancelled_on is None

    @property
    def is_about_major(self) -> bool:
        return self.items.filter(hazard__grade=Grade.MAJOR).exists()

    @property
    def open_steps(self) -> tuple[str, ...]:
        """What can be done with it now."""
        if self.is_voided or self.cancelled_on:
            return ()
        if self.issued_on is None:
            return ("issue",)
        return ("cancel",) if self.served_on else ("serve", "cancel")


class NoticeItemQuerySet(ScopedQuerySet["NoticeItem"]):
    def places(self, notices: Collection[int]) -> models.QuerySet[Any, tuple[int, int]]:
        """(notice, position) of the items of these notices."""
        rows = self.filter(notice__in=notices).order_by()
        return rows.values_list("notice", "position")


class NoticeItem(OwnedModel):
    """One hazard on a notice, with the words as issued."""

    village_lookup: ClassVar[str | None] = "notice__village"

    notice = models.ForeignKey(Notice, models.PROTECT, verbose_name="通知书", related_name="items")
    hazard = models.ForeignKey(
        Hazard, models.PROTECT, verbose_name="隐患", related_name="notice_items"
    )
    position = models.PositiveSmallIntegerField("序号")
    text = models.TextField("存在问题", max_length=1000)
    demand = models.CharField("整改要求", max_length=500, blank=True)

    objects = NoticeItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知书事项"
        ordering = ["notice", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "hazard"],
                name="hazard_once_per_notice",
                violation_error_message="同一隐患在一份通知书里只能出现一次",
            ),
            models.UniqueConstraint(fields=["notice", "position"], name="position_once_per_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:20]}"
