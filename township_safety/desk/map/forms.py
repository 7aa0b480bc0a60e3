"""A place by its numbers, and the picture of the sketch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from township_safety.desk.map.drawing import points_of
from township_safety.desk.models import Place
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import PHOTO_BYTES, store_photo
from township_safety.organisation.form_fields import WholeField
from township_safety.organisation.models import Office, StoredFile, User
from township_safety.values import ValueProblem

_MEGABYTE = 1024 * 1024


class PlaceForm(forms.ModelForm[Place]):
    """By numbers: what a click on the sketch would say, or degrees."""

    x = WholeField(label="草图横向位置", required=False, help_text="从左边起的千分之几，0到1000")
    y = WholeField(label="草图纵向位置", required=False, help_text="从上边起的千分之几，0到1000")

    class Meta:
        model = Place
        fields = ("x", "y", "longitude", "latitude", "datum", "outline")
        help_texts = {
            "longitude": "十进制的度，如112.345678",
            "latitude": "十进制的度，如28.123456",
            "outline": "一行一个点：经度,纬度；不填就只标一个点",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.village_id is None:
            del self.fields["outline"]
        for name in ("longitude", "latitude"):
            if name in self.fields:
                self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def clean_outline(self) -> str:
        outline: str = self.cleaned_data["outline"]
        try:
            points_of(outline)
        except ValueProblem as problem:
            raise ValidationError(str(problem)) from problem
        return outline

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for one, other, words in (
            ("x", "y", "草图上的横向、纵向位置要一起填"),
            ("longitude", "latitude", "经度、纬度要一起填"),
        ):
            if one in self.errors or other in self.errors:
                continue
            if (said.get(one) is None) != (said.get(other) is None):
                self.add_error(other, words)
        if said.get("outline") and said.get("longitude") is None and "longitude" not in self.errors:
            self.add_error("longitude", "填了村界的，也要填村的经度、纬度（村部所在处）")
        return said


class SketchForm(forms.Form):
    picture = forms.FileField(
        label="草图",
        help_text=f"JPG 或 PNG，最多{PHOTO_BYTES // _MEGABYTE} MB；手绘的、扫描的乡镇平面图都可以",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )

    def stored(self, *, office: Office, by: User) -> StoredFile | None:
        """The picture, drawn anew; None when it could not be read, and the form says why."""
        try:
            return store_photo(self.cleaned_data["picture"], office=office, by=by)
        except Refused as refusal:
            self.add_error("picture", str(refusal))
            return None
