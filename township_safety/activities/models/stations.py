"""站所报数: what the office asks of each station, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from township_safety.organisation.models import CountedModel, CountedQuerySet
from township_safety.periods import Kind, Period
from township_safety.register.models import Agency, PublicityItem, ResultKind, Sector


class Asked(models.TextChoices):
    """The figures a station's number may count as; the values are keys of figures."""

    OPERATIONS = "operation.count", "检查执法次数"
    INSPECTIONS = "inspection.count", "检查次数"
    ENFORCEMENT = "enforcement.count", "执法次数"
    PERSON_TIMES = "operation.person_times", "出动人次"
    VEHICLE_TIMES = "operation.vehicle_times", "出动车辆台次"
    VEHICLES_CHECKED = "operation.vehicles_checked", "检查车辆台次"
    VISITS = "target.visits", "检查家次"
    RESULTS = "result.quantity", "执法处置结果的数量"
    RESULT_ROWS = "result.rows", "执法处置结果的起数"
    FINES = "result.fines", "罚款金额"
    HAZARDS = "hazard.found", "排查隐患数（连同已整改数）"
    MEETINGS = "meeting.count", "会议次数"
    TRAININGS = "training.count", "培训次数"
    TRAINED = "training.attendees", "培训人次"
    PUBLICITY = "publicity.count", "宣传次数"
    PUBLICITY_ITEMS = "publicity.quantity", "宣传项目的数量"
    PARTICIPANTS = "publicity.participants", "宣传参与人数"
    DRILLS = "drill.count", "演练次数"
    DRILLED = "drill.participants", "演练人次"
    FUNDS = "fund.amount", "投入经费"


# As the figures have it; a test compares them.
_UNITS = {
    Asked.OPERATIONS: "次",
    Asked.INSPECTIONS: "次",
    Asked.ENFORCEMENT: "次",
    Asked.PERSON_TIMES: "人次",
    Asked.VEHICLE_TIMES: "台次",
    Asked.VEHICLES_CHECKED: "台次",
    Asked.VISITS: "家次",
    Asked.RESULT_ROWS: "起",
    Asked.FINES: "元",
    Asked.HAZARDS: "处",
    Asked.MEETINGS: "次",
    Asked.TRAININGS: "次",
    Asked.TRAINED: "人次",
    Asked.PUBLICITY: "次",
    Asked.PARTICIPANTS: "人",
    Asked.DRILLS: "次",
    Asked.DRILLED: "人次",
    Asked.FUNDS: "元",
}
MONEY = frozenset({Asked.FINES, Asked.FUNDS})
_WITH_RESULT = (Asked.RESULTS, Asked.RESULT_ROWS, Asked.FINES)


@dataclass(frozen=True)
class Slot:
    """One number that is due: a question and the days it is asked for."""

    question: StationQuestion
    period: Period

    @property
    def key(self) -> str:
        return f"{self.question.pk}-{self.period.first_day:%Y%m%d}"

    def is_inside(self, period: Period) -> bool:
        """Whether a report on the period takes the number in: a quarter is in no month."""
        return self.period.first_day >= period.whole.first_day


class StationQuestionQuerySet(CountedQuerySet["StationQuestion"]):
    def of(self, agency: Agency) -> Self:
        return self.filter(agency=agency)

    def with_names(self) -> Self:
        return self.select_related("agency", "sector", "result_kind", "publicity_item")

    def in_order(self) -> Self:
        return self.with_names().order_by("agency__name", "agency", "pk")

    def slots(self, period: Period) -> list[Slot]:
        """Everything whose days end within the period, station by station."""
        return [slot for question in self.in_order() for slot in question.slots(period)]


