"""整改文书: drafted, issued with a number that is never reused, served, or cancelled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from hazards.models.classification import Grade
from hazards.models.hazard import Hazard
from hazards.models.notice_kinds import NoticeKind
from hazards.workflow import UNCLOSED
from township_safety.organisation.models import (
    CountedModel,
    CountedQuerySet,
    LeaderOpinion,
    NumberBlock,
    OwnedModel,
    ReservedNumber,
    ScopedQuerySet,
    StoredFile,
    User,
    Village,
)
from township_safety.register.models import Agency, Site

# 行政处罚法 61: within seven days when it was not handed over on the spot.
SERVED_WITHIN = timedelta(days=7)


class NoticeQuerySet(CountedQuerySet["Notice"]):
    def counted(self) -> Self:
        """Issued and not cancelled; drafts have no number and count nowhere."""
        return super().counted().filter(issued_on__isnull=False, cancelled_on__isnull=True)

    def not_voided(self) -> Self:
        """Drafts, too: what a list shows unless asked for the voided ones."""
        return super().counted()

    def in_state(self, state: str, *, on: date | None = None) -> Self:
        """草稿, 待送达 (of these late or returned), 已送达, 待整改报告, 已办结 or 已撤销."""
        on = on or timezone.localdate()
        issued = Q(issued_on__isnull=False, cancelled_on__isnull=True)
        unserved = issued & Q(served_on__isnull=True)
        late = Q(issued_on__lt=on - SERVED_WITHIN) | Q(due_on__lt=on)
        conditions = {
            "draft": Q(issued_on__isnull=True),
            "unserved": unserved,
            "late": unserved & late,
            "returned": unserved & Q(returned_on__isnull=False),
            "served": issued & Q(served_on__isnull=False) & ~_done(),
            "report": issued & _report_due(),
            "closed": issued & Q(served_on__isnull=False) & _done(),
            "cancelled": Q(cancelled_on__isnull=False),
        }
        return self.not_voided().filter(conditions[state])

    def on_numbers_of(self, block: NumberBlock) -> dict[int | None, Notice]:
        """The notices written under numbers of the block, by the number's key."""
        rows = self.filter(reserved__block=block)
        return {notice.reserved_id: notice for notice in rows}

    def drawn_up_by(self, user: User) -> Self:
        """The latest first."""
        return self.filter(recorded_by=user).order_by("-pk")

    def under(self, opinion: LeaderOpinion) -> Self:
        return self.filter(opinion=opinion).with_names()

    def of_kind(self, kind: NoticeKind) -> Self:
        return self.filter(kind=kind)

    def containing(self, text: str) -> Self:
        return self.filter(Q(number__icontains=text) | Q(addressee__icontains=text))

    def with_names(self) -> Self:
        """With the names that a list shows, and whether all of it is done."""
        return self.select_related("kind", "village", "site").annotate(is_done=_done())

    def unserved(self, *, on: date) -> Self:
        """待送达."""
        return self.counted().filter(
            Q(issued_on__lte=on), Q(served_on__isnull=True) | Q(served_on__gt=on)
        )


def _unclosed() -> Exists:
    """One of its hazards is not closed yet."""
    items = NoticeItem.objects.filter(notice=OuterRef("pk"), hazard__status__in=UNCLOSED)
    return Exists(items)


def _done() -> Q:
    """All that it ordered is closed; a paper that orders nothing is never."""
    return Q(Exists(NoticeItem.objects.filter(notice=OuterRef("pk")))) & ~Q(_unclosed())


