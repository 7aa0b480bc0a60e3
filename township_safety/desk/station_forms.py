"""站所报数: the numbers of one station, and which accounts give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from township_safety.activities.models import Slot, StationContact, StationFigure
from township_safety.activities.station_reporting import Answer, Told, take_numbers
from township_safety.organisation.form_fields import (
    DayField,
    DecimalField,
    LongTextField,
    TextField,
    WholeField,
)
from township_safety.organisation.models import Role, User
from township_safety.organisation.scan_fields import ScanField
from township_safety.register.models import Agency

Line = tuple[Slot, StationFigure | None]
_ZERO = "数为0的，请勾选零报告；还没有报的留空。"


@dataclass(frozen=True)
class Asking:
    """One line of the form."""

    slot: Slot
    figure: StationFigure | None
    value: forms.BoundField
    nil: forms.BoundField
    rectified: forms.BoundField | None


class NumbersForm(forms.Form):
    """A number for each question, empty while it has not come in."""

    given_by = TextField(label="报数人", max_length=50, help_text="站所里报这个数的人")
    given_on = DayField(label="报数日期")
    message = LongTextField(
        label="原始消息",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="把微信、短信原话贴在这里；没有文字的上传截图或盖章的表",
    )
    scan = ScanField(label="扫描件、截图")
    is_sheet = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, agency: Agency, lines: Sequence[Line], user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agency, self.lines, self.user = agency, list(lines), user
        self.fields["scan"].for_upload(office=agency.office, by=user)  # type: ignore[attr-defined]  # a ScanField
        self.is_own = Role.STATION in user.roles_in(agency.office_id)
        if self.is_own:
            self.fields["message"].help_text = "需要说明的写在这里，可不填"
            self.initial.setdefault("given_by", str(user))
        else:
            self.initial.setdefault("given_by", agency.contact)
        self.initial.setdefault("given_on", timezone.localdate())
        for slot, figure in self.lines:
            self._add(slot, figure)

    def _add(self, slot: Slot, figure: StationFigure | None) -> None:
        places = 2 if slot.question.is_money else 0
        value: forms.Field = (
            DecimalField(required=False, min_value=0, max_digits=14, decimal_places=places)
            if places
            else WholeField(required=False, min_value=0, max_value=10**9)
        )
        self._put(f"value-{slot.key}", value, figure.value if figure else None)
        nil = forms.BooleanField(required=False)
        self._put(f"nil-{slot.key}", nil, figure.is_nil if figure else False)
        if slot.question.is_of_hazards:
            held = figure.hazard_count.rectified if figure and figure.hazard_count else None
            rectified = WholeField(required=False, min_value=0, max_value=10**9)
            self._put(f"rectified-{slot.key}", rectified, held)

    def _put(self, name: str, field: forms.Field, initial: Any) -> None:
        self.fields[name] = field
        if isinstance(initial, Decimal):
            initial = f"{initial.normalize():f}"
        self.initial.setdefault(name, initial)

    def asked(self) -> Iterator[Asking]:
        for slot, figure in self.lines:
            key = f"rectified-{slot.key}"
            rectified = self[key] if key in self.fields else None
            yield Asking(
                slot, figure, self[f"value-{slot.key}"], self[f"nil-{slot.key}"], rectified
            )

    def clean_given_on(self) -> Any:
        day = self.cleaned_data["given_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("报数日期不能在今天之后。")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for slot, _ in self.lines:
            self._check(slot, cleaned)
        told = cleaned.get("message") or cleaned.get("scan") or cleaned.get("is_sheet")
        if not self.is_own and not told and "message" in cleaned:
            self.add_error("message", "代录的须贴上原始消息，或者上传截图、扫描件。")
        if not self.errors and not list(self.answers()):
            self.add_error(None, "一个数也没有填；没有的请勾选零报告。")
        return cleaned

    def _check(self, slot: Slot, cleaned: dict[str, Any]) -> None:
        value, nil = cleaned.get(f"value-{slot.key}"), cleaned.get(f"nil-{slot.key}")
        rectified = cleaned.get(f"rectified-{slot.key}") or 0
        if nil and value:
            self.add_error(f"value-{slot.key}", "零报告的数应为0或留空。")
        elif value == 0 and not nil:
            self.add_error(f"value-{slot.key}", _ZERO)
        if rectified > (value or 0):
            self.add_error(f"rectified-{slot.key}", "已整改数不能多于排查数。")

    def answers(self) -> Iterator[Answer]:
        """What was filled in."""
        for slot, _ in self.lines:
            value = self.cleaned_data.get(f"value-{slot.key}")
            if value is None and not self.cleaned_data.get(f"nil-{slot.key}"):
                continue
            rectified = self.cleaned_data.get(f"rectified-{slot.key}") or 0
            yield Answer(slot, Decimal(value or 0), rectified)

    def submit(self) -> list[StationFigure]:
        """Raises Refused."""
        said = self.cleaned_data
        way = StationFigure.Way.OWN if self.is_own else StationFigure.Way.FOR_IT
        told = Told(
            given_by=said["given_by"],
            given_on=said["given_on"],
            way=StationFigure.Way.SHEET if said["is_sheet"] and said["scan"] else way,
            message=said["message"],
            file=said["scan"],
        )
        return take_numbers(self.answers(), told=told, by=self.user)


class ContactsForm(forms.Form):
    users = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="联络员账号",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只列出角色为“站所联络员”的账号；账号由系统管理员开设",
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.holding([Role.STATION], office_id=agency.office_id, village_id=None)
        self.fields["users"].queryset = people  # type: ignore[attr-defined]  # a choice field
        self.initial["users"] = list(
            StationContact.objects.for_agency(agency).values_list("user", flat=True)
        )
