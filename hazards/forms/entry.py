"""Entering a hazard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from hazards import actions
from hazards.duplicates import probable_duplicates
from hazards.forms.fields import DayField
from hazards.forms.hazard import TAGS, Group, HazardForm
from hazards.models import Hazard, HazardPhoto, HazardPhrase
from hazards.models.classification import RectifyMode
from hazards.photos import attach_photos
from township_safety.organisation.lookups import LookupField, LookupSelect
from township_safety.organisation.models import Office, User
from township_safety.organisation.photo_fields import PhotoField

# The phrases stand at the head of this group, the photos behind it.
PHOTOS_AFTER = PHRASES_IN = "隐患内容"
# What a new hazard may take over from the one before it; a site chosen anew says better.
PROPOSED = frozenset({"village", "sector", "responsible_unit", "responsible_person", "phone"})

# Said by the meeting on the new hazards (会商分级), not by who enters one.
DECIDED_LATER = ("case_leader", "fund_source")


class NewHazardForm(HazardForm):
    phrase = LookupField(
        HazardPhrase.objects.none(),
        label="常用隐患",
        required=False,
        widget=LookupSelect("phrases", beside="sector"),
        help_text="选一条，自动填写隐患描述、整改措施和类别，填好后可以再改",
    )
    due_on = DayField(
        label="整改期限",
        required=False,
        help_text="限期整改的填；准备下达通知书、从送达日起算期限的，可以不填",
    )
    photos = PhotoField(label="整改前照片")
    # Asked only when the ledger has something alike.
    is_distinct = forms.BooleanField(label="不是同一条，仍要登记", required=False)

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        given = kwargs.get("initial") or {}
        usual = {"found_on": timezone.localdate(), "inspectors": user.full_name}
        kwargs["initial"] = {**usual, **given}
        super().__init__(*args, user=user, office=office, **kwargs)
        self.duplicates: list[Hazard] = []
        phrases = HazardPhrase.objects.available_to(office).valid(on=timezone.localdate())
        self._choices_of("phrase").queryset = phrases
        # Without scripts the chosen phrase stands for the words.
        self.fields["description"].required = not self.data.get(self.add_prefix("phrase"))
        self._begin(given)
        photos = self.fields["photos"]
        assert isinstance(photos, PhotoField)  # noqa: S101 -- narrows the type
        photos.for_upload(office=office, by=user)

        for name in DECIDED_LATER:
            del self.fields[name]

    def _begin(self, given: dict[str, Any]) -> None:
        """What is only proposed gives way to what follows from the site; typing begins at once."""
        for name in PROPOSED & given.keys():
            self.fields[name].widget.attrs["data-proposed"] = "yes"
        villages = self._choices_of("village").queryset
        if self.fields["village"].required and villages is not None and villages.count() == 1:
            self.initial.setdefault("village", villages.first())
        if not self.is_bound:
            first = "description" if given.get("site") else "site"
            self.fields[first].widget.attrs["autofocus"] = True

    def groups(self) -> Iterator[Group]:
        for group in super().groups():
            if group.title == PHRASES_IN:
                group.fields.insert(0, self["phrase"])
            yield group
            if group.title == PHOTOS_AFTER:
                yield Group("现场照片", [self["photos"]])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._take_phrase(cleaned)
        due_on, found_on = cleaned.get("due_on"), cleaned.get("found_on")
        if due_on is None:
            return cleaned
        if found_on is not None and due_on < found_on:
            self.add_error("due_on", f"整改期限不能早于检查日期（{found_on}）")
        if cleaned.get("rectify_mode") == RectifyMode.ON_SPOT:
            self.add_error("due_on", "当场整改的不用填整改期限")
        if cleaned.get("is_standing"):
            self.add_error("due_on", "长期坚持的措施没有整改期限，请清空其中一项")
        return cleaned

    def _take_phrase(self, cleaned: dict[str, Any]) -> None:
        phrase = cleaned.get("phrase")
        if phrase is None:
            return
        said = {
            "description": phrase.name,
            "measures": phrase.measures,
            "category": phrase.category,
            "sector": phrase.sector,
        }
        for name, value in said.items():
            cleaned[name] = cleaned.get(name) or value

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or self.cleaned_data.get("is_distinct"):
            return
        self.duplicates = probable_duplicates(self.instance, reader=self.user)
        if self.duplicates:
            self.add_error(None, "可能已经登记过，请先看下面的记录；不是同一条的，勾选后再保存")

    @transaction.atomic
    def register(self) -> Hazard:
        tags = {name: self.cleaned_data[name] for name in TAGS if name in self.cleaned_data}
        hazard = actions.register(
            self.save(commit=False), by=self.user, due_on=self.cleaned_data["due_on"], tags=tags
        )
        stage = HazardPhoto.Stage.BEFORE
        attach_photos(hazard, self.cleaned_data["photos"], stage=stage, by=self.user)
        return hazard