def _report_due() -> Q:
    """待整改报告: served, open, and the enterprise has not reported."""
    return Q(
        _unclosed(),
        served_on__isnull=False,
        kind__orders_rectification=True,
        report_received_on__isnull=True,
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
    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="站所单位", null=True, blank=True, related_name="+"
    )
    content = models.TextField(
        "正文",
        max_length=3000,
        blank=True,
        help_text="提示单、告知书、建议等不列隐患的文书写在这里",
    )
    inspector = models.CharField("检查人员", max_length=50, blank=True)
    inspector_number = models.CharField("检查人员证件号", max_length=50, blank=True)
    second_inspector = models.CharField("检查人员（二）", max_length=50, blank=True)
    second_number = models.CharField("检查人员（二）证件号", max_length=50, blank=True)
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
    served_by = models.CharField("送达人", max_length=100, blank=True)
    service_place = models.CharField("送达地点", max_length=100, blank=True)
    returned_on = models.DateField("退回日期", null=True, blank=True)
    return_service = models.CharField(
        "退回时的送达方式", max_length=20, choices=Service, blank=True
    )
    return_reason = models.CharField("退回、无法送达的原因", max_length=200, blank=True)
    report_received_on = models.DateField("收到整改报告日期", null=True, blank=True)
    report_note = models.CharField("整改报告的内容", max_length=300, blank=True)
    report_scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name="整改报告",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
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

    # Written by hand before it was entered here.
    reserved = models.OneToOneField(
        ReservedNumber,
        models.PROTECT,
        verbose_name="手工文号",
        null=True,
        blank=True,
        editable=False,
        related_name="notice",
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
                condition=Q(returned_on__isnull=True, return_reason="", return_service="")
                | (Q(returned_on__isnull=False) & ~Q(return_reason="")),
                name="notice_returned_with_reason_or_not_at_all",
                violation_error_message="退回日期和退回原因要一起填",
            ),
            models.CheckConstraint(
                condition=Q(report_received_on__isnull=True)
                | Q(report_received_on__gte=F("issued_on")),
                name="notice_report_after_issued",
                violation_error_message="收到整改报告的日期不能早于签发日期",
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
        if self.served_on:
            return "已办结" if self.all_closed else "已送达"
        return "退回未送达" if self.returned_on else "待送达"

    @property
    def all_closed(self) -> bool:
        known = getattr(self, "is_done", None)
        return bool(Notice.objects.filter(_done(), pk=self.pk)) if known is None else bool(known)

    @property
    def is_served_late(self) -> bool:
        """逾期未送达."""
        today = timezone.localdate()
        if self.served_on or not self.issued_on or self.cancelled_on or self.is_voided:
            return False
        past = self.due_on is not None and self.due_on < today
        return past or self.issued_on < today - SERVED_WITHIN

    @property
    def awaits_report(self) -> bool:
        """待整改报告."""
        return (
            self.is_in_force
            and self.served_on is not None
            and self.report_received_on is None
            and self.kind.orders_rectification
            and not self.all_closed
        )

    @property
    def is_in_force(self) -> bool:
        return self.issued_on is not None and self.cancelled_on is None

    def is_without_term(self) -> bool:
        """An order that says neither by when nor within how many days, for one of its items."""
        if not self.kind.orders_rectification or self.days_to_rectify is not None:
            return False
        return self.due_on is None and self.items.filter(due_on__isnull=True).exists()

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
        if not self.served_on:
            return ("serve", "return", "cancel")
        return ("report", "cancel") if self.awaits_report else ("cancel",)


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
    due_on = models.DateField("整改期限", null=True, blank=True, help_text="不填的按整份通知书")

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

    @property
    def due_in_force(self) -> date | None:
        """Its own day, else that of the notice; None while the days from receipt do not run."""
        return self.due_on or self.notice.due_on


class NoticePhoto(OwnedModel):
    """A photo of one of its hazards, printed with the notice; fixed when it is issued."""

    village_lookup: ClassVar[str | None] = "notice__village"

    notice = models.ForeignKey(Notice, models.PROTECT, verbose_name="通知书", related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="照片", related_name="+")
    hazard = models.ForeignKey(Hazard, models.PROTECT, verbose_name="隐患", related_name="+")
    caption = models.CharField("说明", max_length=100, blank=True)
    position = models.PositiveSmallIntegerField("序号")

    objects: ClassVar[models.Manager[NoticePhoto]] = ScopedQuerySet["NoticePhoto"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知书照片"
        ordering = ["notice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "file"], name="photo_once_per_notice")
        ]

    def __str__(self) -> str:
        return self.caption or f"照片{self.position}"
