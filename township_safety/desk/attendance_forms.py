"""Who is expected, chosen from the registers or typed, and who signed in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from township_safety.activities.attending import Person, expect, read_people, sign_in
from township_safety.activities.models import Attendee
from township_safety.activities.models.attendance import Gathering
from township_safety.organisation.form_fields import LongTextField
from township_safety.organisation.models import User, Village
from township_safety.register.models import Agency, Staff
from township_safety.values import ValueProblem


class ExpectForm(forms.Form):
    typed = LongTextField(
        label="名单",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一人：姓名 单位 职务，用空格或逗号隔开；可以从 Excel 里整列复制过来",
    )
    villages = forms.ModelMultipleChoiceField(
        Village.objects.none(),
        label="村（居）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="站所单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    staff = forms.ModelMultipleChoiceField(
        Staff.objects.none(),
        label="本单位人员",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    _lists: ClassVar[dict[str, Any]] = {"villages": Village, "agencies": Agency, "staff": Staff}

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in self._lists.items():
            rows = model.objects.for_offices([gathering.office_id]).active(on=gathering.on)
            if rows.exists():
                self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a choice field
            else:
                del self.fields[name]

    def clean_typed(self) -> list[Person]:
        try:
            return read_people(self.cleaned_data["typed"])
        except ValueProblem as problem:
            raise ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or self.cleaned_data
        people = list(asked.get("typed") or [])
        people += [Person(unit=village.name) for village in asked.get("villages") or []]
        people += [Person(one.contact, one.name) for one in asked.get("agencies") or []]
        people += [Person(one.name, post=one.post) for one in asked.get("staff") or []]
        if not people and not self.errors:
            raise ValidationError("请填写名单，或者勾选村（居）、站所单位、人员。")
        asked["people"] = people
        return asked

    def submit(self, gathering: Gathering, *, by: User) -> int:
        return expect(gathering, people=self.cleaned_data["people"], by=by)


class SignInForm(forms.Form):
    present = forms.ModelMultipleChoiceField(Attendee.objects.none(), label="签到", required=False)
    dropped = forms.ModelMultipleChoiceField(
        Attendee.objects.none(), label="从名单去掉", required=False
    )
    is_counted = forms.BooleanField(label="把签到人数记为这次的参加人数", required=False)

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("present", "dropped"):
            rows = Attendee.objects.of(gathering)
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a choice field

    def submit(self, gathering: Gathering, *, by: User) -> int:
        said = self.cleaned_data
        return sign_in(
            gathering,
            present=[row.pk for row in said["present"]],
            dropped=[row.pk for row in said["dropped"]],
            is_counted=said["is_counted"],
            by=by,
        )
