"""What was seen at one site: how the visit ended, the checklist, and the hazards found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict  # noqa: TID251 -- the composed data of a hazard is one
from django.utils import timezone

from hazards.forms.entry import NewHazardForm
from hazards.forms.fields import CleanTextForm, DayField
from hazards.models import Hazard
from hazards.models.classification import Grade, RectifyMode
from inspections.models import (
    Checklist,
    ChecklistAnswer,
    ChecklistItem,
    Operation,
    OperationTarget,
)
from inspections.outing import Told, Visit
from township_safety.organisation.models import User
from township_safety.organisation.photo_fields import PhotoField
from township_safety.register.models import HazardSource

Outcome = OperationTarget.Outcome
Answer = ChecklistAnswer.Answer
EXTRA = "x"
_TAGS = ("campaigns", "key_periods")
_NAME_LENGTH = 100
_UNPROVEN = "拒绝检查的，须填见证人，或者拍照，或者填照片、录像的编号或存放处"
MAYBE_MAJOR = "检查时认为可能构成重大隐患，待对照判定标准确认"
# How a hazard came to be known, by the kind of outing; else by who led it.
_SOURCES = {
    "daily_inspection": "daily_patrol",
    "routine_inspection": "routine_check",
    "monthly_sweep": "monthly_sweep",
    "special_inspection": "special",
    "joint_inspection": "joint",
    "joint_enforcement": "joint",
    "month_end_clearance": "month_end",
    "leader_inspection": "leader_led",
    "expert_inspection": "expert",
    "supervision": "supervision",
    "patrol": "daily_patrol",
    "household_check": "household",
    "unannounced_inspection": "unannounced",
    "surprise_inspection": "unannounced",
    "look_back_inspection": "look_back",
}


class FindForm(CleanTextForm, forms.Form):
    """A hazard in the few words that a phone asks for; the rest follows from the outing."""

    register = forms.BooleanField(label="登记为隐患", required=False)
    description = forms.CharField(
        label="隐患描述",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place = forms.CharField(label="隐患部位", max_length=150, required=False)
    measures = forms.CharField(
        label="整改措施",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rectify_mode = forms.ChoiceField(
        label="整改方式",
        choices=RectifyMode.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    due_on = DayField(label="整改期限", required=False, help_text="准备下达通知书的可以不填")
    photos = PhotoField(label="照片", most=3, help_text="最多3张，可以现场拍")

    whole: NewHazardForm | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("register") and not cleaned.get("description"):
            self.add_error("description", "登记为隐患的，请写明隐患描述")
        return cleaned

    @property
    def is_wanted(self) -> bool:
        return bool(self["register"].value())

    def take_errors(self, whole: NewHazardForm) -> None:
        """What the hazard's own form says, at the field it is about where there is one."""
        for name, texts in whole.errors.items():
            told = name if name in self.fields else None
            label = "" if told or name == "__all__" else f"{whole.fields[name].label}："
            for text in texts:
                self.add_error(told, f"{label}{text}")


class Question:
    """One item of the list as the page shows it."""

    def __init__(self, form: VisitForm, item: ChecklistItem, said: ChecklistAnswer | None) -> None:
        self.item, self.said = item, said
        self.text = said.text if said is not None else item.name
        self.basis = said.basis if said is not None else item.basis
        self.answer, self.note = form[f"a{item.pk}"], form[f"n{item.pk}"]
        self.find = form.finds.get(item.pk)
        self.open_hazard = form.known.get(item.hazard)

    @property
    def registered(self) -> Hazard | None:
        return self.said.hazard if self.said is not None else None

    @property
    def is_no(self) -> bool:
        return bool(self.answer.value() == Answer.NO)


