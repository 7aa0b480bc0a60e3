"""月末销号例检例查: which hazards, the meeting, and one row of decisions per hazard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, Words
from hazards.models import Hazard
from hazards.models.questions import HazardQuerySet
from inspections.clearing.deciding import Said
from inspections.models import Clearance, ClearanceItem
from inspections.models.clearances import Decision
from township_safety.periods import Period
from township_safety.register.models import Agency, class_of_the_day

_FACTS = ("held_on", "place", "chair", "chair_class", "participants", "number", "note")
_BETWEEN = re.compile(r"[\s,，、;；]+")
_SAID = ("decision", "responsible", "due_on", "to_agency", "words")


class MonthForm(forms.Form):
    """This month or the one before, whose session may be held in the first days after it."""

    month = forms.ChoiceField(label="月份")

    def __init__(self, *args: Any, taken: set[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = Period.containing(timezone.localdate())
        free = [m for m in (present, present.previous()) if m.first_day not in taken]
        field: Any = self.fields["month"]
        field.choices = [(month.code, str(month)) for month in free]


class NumbersForm(CleanTextForm, forms.Form):
    """Hazards named by hand, by their numbers."""

    numbers = forms.CharField(
        label="隐患编号",
        required=False,
        max_length=1000,
        help_text="另外要研究的，填隐患编号，几个的用逗号或空格隔开",
    )

    def __init__(self, *args: Any, hazards: HazardQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hazards = hazards
        self.named: list[Hazard] = []

    def clean_numbers(self) -> str:
        text: str = self.cleaned_data["numbers"]
        unknown = []
        for number in dict.fromkeys(filter(None, _BETWEEN.split(text))):
            hazard = self.hazards.numbered(number)
            if hazard is None:
                unknown.append(number)
            else:
                self.named.append(hazard)
        if unknown:
            raise forms.ValidationError(f"没有编号为{'、'.join(unknown)}的隐患，请核对")
        return text


class FactsForm(CleanTextForm, forms.ModelForm[Clearance]):
    """The words about the meeting."""

    class Meta:
        model = Clearance
        fields = [name for name in _FACTS if name != "held_on"]
        widgets: ClassVar[dict[str, Any]] = {"participants": Words({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].required = True
        self.fields["chair_class"].help_text = "已登记领导职务的，不选也按当天的职务填上"
        self.fields["chair"].widget.attrs["list"] = "leaders"
        self.fields["chair"].help_text = "主要领导主持的，计入党政主要领导带队次数"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        said["chair_class"] = class_of_the_day(
            said.get("chair", ""),
            given=said.get("chair_class", ""),
            office_id=self.instance.office_id,
            on=said.get("held_on") or self.instance.held_on,
        )
        if not said["chair_class"]:
            self.add_error("chair_class", "请选择主持领导类别")
        return said

    def _post_clean(self) -> None:
        """The row stays as it is; the action writes it."""

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in _FACTS if name in self.cleaned_data}


class HoldForm(FactsForm):
    held_on = DayField(label="召开日期")
    field_order = _FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["held_on"] = timezone.localdate()


class LineForm(CleanTextForm, forms.Form):
    """One row of the grid; left undecided it is not saved."""

    decision = forms.ChoiceField(
        label="决定", required=False, choices=[("", "未定"), *Decision.choices]
    )
    responsible = forms.CharField(label="责任人", max_length=50, required=False)
    due_on = DayField(label="完成时限", required=False)
    to_agency = forms.ModelChoiceField(
        Agency.objects.none(), label="报送单位", required=False, empty_label="（上报的选）"
    )
    words = forms.CharField(
        label="会议意见", max_length=200, required=False, widget=Words({"rows": 2})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: ClearanceItem, agencies: Any, **kwargs: Any) -> None:
        kwargs["prefix"] = f"row{item.pk}"
        super().__init__(*args, **kwargs)
        self.item = item
        field: Any = self.fields["to_agency"]
        field.queryset = agencies
        self.initial = {name: getattr(item, name) for name in _SAID}
        self.initial["to_agency"] = item.to_agency_id
        self.initial["seen"] = item.decision
        for name in self.fields:
            widget = self.fields[name].widget
            widget.attrs["aria-label"] = f"第{item.position}项{self.fields[name].label}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if not decision:
            if any(cleaned.get(name) for name in _SAID):
                self.add_error("decision", "填了内容的，请选择决定")
            return cleaned
        if not cleaned.get("responsible") and "responsible" not in self.errors:
            word = "复查（验收）人" if decision == Decision.CLOSE else "责任人"
            self.add_error("responsible", f"请填写{word}")
        dated = {Decision.GO_ON, Decision.EXTEND, Decision.LIST}
        if decision in dated and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "请填写完成时限")
        if decision == Decision.REFER and not cleaned.get("to_agency"):
            self.add_error("to_agency", "请选择报送单位")
        return cleaned

    @property
    def is_said(self) -> bool:
        """Something new stands in the row."""
        return self.has_changed() and bool(self.cleaned_data.get("decision"))

    @property
    def said(self) -> Said:
        return Said(**self.cleaned_data)

    def keep(self, sent: Mapping[str, Any]) -> bool:
        """What was typed in a row that is not saved now goes on standing in it."""
        typed = {name: sent.get(self.add_prefix(name), "") for name in _SAID}
        present = {name: str(self.initial[name] or "") for name in _SAID}
        self.initial = {**self.initial, **typed}
        return typed != present

    def reread(self) -> None:
        """After a conflict: the same words, now against the row as it is."""
        sent: Any = self.data
        item = ClearanceItem.objects.get(pk=self.item.pk)
        self.data = {**sent.dict(), self.add_prefix("seen"): item.decision}
