"""汇总登记: a new entry, a changed one, what was put right later, and voiding."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from hazards import count_actions
from hazards.forms.fields import CleanTextForm, DayField, OfficeChoices, WholeRow, Words
from hazards.models import HazardCount
from township_safety.organisation.models import Office, User
from township_safety.organisation.roles import Role

TAGS = HazardCount.dimensions()[1]


class CountForm(CleanTextForm, WholeRow, OfficeChoices, forms.ModelForm[HazardCount]):
    """An entry, or a row that follows one: that has the entry's sector, place and source."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = HazardCount
        fields = (
            "on",
            "source",
            "sector",
            "category",
            "village",
            "site",
            "responsible_level",
            "rectify_mode",
            "found",
            "rectified",
            "checked",
            "checked_unit",
            "basis",
            "note",
            "extra_sectors",
            "campaigns",
            "key_periods",
        )
        field_classes = {"on": DayField}
        widgets: ClassVar[dict[str, Any]] = {
            "rectify_mode": forms.RadioSelect,
            "extra_sectors": forms.CheckboxSelectMultiple,
            "campaigns": forms.CheckboxSelectMultiple,
            "key_periods": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.office = user, office
        self.instance.office = office
        self.limit_choices(office=office, user=user, day=self.instance.on)
        if user.roles_in(office.pk) <= {Role.VILLAGE}:
            self.fields["village"].required = True
        if self.instance.pk is None:
            self.initial.setdefault("on", timezone.localdate())
        else:
            self.initial["version"] = count_actions.version_of(self.instance)
        if self.instance.follows_id:
            for name in set(self.fields) - {"on", "rectified", "basis", "note", "version"}:
                del self.fields[name]
        self._drop_empty_tags()

    def _drop_empty_tags(self) -> None:
        for name in TAGS:
            if name in self.fields and not self.offers(name):
                del self.fields[name]

    def submit(self) -> HazardCount:
        count = self.save(commit=False)
        tags = {name: self.cleaned_data[name] for name in TAGS if name in self.cleaned_data}
        if count.pk is None:
            return count_actions.enter(count, by=self.user, tags=tags)
        version = self.cleaned_data["version"]
        return count_actions.change(count, by=self.user, tags=tags, version=version)


class FollowUpForm(CleanTextForm, forms.Form):
    on = DayField(label="整改完成日期")
    rectified = forms.IntegerField(label="这次整改（处）", min_value=1)
    basis = forms.CharField(label="数据来源", max_length=200, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args: Any, entry: HazardCount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        left = entry.unrectified
        self.initial.update({"on": timezone.localdate(), "rectified": left})
        self.fields["rectified"].help_text = f"还有{left}处未整改"

    def add_problems(self, problem: ValidationError) -> None:
        """What the entry says against it, at the field it is about."""
        for name, texts in problem.message_dict.items():
            self.add_error(name if name in self.fields else None, texts)

    def submit(self, *, by: User) -> HazardCount:
        return count_actions.follow_up(self.entry, by=by, **self.cleaned_data)


class ReasonForm(CleanTextForm, forms.Form):
    reason = forms.CharField(label="作废原因", max_length=200, widget=Words)
