"""Adding photos to a hazard later, and taking one down."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from hazards.forms.fields import CleanTextForm, Words
from hazards.models import Hazard, HazardPhoto
from hazards.photos import add_photos, withdraw_photo
from township_safety.organisation.models import User
from township_safety.organisation.photo_fields import PhotoField

Stage = HazardPhoto.Stage


class AddPhotosForm(forms.Form):
    danger: ClassVar[bool] = False
    consequence: ClassVar[str] = ""

    stage = forms.ChoiceField(label="阶段", choices=Stage.choices, widget=forms.RadioSelect)
    photos = PhotoField(label="照片", required=True)

    def __init__(self, *args: Any, hazard: Hazard, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hazard, self.user = hazard, user
        stage, photos = self.fields["stage"], self.fields["photos"]
        assert isinstance(stage, forms.ChoiceField)  # noqa: S101 -- narrows the type
        assert isinstance(photos, PhotoField)  # noqa: S101 -- narrows the type
        is_claimed = hazard.rectifications.exists()
        if not is_claimed:
            stage.choices = [(Stage.BEFORE.value, Stage.BEFORE.label)]
        self.initial["stage"] = Stage.AFTER if is_claimed else Stage.BEFORE
        photos.for_upload(office=hazard.office, by=user)

    def submit(self) -> list[HazardPhoto]:
        stage = Stage(self.cleaned_data["stage"])
        return add_photos(self.hazard, self.cleaned_data["photos"], stage=stage, by=self.user)


class WithdrawPhotoForm(CleanTextForm, forms.Form):
    danger: ClassVar[bool] = True
    consequence: ClassVar[str] = "撤下后不再显示这张照片；谁撤下的、为什么，留在办理过程里。"

    reason = forms.CharField(
        label="撤下原因", max_length=200, widget=Words, help_text="如：传错了隐患、拍到了无关的人"
    )

    def submit(self, photo: HazardPhoto, *, by: User) -> HazardPhoto:
        return withdraw_photo(photo, by=by, reason=self.cleaned_data["reason"])
