"""事故快报: what was reported upward of an accident, version by version, and within which time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from township_safety.activities.models.events import Accident
from township_safety.organisation.models import Office, OwnedModel, ScopedQuerySet


class AccidentReportQuerySet(ScopedQuerySet["AccidentReport"]):
    def counted(self) -> Self:
        """Without those of an accident entered by mistake."""
        return self.filter(accident__voided_at__isnull=True)

    def of(self, accident: Accident) -> Self:
        return self.filter(accident=accident).select_related("by", "office")

    def newest_first(self) -> Self:
        return self.order_by("-sent_at", "-pk")

    def written(self) -> Self:
        return self.exclude(kind=AccidentReport.Kind.PHONE)

    def as_of(self, moment: datetime) -> AccidentReport | None:
        """The casualties as they were known at that moment."""
        return self.filter(as_of__lte=moment).order_by("-as_of", "-pk").first()


class AccidentReport(OwnedModel):
    """One report; it is never changed: what has become known since is the next version.

    生产安全事故报告和调查处理条例 12 (what a report says), 13 (supplements).
    """

    class Kind(models.TextChoices):
        PHONE = "phone", "电话首报"
        FIRST = "first", "书面首报"
        FOLLOW = "follow", "续报"
        FINAL = "final", "终报"

    village_lookup: ClassVar[str | None] = "accident__village"

    accident = models.ForeignKey(
        Accident, models.PROTECT, verbose_name="事故", related_name="reports", editable=False
    )
    kind = models.CharField("报告种类", max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField("第几报", editable=False)
    sent_at = models.DateTimeField("报出时间")
    sent_to = models.CharField("报给", max_length=100, help_text="如：县应急管理局值班室")
    as_of = models.DateTimeField("伤亡情况截至")
    deaths = models.PositiveIntegerField("死亡人数", default=0)
    missing = models.PositiveIntegerField("下落不明人数", default=0)
    injuries = models.PositiveIntegerField("受伤人数", default=0)
    course = models.TextField("事故经过和现场情况", help_text="没有弄清的写“正在核实”")
    measures = models.TextField("已经采取的措施", blank=True)
    remaining = models.TextField("其他情况", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="报告人",
        null=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar[models.Manager[AccidentReport]] = AccidentReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事故快报"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["accident", "number"],
                name="accident_report_number_once",
                violation_error_message="同一起事故的报告序号不能重复",
            ),
            models.UniqueConstraint(
                fields=["accident", "kind"],
                condition=Q(kind__in=["phone", "first"]),
                name="accident_first_report_once",
                violation_error_message="这种首报已经登记过，情况有变化请登记续报",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}报（{self.get_kind_display()}）"

    @property
    def casualties(self) -> str:
        told = f"死亡{self.deaths}人，下落不明{self.missing}人，受伤{self.injuries}人"
        return told if self.deaths or self.missing or self.injuries else "没有人员伤亡"


class AccidentTermsManager(models.Manager["AccidentTerms"]):
    def of_office(self, office: Office | int) -> AccidentTerms:
        """The office's own limits, or the usual ones, not yet saved."""
        key = office if isinstance(office, int) else office.pk
        return self.filter(office=key).first() or AccidentTerms(office_id=key)


class AccidentTerms(models.Model):
    """The office's own limits, counted from 接报; the law's hour begins with the enterprise."""

    office = models.OneToOneField(
        "organisation.Office",
        models.PROTECT,
        verbose_name="单位",
        related_name="accident_terms",
        editable=False,
    )
    by_phone = models.PositiveSmallIntegerField(
        "电话首报时限（分钟）", default=30, help_text="从接报起算"
    )
    in_writing = models.PositiveSmallIntegerField(
        "书面首报时限（分钟）", default=60, help_text="从接报起算"
    )

    objects = AccidentTermsManager()

    class Meta:
        verbose_name = verbose_name_plural = "事故快报时限"

    def __str__(self) -> str:
        return f"电话{self.by_phone}分钟，书面{self.in_writing}分钟"


@dataclass(frozen=True)
class Term:
    """One limit of one accident, as it stands at a moment."""

    label: str
    due_at: datetime
    sent_at: datetime | None
    now: datetime

    @property
    def is_late(self) -> bool:
        return (self.sent_at or self.now) > self.due_at

    @property
    def is_open(self) -> bool:
        return self.sent_at is None

    @property
    def words(self) -> str:
        minutes = abs(int(((self.sent_at or self.now) - self.due_at) / timedelta(minutes=1)))
        if self.sent_at is not None:
            return f"已报，超时{minutes}分钟" if self.is_late else "已按时报"
        return f"已超时{minutes}分钟，请立即报" if self.is_late else f"还剩{minutes}分钟"


def terms_of(accident: Accident, *, now: datetime) -> list[Term]:
    """Nothing without 接报时间, and nothing for accidents that came in without reports."""
    if accident.received_at is None:
        return []
    found = AccidentTerms.objects.of_office(accident.office_id)
    sent = dict(AccidentReport.objects.of(accident).values_list("kind", "sent_at"))
    kinds = AccidentReport.Kind
    limits = ((kinds.PHONE, found.by_phone), (kinds.FIRST, found.in_writing))
    return [
        Term(
            str(kind.label), accident.received_at + timedelta(minutes=minutes), sent.get(kind), now
        )
        for kind, minutes in limits
    ]
