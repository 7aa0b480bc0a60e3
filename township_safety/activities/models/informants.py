"""举报人: who reported. Kept apart from the report, read by few, and every reading is logged."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from township_safety.activities.models.events import PublicReport
from township_safety.organisation.models import LEADERS, OwnedModel, Role, ScopedQuerySet, User


class InformantQuerySet(ScopedQuerySet["Informant"]):
    def readable_by(self, user: User) -> Self:
        """The named handler, and the leaders of the office."""
        led = [m.office_id for m in user.active_memberships if Role(m.role) in LEADERS]
        return self.filter(Q(handler=user) | Q(office__in=led))

    def for_report(self, report: PublicReport) -> Informant | None:
        return self.filter(report=report).select_related("handler").first()

    def handled_by(self, user: User) -> Self:
        """Of reports that stand."""
        rows = self.filter(handler=user, report__voided_at__isnull=True)
        return rows.select_related("report").order_by("report__received_on", "pk")

    def unanswered(self) -> Self:
        """The report is dealt with, and the person has not been told."""
        return self.filter(
            report__voided_at__isnull=True, report__concluded_on__isnull=False, answered_on=None
        )

    def unpaid(self) -> Self:
        """A reward was granted and nobody has signed for it."""
        return self.filter(report__voided_at__isnull=True, report__reward__gt=0, paid_on=None)


class Informant(OwnedModel):
    """In no workbook, no export and no paper; the report itself says nothing of the person."""

    class Way(models.TextChoices):
        PHONE = "phone", "电话"
        IN_PERSON = "in_person", "当面"
        LETTER = "letter", "书面"
        MESSAGE = "message", "短信"
        IMPOSSIBLE = "impossible", "匿名举报，无法答复"

    report = models.OneToOneField(
        PublicReport,
        models.PROTECT,
        verbose_name="举报",
        related_name="informant",
        editable=False,
    )
    name = models.CharField("举报人姓名", max_length=50, blank=True, help_text="匿名的不填")
    contact = models.CharField("联系方式", max_length=100, blank=True)
    note = models.CharField(
        "保密要求", max_length=200, blank=True, help_text="如：不得打单位电话联系"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="经办人",
        related_name="+",
        help_text="除领导外，只有经办人能看到举报人信息",
    )
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)
    answer_way = models.CharField(
        "答复方式", max_length=20, choices=Way, blank=True, editable=False
    )
    answer = models.CharField("答复内容", max_length=300, blank=True, editable=False)
    paid_on = models.DateField("奖金领取日期", null=True, blank=True, editable=False)
    receipt = models.CharField("领取凭据", max_length=200, blank=True, editable=False)

    objects: ClassVar[models.Manager[Informant]] = InformantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "举报人"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer_way="", answer="")
                | (Q(answered_on__isnull=False) & ~Q(answer_way="")),
                name="informant_answered_with_way_or_not_at_all",
                violation_error_message="答复日期和答复方式须同时填写",
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True, receipt="")
                | (Q(paid_on__isnull=False) & ~Q(receipt="")),
                name="informant_paid_with_receipt_or_not_at_all",
                violation_error_message="奖金领取日期和领取凭据须同时填写",
            ),
        ]

    def __str__(self) -> str:
        """Nothing of the person: this text goes into lists and logs."""
        return f"举报人（{self.report.received_on}的举报）"

    def is_readable_by(self, user: User) -> bool:
        return self.handler_id == user.pk or bool(user.roles_in(self.office_id) & LEADERS)

    @property
    def earliest_answer(self) -> date:
        return self.report.concluded_on or self.report.received_on