class VisitForm(CleanTextForm, forms.Form):
    uid = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="检查结果",
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.PENDING],
        widget=forms.RadioSelect,
        initial=Outcome.CHECKED,
        help_text="只有“已检查”计入家次，其余的仍须补查",
    )
    witness = forms.CharField(
        label="见证人", max_length=100, required=False, help_text="拒绝检查的，填在场见证的人"
    )
    evidence = forms.CharField(
        label="照片、录像",
        max_length=200,
        required=False,
        help_text="拒绝检查的，或填照片、录像的编号或存放处",
    )
    refusal_photos = PhotoField(label="现场照片", most=3, help_text="拒绝检查的，可以现场拍")
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args: Any, target: OperationTarget, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target, self.user = target, user
        self.operation: Operation = target.operation
        photos = self.fields["refusal_photos"]
        assert isinstance(photos, PhotoField)  # noqa: S101 -- narrows the type
        photos.for_upload(office=target.office, by=user)
        self._begin()
        self.said = {
            answer.item_id: answer
            for answer in target.answers.select_related("hazard", "item__checklist")
        }
        self.items = self._items()
        for item in self.items:
            self._ask(item)
        self.finds: dict[int | None, FindForm] = {
            item.pk: self._find(item) for item in self.items if not self._is_registered(item)
        }
        self.finds[None] = self._find(None)

    def _begin(self) -> None:
        target = self.target
        self.initial.setdefault("uid", uuid4())
        for name in ("witness", "evidence", "note"):
            self.initial[name] = getattr(target, name)
        if target.outcome != Outcome.PENDING:
            self.initial["outcome"] = target.outcome

    def _items(self) -> list[ChecklistItem]:
        """What is asked today, and what was answered before although it is asked no more."""
        target = self.target
        if target.site is not None:
            categories = list(target.site.categories.all())
        else:
            categories = [target.category] if target.category is not None else []
        day = self.operation.on
        lists = Checklist.objects.available_to(target.office_id).valid(on=day)
        items = ChecklistItem.objects.available_to(target.office_id)
        asked = list(items.asked_on(day, lists=list(lists.for_categories(categories))))
        known = {item.pk for item in asked}
        return asked + [said.item for key, said in self.said.items() if key not in known]

    def _ask(self, item: ChecklistItem) -> None:
        said = self.said.get(item.pk)
        self.fields[f"a{item.pk}"] = forms.ChoiceField(
            label=said.text if said else item.name,
            choices=Answer.choices,
            widget=forms.RadioSelect,
            required=False,
            initial=said.answer if said else None,
        )
        self.fields[f"n{item.pk}"] = forms.CharField(
            label="说明",
            max_length=200,
            required=False,
            initial=said.note if said else "",
            widget=forms.TextInput(attrs={"placeholder": "说明（可不填）"}),
        )

    def _is_registered(self, item: ChecklistItem) -> bool:
        said = self.said.get(item.pk)
        return said is not None and said.hazard_id is not None

    def _find(self, item: ChecklistItem | None) -> FindForm:
        proposed: dict[str, Any] = {"rectify_mode": RectifyMode.WITHIN_LIMIT}
        if item is not None:
            proposed |= {
                "description": item.hazard,
                "measures": item.measures,
                "register": item.hazard not in self.known,
            }
        form = FindForm(
            self.data if self.is_bound else None,
            self.files if self.is_bound else None,
            prefix=EXTRA if item is None else f"h{item.pk}",
            initial=proposed,
        )
        photos = form.fields["photos"]
        assert isinstance(photos, PhotoField)  # noqa: S101 -- narrows the type
        photos.for_upload(office=self.target.office, by=self.user)
        return form

    @cached_property
    def known(self) -> dict[str, Hazard]:
        """未整改隐患 of the site, by what they say."""
        return {hazard.description: hazard for hazard in self.open_hazards}

    @cached_property
    def open_hazards(self) -> list[Hazard]:
        if self.target.site_id is None:
            return []
        rows = Hazard.objects.scoped_for(self.user).counted().open(on=timezone.localdate())
        return list(rows.narrowed(site=self.target.site).order_by("-found_on", "-pk"))

    def questions(self) -> Iterator[tuple[Checklist, list[Question]]]:
        grouped: dict[Checklist, list[Question]] = {}
        for item in self.items:
            question = Question(self, item, self.said.get(item.pk))
            grouped.setdefault(item.checklist, []).append(question)
        yield from grouped.items()

    @property
    def extra(self) -> FindForm:
        return self.finds[None]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") == Outcome.REFUSED and not (
            cleaned.get("witness") or cleaned.get("evidence") or cleaned.get("refusal_photos")
        ):
            self.add_error("witness", _UNPROVEN)
        if cleaned.get("outcome") == Outcome.CHECKED:
            for item, find in self._wanted(cleaned):
                self._check(item, find)
        return cleaned

    def _wanted(self, cleaned: dict[str, Any]) -> Iterator[tuple[ChecklistItem | None, FindForm]]:
        items: dict[int | None, ChecklistItem] = {item.pk: item for item in self.items}
        for key, find in self.finds.items():
            is_no = key is None or cleaned.get(f"a{key}") == Answer.NO
            if is_no and find.is_wanted:
                yield items.get(key), find

    def _check(self, item: ChecklistItem | None, find: FindForm) -> None:
        if find.is_valid():
            find.whole = self._hazard_form(item, find)
            find.take_errors(find.whole)
        about = item.name if item is not None else "另外发现的隐患"
        for name, texts in find.errors.items():
            label = f"{find.fields[name].label}：" if name in find.fields else ""
            self.add_error(None, [f"{about}：{label}{text}" for text in texts])

    def _hazard_form(self, item: ChecklistItem | None, find: FindForm) -> NewHazardForm:
        target, operation, said = self.target, self.operation, find.cleaned_data
        site = target.site
        sector = (item and item.sector_id) or (site and site.sector_id) or operation.sector_id
        told = {
            "description": said["description"],
            "place": said["place"] or ("" if site else target.name),
            "measures": said["measures"],
            "rectify_mode": said["rectify_mode"] or RectifyMode.WITHIN_LIMIT,
            "due_on": said["due_on"] or "",
            "basis": item.basis if item else "",
            "note": MAYBE_MAJOR if item and item.may_be_major else "",
            "grade": Grade.GENERAL,
            "site": site.pk if site else "",
            "village": (site and site.village_id) or operation.village_id or "",
            "sector": sector or "",
            "found_on": operation.on,
            "source": self._source_id or "",
            "inspectors": self._inspectors,
            "responsible_unit": site.name if site else "",
            "responsible_person": (site.safety_person or site.legal_person) if site else "",
            # Whoever is there has the open hazards of the site before them.
            "is_distinct": "on",
        }
        data = QueryDict(mutable=True)
        data.update({name: str(value) for name, value in told.items()})
        data.setlist("photos", [str(photo.uid) for photo in said["photos"]])
        form = NewHazardForm(data, user=self.user, office=target.office)
        self._tag(form, data)
        return form

    def _tag(self, form: NewHazardForm, data: QueryDict) -> None:
        for name in _TAGS:
            field = form.fields.get(name)
            if isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None:
                own = getattr(self.operation, name).values_list("pk", flat=True)
                offered = field.queryset.filter(pk__in=own)
                data.setlist(name, [str(row.pk) for row in offered])

    @cached_property
    def _source_id(self) -> int | None:
        operation = self.operation
        led = "leader_led" if operation.is_led else ""
        code = _SOURCES.get(operation.kind.code) or led or ("joint" if operation.is_joint else "")
        rows = HazardSource.objects.available_to(operation.office_id).valid(on=operation.on)
        source = rows.with_code(code).first()
        return source.pk if source is not None else None

    @property
    def _inspectors(self) -> str:
        people = self.operation.done_by
        return people if people and len(people) <= _NAME_LENGTH else self.user.full_name

    @property
    def visit(self) -> Visit:
        """Answers of a visit that did not take place are none."""
        said = self.cleaned_data
        was_there = said["outcome"] == Outcome.CHECKED
        wanted = self._wanted(said) if was_there else ()
        return Visit(
            outcome=said["outcome"],
            witness=said["witness"],
            evidence=said["evidence"],
            note=said["note"],
            answers=self._told() if was_there else (),
            found={item.pk if item else None: find.whole for item, find in wanted},
            photos=said["refusal_photos"] if said["outcome"] == Outcome.REFUSED else (),
        )

    def _told(self) -> Sequence[Told]:
        said = self.cleaned_data
        return [
            Told(item, said[f"a{item.pk}"], said[f"n{item.pk}"])
            for item in self.items
            if said[f"a{item.pk}"]
        ]

    @property
    def sent_uid(self) -> UUID:
        uid: UUID = self.cleaned_data["uid"]
        return uid

    @property
    def problems(self) -> list[str]:
        """All faults in a row, for whoever sends without a page to look at."""
        return [
            f"{self.fields[name].label}：{text}" if name in self.fields else str(text)
            for name, texts in self.errors.items()
            for text in texts
        ]
