"""The questions a list of hazards can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from hazards.forms.fields import DayField
from hazards.handlers import people_of
from hazards.models import conditions
from hazards.models.classification import Grade, ResponsibleLevel
from hazards.models.counts import HazardCountQuerySet
from hazards.models.deadlines import DUE_SOON, OVERDUE, REFERRED, UNANSWERED, UNASSIGNED
from hazards.models.notice_kinds import NoticeKind
from hazards.models.notices import NoticeQuerySet
from hazards.models.questions import HazardQuerySet
from hazards.workflow import Status
from township_safety.organisation.models import User, Village
from township_safety.periods import Period
from township_safety.register.models import Campaign, HazardSource, KeyPeriod, Sector, Site
from township_safety.values import clean_text

_ALL = ("", "全部")
_STATES = [
    (Status.OPEN, Status.OPEN.label),
    (OVERDUE, "　其中：逾期"),
    (DUE_SOON, "　其中：临期"),
    (REFERRED, "　其中：已上报待处置"),
    (UNASSIGNED, "　其中：待交办"),
    (Status.RECTIFIED, Status.RECTIFIED.label),
    (Status.CLOSED, Status.CLOSED.label),
    (UNANSWERED, "上报待回复"),
    (Status.VOIDED, Status.VOIDED.label),
]
_PERIODS = [
    ("this_month", "本月"),
    ("last_month", "上月"),
    ("this_year", "今年"),
    ("last_year", "去年"),
]
# 承办人 beside the names.
ME, NOBODY = "me", "nobody"
UNLEVELLED = "none"
# 历史台账导入 that nobody has worked on yet.
WITHOUT_HISTORY, ONLY_HISTORY = "without", "only"
_HISTORY = [(WITHOUT_HISTORY, "不含"), (ONLY_HISTORY, "只看")]
_HANDLERS = [(ME, "我的"), (NOBODY, "未指定")]
# What a chip says instead of a label that makes sense only beside its neighbour.
_CHIP_WORDS = {
    "first_day": "检查日期从",
    "last_day": "检查日期到",
    "due_to": "整改期限到",
    "rectified_to": "整改完成日期到",
}


def period_named(name: str, *, on: date) -> Period | None:
    """本月, 上月, 今年 or 去年 as seen from that day."""
    kind: Any = "year" if name.endswith("year") else "month"
    if name.startswith("this"):
        return Period.containing(on, kind=kind)
    return Period.containing(on, kind=kind).previous() if name.startswith("last") else None


class PeriodFilter(forms.Form):
    """Days, village, sector, source: what every dated list here can be narrowed by."""

    sector = forms.ModelChoiceField(
        Sector.objects.all(), label="行业领域", required=False, empty_label="全部"
    )
    village = forms.ModelChoiceField(
        Village.objects.none(), label="村（居）", required=False, empty_label="全部"
    )
    source = forms.ModelChoiceField(
        HazardSource.objects.all(), label="隐患来源", required=False, empty_label="全部"
    )
    first_day = DayField(label="检查日期从", required=False)
    last_day = DayField(label="到", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        village = self.fields["village"]
        assert isinstance(village, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        village.queryset = Village.objects.scoped_for(user).counted()
        for name, model in (("sector", Sector), ("source", HazardSource)):
            choice = self.fields.get(name)
            if isinstance(choice, forms.ModelChoiceField):
                choice.queryset = model.objects.available_to(user.office or 0)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", "结束日期早于开始日期，请核对")
        return cleaned


@dataclass(frozen=True)
class Unreadable:
    """A condition of an address that says nothing to the list."""

    name: str
    label: str
    said: str
    reason: str


class HazardFilter(PeriodFilter):
    text = forms.CharField(label="文字", required=False, max_length=50)
    state = forms.ChoiceField(label="状态", required=False, choices=[_ALL, *_STATES])
    period = forms.ChoiceField(label="检查时间", required=False, choices=[_ALL, *_PERIODS])
    grade = forms.ChoiceField(label="等级", required=False, choices=[_ALL, *Grade.choices])
    responsible_level = forms.ChoiceField(
        label="责任层级",
        required=False,
        choices=[_ALL, *ResponsibleLevel.choices, (UNLEVELLED, "未分级")],
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label="专项行动", required=False, empty_label="全部"
    )
    key_period = forms.ModelChoiceField(
        KeyPeriod.objects.none(), label="重要时段", required=False, empty_label="全部"
    )
    person = forms.CharField(label="责任人（单位）", required=False, max_length=50)
    due_from = DayField(label="整改期限从", required=False)
    due_to = DayField(label="到", required=False)
    rectified_from = DayField(label="整改完成日期从", required=False)
    rectified_to = DayField(label="到", required=False)
    assigned_to = forms.ChoiceField(label="承办人", required=False)
    # From links on the start page.
    mine = forms.BooleanField(label="交办给我的", required=False, widget=forms.HiddenInput)
    duty = forms.ChoiceField(
        label="督办、上报待办", required=False, choices=[_ALL, *conditions.Duty.choices]
    )
    history = forms.ChoiceField(label="历史台账导入", required=False, choices=[_ALL, *_HISTORY])
    listed = forms.BooleanField(label="挂牌督办中", required=False)
    recurring = forms.BooleanField(label="反复反弹", required=False)
    # Only from links: one site is found by its name in 文字.
    site = forms.ModelChoiceField(
        Site.objects.none(), label="监管对象", required=False, widget=forms.HiddenInput
    )
    field_order = ("text", "state", "period", "village", "sector", "grade")
    first_fields = frozenset(field_order)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        self.fields["text"].widget.attrs["placeholder"] = "编号、描述、部位、监管对象"
        for name, model in (("campaign", Campaign), ("key_period", KeyPeriod), ("site", Site)):
            choice: Any = self.fields[name]
            choice.queryset = model._default_manager.scoped_for(user).counted()

        who: Any = self.fields["assigned_to"]
        who.choices = [_ALL, *_HANDLERS, *self._people()]
        for field in self.fields.values():
            if "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = "没有这个选项"

    def _people(self) -> list[tuple[str, str]]:
        """The names of an office are no matter of a single village."""
        if not self.user.sees_whole_office:
            return []
        offices = [membership.office_id for membership in self.user.active_memberships]
        return [(str(person.pk), str(person)) for person in people_of(offices)]

    def unreadable(self) -> list[Unreadable]:
        """What of the question cannot be answered, and why."""
        sent: Any = self.data
        return [
            Unreadable(
                name=name,
                label=_CHIP_WORDS.get(name) or str(self.fields[name].label),
                said="、".join(sent.getlist(name)),
                reason="；".join(str(text) for text in texts),
            )
            for name, texts in self.errors.items()
            if name in self.fields
        ]

    @property
    def first(self) -> list[forms.BoundField]:
        """Asked every day; the others wait behind 更多条件."""
        return [field for field in self.visible_fields() if field.name in self.first_fields]

    @property
    def more(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.first_fields]

    @property
    def is_more_asked(self) -> bool:
        """Whether one of the others is used, or wrong, and must be seen."""
        return any(field.errors or field.value() for field in self.more)

    @property
    def asks_for_words(self) -> bool:
        """Whether each row has to be read to answer."""
        return bool(self.cleaned_data["text"] or self.cleaned_data["person"])

    def chips(self, *, on: date) -> Iterator[tuple[str, str]]:
        """(name, words) of each condition in force."""
        if not self.is_valid():
            return
        for name, value in self.cleaned_data.items():
            if not value:
                continue
            label = _CHIP_WORDS.get(name) or str(self.fields[name].label)
            yield name, label if value is True else f"{label}：{self._words(name, value, on=on)}"

    def _words(self, name: str, value: Any, *, on: date) -> str:
        choices = getattr(self.fields[name], "choices", None)
        if not isinstance(value, str) or choices is None:
            return str(value)
        word = str(dict(choices)[value]).removeprefix("　其中：")
        period = period_named(value, on=on) if name == "period" else None
        return f"{word}（{period.label}）" if period else word

    def narrow(self, hazards: HazardQuerySet, *, on: date, until: date) -> HazardQuerySet:
        """The rows asked for, 临期 until that day; nothing when the question itself is wrong."""
        if not self.is_valid():
            return hazards.none()
        said = self.cleaned_data
        state = said["state"]
        hazards = hazards.in_state(state, on=on, until=until) if state else hazards.not_voided()
        hazards = self._with_words(hazards)
        if period := period_named(said["period"], on=on):
            hazards = hazards.found_in(period.first_day, period.last_day)
        hazards = self._of_level(self._given(hazards))
        if said["duty"]:
            hazards = hazards.owing(said["duty"], on=on)
        if said["history"]:
            is_only = said["history"] == ONLY_HISTORY
            hazards = hazards.of_history() if is_only else hazards.without_history()
        if said["listed"]:
            hazards = hazards.on_a_list(on=on)
        if said["recurring"]:
            hazards = hazards.recurring()
        return hazards.narrowed(
            first_day=said["first_day"],
            last_day=said["last_day"],
            sector=said["sector"],
            village=said["village"],
            source=said["source"],
            site=said["site"],
            campaigns=said["campaign"],
            key_periods=said["key_period"],
            grade=said["grade"],
            due_on__gte=said["due_from"],
            due_on__lte=said["due_to"],
            rectified_on__gte=said["rectified_from"],
            rectified_on__lte=said["rectified_to"],
        )

    def _given(self, hazards: HazardQuerySet) -> HazardQuerySet:
        who = self.cleaned_data["assigned_to"]
        if self.cleaned_data["mine"] or who == ME:
            hazards = hazards.given_to(self.user)
        if who == NOBODY:
            return hazards.given_to_nobody()
        return hazards.narrowed(assigned_to=int(who)) if who.isdecimal() else hazards

    def _of_level(self, hazards: HazardQuerySet) -> HazardQuerySet:
        level = self.cleaned_data["responsible_level"]
        if level == UNLEVELLED:
            return hazards.without_level()
        return hazards.narrowed(responsible_level=level)

    def _with_words(self, hazards: HazardQuerySet) -> HazardQuerySet:
        if text := clean_text(self.cleaned_data["text"]):
            hazards = hazards.containing(text)
        if person := clean_text(self.cleaned_data["person"]):
            hazards = hazards.owed_by(person)
        return hazards


class CountFilter(PeriodFilter):
    with_voided = forms.BooleanField(label="显示作废", required=False)
    field_order = ("first_day", "last_day", "village", "sector", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_day"].label = "日期从"

    def narrow(self, counts: HazardCountQuerySet) -> HazardCountQuerySet:
        if not self.is_valid():
            return counts.none()
        said = self.cleaned_data
        counts = counts if said["with_voided"] else counts.counted()
        return counts.narrowed(
            first_day=said["first_day"],
            last_day=said["last_day"],
            sector=said["sector"],
            village=said["village"],
            source=said["source"],
        )


class NoticeFilter(forms.Form):
    text = forms.CharField(label="文号、受文单位", required=False, max_length=50)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            _ALL,
            ("draft", "草稿"),
            ("unserved", "待送达"),
            ("late", "　其中：逾期未送达"),
            ("returned", "　其中：退回、无法送达"),
            ("served", "已送达"),
            ("report", "　其中：待整改报告"),
            ("closed", "已办结"),
            ("cancelled", "已撤销"),
        ],
    )
    kind = forms.ModelChoiceField(
        NoticeKind.objects.none(), label="种类", required=False, empty_label="全部"
    )
    first_day = DayField(label="签发日期从", required=False)
    last_day = DayField(label="到", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.queryset = NoticeKind.objects.available_to(user.office or 0)

    def narrow(self, notices: NoticeQuerySet) -> NoticeQuerySet:
        if not self.is_valid():
            return notices.none()
        said = self.cleaned_data
        state, text = said["state"], clean_text(said["text"])
        notices = notices.in_state(state) if state else notices.not_voided()
        if text:
            notices = notices.containing(text)
        if said["kind"]:
            notices = notices.of_kind(said["kind"])
        if said["first_day"] or said["last_day"]:
            notices = notices.dated_in(said["first_day"] or date.min, said["last_day"] or date.max)
        return notices
