"""The short form of a register, and the files that go with the record at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import ModelChoiceField

from township_safety.activities.models import Attachment
from township_safety.desk.attachment_forms import AttachForm, FilesField
from township_safety.desk.forms import LedgerForm, form_class
from township_safety.desk.record_work import SHORT
from township_safety.organisation.lookups import LookupField, LookupSelect
from township_safety.workbook import Sheet


class ProofForm(AttachForm):
    """As on the page of a record, but none need be chosen."""

    attached = FilesField(
        label="附件",
        required=False,
        help_text="照片、签到表、扫描件等，可以一次选几个，也可以以后再加",
    )
    purpose = forms.ChoiceField(label="附件种类", choices=Attachment.Purpose.choices)
    note = None  # type: ignore[assignment]  # taken away: said on the page of the record

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        return found | {"note": ""}


def short_form(sheet: Sheet) -> type[LedgerForm]:
    return form_class(sheet.model, date_field=sheet.fact_field, fields=SHORT[sheet.key])


def made_quick(form: LedgerForm) -> LedgerForm:
    """Sites are found while typing; the first thing not known yet is where typing starts."""
    site = form.fields.get("site")
    if isinstance(site, ModelChoiceField):
        form.fields["site"] = LookupField(
            site.queryset,
            label=site.label,
            required=site.required,
            empty_label=site.empty_label,
            help_text=site.help_text,
            widget=LookupSelect("sites"),
        )
    for field in [] if form.is_bound else form.visible_fields():
        if not field.value():
            field.field.widget.attrs["autofocus"] = True
            break
    return form
