"""The ledger's core row: one hazard."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hazards.models.classification import (
    Classified,
    Grade,
)
from hazards.models.counts import HazardCount
from hazards.models.deadlines import due_soon_until, light_of
from hazards.models.plan import PlannedModel
from hazards.models.questions import HazardQuerySet
from hazards.models.timeline import Outcome
from hazards.workflow import UNCLOSED, UNRECTIFIED, Action, Status, available_actions, roles_for
from township_safety.organisation.models import User
from township_safety.register.models import Criterion
from township_safety.register.working_days import calendar_for


class Hazard(PlannedModel, Classified):
    date_field: ClassVar[str] = "found_on"
    workbook_keys: ClassVar[tuple[str, ...]] = ("number", "uid")

    number = models.CharField("编号", max_length=40, editable=False)
    found_on = models.DateField("检查日期")
    place = models.CharField("隐患部位", max_length=150, blank=True)
    description = models.TextField("隐患描述", max_length=1000)
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, verbose_name="判定依据", null=True, blank=True, related_name="+"
    )
    basis = models.TextField(
        "依据条款", blank=True, max_length=2000, help_text="登记当日的条款文字，以后不随标准改变"
    )
    inspectors = models.CharField("检查人", max_length=100, blank=True)
    measures = models.TextField("整改措施", blank=True, max_length=1000)
    responsible_unit = models.CharField("责任单位", max_length=100, blank=True)
    responsible_person = models.CharField("责任人", max_length=50, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="承办人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    phone = models.CharField("电话", max_length=20, blank=True)
    case_leader = models.CharField("包案领导", max_length=50, blank=True)
    funds = models.DecimalField(
        "整改资金（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    fund_source = models.CharField("资金来源", max_length=100, blank=True)
    affected_quantity = models.PositiveIntegerField("涉及数量", null=True, blank=True)
    affected_unit = models.CharField("数量单位", max_length=10, blank=True)
    open_reason = models.CharField("未整改原因", max_length=200, blank=True)
    is_standing = models.BooleanField(
        "长期坚持", default=False, help_text="长期坚持的措施，没有整改期限"
    )
    recurs = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="由哪条隐患反弹",
        null=True,
        blank=True,
        related_name="recurrences",
    )
    counted_in = models.ForeignKey(
        HazardCount,
        models.PROTECT,
        verbose_name="已计入的汇总登记",
        null=True,
        blank=True,
        related_name="itemised",
        help_text="已在汇总登记中计过数，补录明细时填，不重复计数",
    )
    note = models.CharField("备注", max_length=1000, blank=True)
    # Until somebody works on it, a hazard of a ledger of the past is nobody's to-do.
    is_history = models.BooleanField("历史台账导入", default=False, editable=False)
    # Voided with its import: importing the file again must not find it.
    is_undone = models.BooleanField("导入已撤销", default=False, editable=False)

    # Derived from the dated rows by hazards.actions; check_ledger compares them.
    status = models.CharField(
        "状态", max_length=10, choices=Status, default=Status.OPEN, editable=False
    )
    due_on = models.DateField("整改期限", null=True, blank=True, editable=False)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("销号日期", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="销号人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    version = models.PositiveIntegerField("版本", default=0, editable=False)

    objects = HazardQuerySet.as_manager()

    class Meta(Classified.Meta):
        verbose_name = verbose_name_plural = "隐患"
        ordering: ClassVar[list[str]] = ["-found_on", "-pk"]
        indexes = [
            models.Index(fields=["office", "found_on"], name="hazard_by_day"),
            models.Index(
                fields=["office", "status", "due_on", "found_on"], name="hazard_by_status"
            ),
            models.Index(fields=["site", "found_on"], name="hazard_by_site"),
            # A filtered list stays in the order of days without sorting what it does not show.
            models.Index(fields=["office", "status", "found_on"], name="hazard_by_status_and_day"),
            models.Index(fields=["office", "village", "found_on"], name="hazard_by_village"),
            models.Index(fields=["office", "sector", "found_on"], name="hazard_by_sector"),
            models.Index(fields=["office", "source", "found_on"], name="hazard_by_source"),
            models.Index(fields=["office", "grade", "found_on"], name="hazard_by_grade"),
            models.Index(fields=["office", "assigned_to", "found_on"], name="hazard_by_handler"),
            models.Index(fields=["office", "due_on", "found_on"], name="hazard_by_due"),
            models.Index(fields=["office", "rectified_on", "found_on"], name="hazard_by_rectified"),
            models.Index(fields=["office", "closed_on", "found_on"], name="hazard_by_closed"),
            models.Index(
                fields=["office", "status", "rectified_on", "found_on"],
                name="hazard_by_status_and_end",
            ),
            # For the district, which reads several offices at once.
            models.Index(fields=["found_on"], name="hazard_in_order"),
            models.Index(
                fields=["office", "found_on"],
                condition=Q(recurs__isnull=False),
                name="hazard_recurring",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Classified.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "number"],
                name="hazard_number_once_per_office",
                violation_error_message="隐患编号重复",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_on__isnull=False)
                | (~Q(status=Status.CLOSED) & Q(closed_on__isnull=True))
                | Q(status=Status.VOIDED),
                name="hazard_closed_on_set_exactly_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[Status.RECTIFIED, Status.CLOSED], rectified_on__isnull=False
                )
                | Q(status=Status.OPEN, rectified_on__isnull=True)
                | Q(status=Status.VOIDED),
                name="hazard_rectified_on_set_exactly_when_rectified",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.VOIDED, voided_at__isnull=False)
                | (~Q(status=Status.VOIDED) & Q(voided_at__isnull=True)),
                name="hazard_voided_exactly_when_status_says_so",
            ),
            models.CheckConstraint(
                condition=Q(rectified_on__isnull=True) | Q(rectified_on__gte=F("found_on")),
                name="hazard_rectified_after_found",
                violation_error_message="整改完成日期不能早于检查日期",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("rectified_on")),
                name="hazard_closed_after_rectified",
                violation_error_message="销号日期不能早于整改完成日期",
            ),
            models.CheckConstraint(
                condition=Q(funds__isnull=True) | Q(funds__gte=0),
                name="hazard_funds_not_negative",
                violation_error_message="整改资金不能是负数",
            ),
            models.CheckConstraint(
                condition=Q(counted_in__isnull=True) | Q(grade=Grade.GENERAL),
                name="major_hazard_is_never_inside_a_count",
                violation_error_message="重大隐患必须逐条登记，不能计入汇总登记",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description[:20]}"

    def get_absolute_url(self) -> str:
        return reverse("hazards:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in UNRECTIFIED

    @property
    def is_unclosed(self) -> bool:
        return self.status in UNCLOSED

    def actions_for(self, user: User) -> list[Action]:
        """What this person may do now: by the table, and with something to do it to."""
        empty: set[Action] = set()
        if self.due_on is None:
            empty.add(Action.EXTEND)
        listed = self.listings.standing_now()
        if not listed.exists():
            empty |= {Action.PROGRESS, Action.ACCEPT}
        if not listed.with_deadline().exists():
            empty.add(Action.LIST_EXTEND)
        if not listed.accepted().exists():
            empty.add(Action.UNLIST)
        if not self.referrals.unanswered_now().exists():
            empty |= {Action.URGE, Action.REPLY}
        offered = available_actions(Status(self.status), user.roles_in(self.office_id))
        return [action for action in offered if action not in empty]

    def can_be_seen_to_by(self, user: User) -> bool:
        return self.handlers.filter(pk=user.pk).exists()

    @property
    def handlers(self) -> models.QuerySet[User]:
        """Who may report it rectified and sees it: its 承办人 is one of them."""
        return User.objects.holding(
            roles_for(Action.CLAIM), office_id=self.office_id, village_id=self.village_id
        )

    @property
    def handler_name(self) -> str:
        return str(self.assigned_to) if self.assigned_to_id is not None else ""

    @property
    def standing_rectification(self) -> Any:
        """The claim that has not failed, if there is one."""
        claims = self.rectifications.all()
        return next((row for row in claims if row.outcome != Outcome.FAILED), None)

    @property
    def is_rectified(self) -> bool:
        return self.rectified_on is not None

    @property
    def is_rectified_day_unknown(self) -> bool | None:
        """是 only where it is so; an empty cell says nothing."""
        claim = self.standing_rectification
        return True if claim is not None and claim.is_date_unknown else None

    @property
    def checked_on(self) -> date | None:
        claim = self.standing_rectification
        return claim.decided_on if claim is not None else None

    @property
    def checked_by(self) -> str:
        claim = self.standing_rectification
        return claim.verifier if claim is not None else ""

    @property
    def notice_rows(self) -> models.QuerySet[Any]:
        return self.notice_items.select_related("notice__kind").order_by("-notice")

    @property
    def usual_step(self) -> Action:
        """What the office does next, as a rule."""
        if self.status == Status.RECTIFIED:
            return Action.PASS
        return Action.ASSIGN if self.due_on is None else Action.CLAIM

    @property
    def check_word(self) -> str:
        """复查; for a major or listed one 验收."""
        is_grave = self.grade == Grade.MAJOR or self.listings.standing_now().exists()
        return "验收" if is_grave else "复查"

    @property
    def light_now(self) -> str:
        today = timezone.localdate()
        calendar = calendar_for(self.office_id, first=today)
        return self.light(on=today, until=due_soon_until(calendar, on=today))

    def light(self, *, on: date, until: date) -> str:
        is_referred = self.referrals.unanswered(on=on).exists()
        return light_of(self.status, self.due_on, on=on, until=until, is_referred=is_referred)
