"""The questions a list of hazards can be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from hazards.forms.fields import DayField
from hazards.models.classification import Grade, ResponsibleLevel
from hazards.models.counts import HazardCountQuerySet
from hazards.models.hazard import DUE_SOON, OVERDUE, HazardQuerySet
from hazards.models.notices import NoticeQuerySet
from hazards.workflow import Status
from township_safety.organisation.models import User, Village
from township_safety.register.models import HazardSource, Sector
from township_safety.values import clean_text

_ALL = ("", "全部")
_STATES = [
    (Status.OPEN, Status.OPEN.label),
    (OVERDUE, "　其中：逾期"),
    (DUE_SOON, "　其中：临期"),
    (Status.RECTIFIED, Status.RECTIFIED.label),
    (Status.CLOSED, Status.CLOSED.label),
    (Status.VOIDED, Status.VOIDED.label),
]


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


class HazardFilter(PeriodFilter):
    text = forms.CharField(label="文字", required=False, max_length=50)
    state = forms.ChoiceField(label="状态", required=False, choices=[_ALL, *_STATES])
    grade = forms.ChoiceField(label="等级", required=False, choices=[_ALL, *Grade.choices])
    responsible_level = forms.ChoiceField(
        label="责任层级", required=False, choices=[_ALL, *ResponsibleLevel.choices]
    )
    rectified_from = DayField(label="整改完成日期从", required=False)
    rectified_to = DayField(label="到", required=False)
    field_order = ("text", "state", "village", "sector", "grade", "responsible_level", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["placeholder"] = "编号、描述、部位、监管对象"

    def narrow(self, hazards: HazardQuerySet, *, on: date, until: date) -> HazardQuerySet:
        """The rows asked for, 临期 until that day; nothing when the question itself is wrong."""
        if not self.is_valid():
            return hazards.none()
        said = self.cleaned_data
        state = said["state"]
        hazards = hazards.in_state(state, on=on, until=until) if state else hazards.not_voided()
        text = clean_text(said["text"])
        if text:
            hazards = hazards.containing(text)
        return hazards.narrowed(
            first_day=said["first_day"],
            last_day=said["last_day"],
            sector=said["sector"],
            village=said["village"],
            source=said["source"],
            grade=said["grade"],
            responsible_level=said["responsible_level"],
            rectified_on__gte=said["rectified_from"],
            rectified_on__lte=said["rectified_to"],
        )


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
            ("served", "已送达"),
            ("cancelled", "已撤销"),
        ],
    )
    first_day = DayField(label="签发日期从", required=False)
    last_day = DayField(label="到", required=False)

    def narrow(self, notices: NoticeQuerySet) -> NoticeQuerySet:
        if not self.is_valid():
            return notices.none()
        said = self.cleaned_data
        state, text = said["state"], clean_text(said["text"])
        notices = notices.in_state(state) if state else notices.not_voided()
        if text:
            notices = notices.containing(text)
        if said["first_day"] or said["last_day"]:
            notices = notices.dated_in(said["first_day"] or date.min, said["last_day"] or date.max)
        return notices