class StationQuestion(CountedModel):
    """One figure that one station is asked for, again and again or once."""

    class Frequency(models.TextChoices):
        MONTH = "month", "每月"
        QUARTER = "quarter", "每季度"
        HALF = "half", "每半年"
        YEAR = "year", "每年"
        ONCE = "once", "只报一次（起止日期）"

    date_field: ClassVar[str] = "first_day"
    workbook_keys: ClassVar[tuple[str, ...]] = ("label",)

    agency = models.ForeignKey(
        Agency, models.PROTECT, verbose_name="站所单位", related_name="questions"
    )
    label = models.CharField("报什么数", max_length=60, help_text="如：查处无证驾驶")
    figure = models.CharField(
        "计入哪项数据", max_length=40, choices=Asked, help_text="报上来的数加进报告里的这项数据"
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, verbose_name="行业领域", null=True, blank=True, related_name="+"
    )
    result_kind = models.ForeignKey(
        ResultKind,
        models.PROTECT,
        verbose_name="处置结果种类",
        null=True,
        blank=True,
        related_name="+",
        help_text="计入执法处置结果、罚款的才选",
    )
    publicity_item = models.ForeignKey(
        PublicityItem,
        models.PROTECT,
        verbose_name="宣传项目",
        null=True,
        blank=True,
        related_name="+",
        help_text="计入宣传的才选",
    )
    frequency = models.CharField(
        "多久报一次", max_length=10, choices=Frequency, default=Frequency.MONTH
    )
    first_day = models.DateField("起始日期", help_text="从这一天所在的统计期开始报")
    last_day = models.DateField(
        "截止日期", null=True, blank=True, help_text="一直要报的不填；只报一次的填那一次的最后一天"
    )
    note = models.CharField("口径说明", max_length=200, blank=True, help_text="印在发给站所的表上")

    objects = StationQuestionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "站所报数项目"
        ordering: ClassVar[list[str]] = ["agency", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *CountedModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="station_question_days_in_order",
                violation_error_message="截止日期不能早于起始日期",
            ),
            models.CheckConstraint(
                condition=~Q(frequency="once") | Q(last_day__isnull=False),
                name="station_question_once_has_a_last_day",
                violation_error_message="只报一次的，须填截止日期",
            ),
            models.CheckConstraint(
                condition=~Q(figure=Asked.RESULTS) | Q(result_kind__isnull=False),
                name="station_question_of_results_names_the_kind",
                violation_error_message="计入“执法处置结果的数量”的，须选处置结果种类",
            ),
            models.CheckConstraint(
                condition=Q(result_kind__isnull=True) | Q(figure__in=_WITH_RESULT),
                name="station_question_kind_only_of_results",
                violation_error_message="只有计入执法处置结果、罚款的，才选处置结果种类",
            ),
            models.CheckConstraint(
                condition=~Q(figure=Asked.PUBLICITY_ITEMS) | Q(publicity_item__isnull=False),
                name="station_question_of_publicity_names_the_item",
                violation_error_message="计入“宣传项目的数量”的，须选宣传项目",
            ),
            models.CheckConstraint(
                condition=Q(publicity_item__isnull=True)
                | Q(figure__in=(Asked.PUBLICITY_ITEMS, Asked.PUBLICITY, Asked.PARTICIPANTS)),
                name="station_question_item_only_of_publicity",
                violation_error_message="只有计入宣传的，才选宣传项目",
            ),
            models.UniqueConstraint(
                fields=["agency", "label", "frequency", "first_day"],
                condition=Q(voided_at__isnull=True),
                name="station_question_once_per_station",
                violation_error_message="这个站所已有同样的报数项目",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}：{self.label}"

    @property
    def unit(self) -> str:
        if self.figure == Asked.RESULTS and self.result_kind is not None:
            return self.result_kind.unit
        if self.figure == Asked.PUBLICITY_ITEMS and self.publicity_item is not None:
            return self.publicity_item.unit
        return _UNITS.get(Asked(self.figure), "")

    @property
    def is_money(self) -> bool:
        return self.figure in MONEY

    @property
    def is_of_hazards(self) -> bool:
        return self.figure == Asked.HAZARDS

    def clean(self) -> None:
        """What numbers were given for stays what it was: reports that went out used it."""
        super().clean()
        if self._state.adding or not self.figures.counted().exists():
            return
        before = StationQuestion.objects.get(pk=self.pk)
        kept = ("agency_id", "figure", "sector_id", "result_kind_id", "publicity_item_id",
                "frequency", "first_day")  # fmt: skip
        if any(getattr(before, name) != getattr(self, name) for name in kept):
            raise ValidationError(
                "这个项目已经报过数，站所、计入的数据、行业、种类、频次和起始日期不能再改。"
                "口径变了的，请给这个项目填截止日期，另建一个项目。"
            )

    def slots(self, period: Period) -> Iterator[Slot]:
        """The days it is asked for that end within the period."""
        whole = period.whole
        if self.frequency == self.Frequency.ONCE:
            last_day = cast("date", self.last_day)
            if whole.contains(last_day):
                yield Slot(self, Period.between(self.first_day, last_day))
            return
        slot = Period.containing(whole.first_day, kind=cast("Kind", self.frequency))
        while slot.last_day <= whole.last_day:
            if slot.last_day >= whole.first_day and self._asks(slot):
                yield Slot(self, slot)
            slot = Period.containing(slot.day_after, kind=slot.kind)

    def _asks(self, slot: Period) -> bool:
        begun = slot.last_day >= self.first_day
        return begun and (self.last_day is None or slot.first_day <= self.last_day)
