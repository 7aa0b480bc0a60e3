"""会商分级: choosing what goes to the meeting, its result in one grid, one level by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils import timezone

from hazards import consulting
from hazards.consulting import DECIDED, Decision, RowsDenied
from hazards.forms.fields import CleanTextForm, DayField, Words
from hazards.forms.filters import PeriodFilter
from hazards.forms.opinions import OpinionFields
from hazards.forms.step_form import StepForm
from hazards.models import Consultation, ConsultationItem, Hazard
from hazards.models.classification import Grade, ResponsibleLevel
from hazards.models.questions import HazardQuerySet
from hazards.steps import Stale
from township_safety.organisation.models import Matter, Office, User

# What is proposed while somebody types; anything else may be written, too.
FUND_SOURCES = ("企业（业主）自筹", "财政资金", "上级专项资金", "村（社区）集体资金", "不需要资金")
_FACTS = ("held_on", "place", "host", "participants", "number", "note")
_NARROWED = ("sector", "village", "grade", "first_day", "last_day")


class AwaitingFilter(PeriodFilter):
    source = None  # type: ignore[assignment]  # takes the field of the general question out
    grade = forms.ChoiceField(label="等级", required=False, choices=[("", "全部"), *Grade.choices])
    field_order = ("first_day", "last_day", "village", "sector", "grade")

    def narrow(self, hazards: HazardQuerySet) -> HazardQuerySet:
        """Those without a level, the oldest first; nothing when the question is wrong."""
        if not self.is_valid():
            return hazards.none()
        said = {name: self.cleaned_data[name] for name in _NARROWED}
        return hazards.awaiting_level().narrowed(**said).order_by("found_on", "pk")


class FactsForm(CleanTextForm, forms.ModelForm[Consultation]):
    """The words about a meeting that was held."""

    title: ClassVar[str] = "更正会商情况"
    danger: ClassVar[bool] = False

    class Meta:
        model = Consultation
        fields = [name for name in _FACTS if name != "held_on"]
        widgets: ClassVar[dict[str, Any]] = {"participants": Words({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].required = True


class HoldForm(OpinionFields, FactsForm):
    """The meeting itself; its decisions stand in the rows beside."""

    matter = Matter.LEVEL

    held_on = DayField(label="会商日期")
    field_order = _FACTS

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        self.office: Office = kwargs["instance"].office
        super().__init__(*args, **kwargs)
        self.initial["held_on"] = timezone.localdate()
        self.fields["host"].widget.attrs["list"] = "case-leaders"

    @property
    def opinion_office(self) -> Office:
        return self.office

    def is_opinion_asked(self) -> bool:
        """Only a level that changes needs one; the row that lacks it says so."""
        return False

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(f"会商日期{day}在今天之后，请核对")
        return day

    def _post_clean(self) -> None:
        """The row stays as it is; the action writes it."""

    @transaction.atomic
    def hold(self, rows: Sequence[DecisionForm]) -> Consultation:
        self.record_opinion()
        return consulting.hold(
            self.instance,
            by=self.user,
            facts={name: self.cleaned_data[name] for name in _FACTS},
            decisions={row.item.pk: row.decision for row in rows},
            opinion=self.cleaned_data.get("opinion"),
        )

    def tell(self, denied: RowsDenied, rows: Sequence[DecisionForm]) -> None:
        self.add_error(None, str(denied))
        for row in rows:
            if refusal := denied.refusals.get(row.item.pk):
                row.add_error(None, str(refusal))
                if isinstance(refusal, Stale):
                    row.reread()


class DecisionForm(CleanTextForm, forms.Form):
    """One row of the grid."""

    responsible_level = forms.ChoiceField(
        label="责任层级", required=False, choices=[("", "未定"), *ResponsibleLevel.choices]
    )
    case_leader = forms.CharField(label="包案领导", max_length=50, required=False)
    responsible_unit = forms.CharField(label="责任单位", max_length=100, required=False)
    fund_source = forms.CharField(label="资金来源", max_length=100, required=False)
    opinion = forms.CharField(
        label="会商意见", max_length=200, required=False, widget=Words({"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: ConsultationItem, **kwargs: Any) -> None:
        kwargs["prefix"] = f"row{item.pk}"
        super().__init__(*args, **kwargs)
        self.item = item
        self.initial = {name: getattr(item, name) for name in (*DECIDED, "opinion")}
        self.initial["version"] = item.hazard.version
        self.fields["case_leader"].widget.attrs["list"] = "case-leaders"
        self.fields["fund_source"].widget.attrs["list"] = "fund-sources"
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"第{item.position}项{field.label}"

    @property
    def cells(self) -> list[forms.BoundField]:
        return self.visible_fields()

    @property
    def decision(self) -> Decision:
        return Decision(**self.cleaned_data)

    def reread(self) -> None:
        """After a conflict: the same words, now against the hazard as it is."""
        sent: Any = self.data
        hazard = Hazard.objects.get(pk=self.item.hazard_id)
        self.data = {**sent.dict(), self.add_prefix("version"): str(hazard.version)}


class LevelForm(OpinionFields, StepForm):
    perform = consulting.classify
    matter = Matter.LEVEL
    day_label = "分级日期"

    responsible_level = forms.ChoiceField(label="责任层级", choices=ResponsibleLevel.choices)
    case_leader = forms.CharField(label="包案领导", max_length=50, required=False)
    responsible_unit = forms.CharField(label="责任单位", max_length=100, required=False)
    fund_source = forms.CharField(label="资金来源", max_length=100, required=False)
    reason = forms.CharField(label="说明", max_length=200, required=False, widget=Words)

    def prepare(self) -> None:
        for name in DECIDED:
            self.initial[name] = getattr(self.hazard, name)
            self.fields[name].help_text = ""
        if self.hazard.responsible_level:
            self.fields["reason"].label = "变更原因"
            self.fields["reason"].help_text = "改动责任层级的必须填写"

    def is_opinion_asked(self) -> bool:
        return bool(self.hazard.responsible_level) and super().is_opinion_asked()
