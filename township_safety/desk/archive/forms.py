"""A folder of the archive, a file added to it, a draw."""

from __future__ import annotations

from typing import Any

from django import forms

from township_safety.desk.archive.contents import sources
from township_safety.desk.archive.drawing import MOST, SEEDS
from township_safety.desk.attachment_forms import ACCEPTED
from township_safety.desk.models import ArchiveSection
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import store_any
from township_safety.organisation.form_fields import TextField, WholeField
from township_safety.organisation.models import Office, StoredFile, User


class SectionForm(forms.ModelForm[ArchiveSection]):
    name = TextField(label="案卷名称", max_length=80)
    source = forms.ChoiceField(label="内容取自", required=False)
    order = WholeField(label="序号", min_value=1, max_value=999)
    box = WholeField(label="盒号", min_value=1, max_value=999)

    class Meta:
        model = ArchiveSection
        fields = ("order", "name", "source", "box", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.fields["source"]
        source.choices = [("", "（只放补充的材料）"), *sources().items()]


class AdditionForm(forms.Form):
    name = TextField(label="材料名称", max_length=100)
    file = forms.FileField(
        label="文件",
        help_text="照片、扫描件（JPG、PNG、PDF）、Word（.docx）、Excel（.xlsx）",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def stored(self, *, office: Office, by: User) -> StoredFile | None:
        """None when the file could not be read, and the form says why."""
        try:
            return store_any(self.cleaned_data["file"], office=office, by=by)
        except Refused as refusal:
            self.add_error("file", str(refusal))
            return None


class DrawForm(forms.Form):
    number = WholeField(label="抽几条", min_value=1, max_value=MOST)
    seed = WholeField(
        label="抽取号",
        required=False,
        min_value=1,
        max_value=SEEDS,
        help_text="不填就随机给一个；同一个号抽出的是同样的隐患",
    )
