"""What is typed about templates and set phrases; wordings are read in Chinese, kept in keys."""

from __future__ import annotations

from typing import Any

from django import forms

from reports.blocks import KINDS, Field
from reports.editing.actions import SETTINGS
from reports.editing.checks import problems_of, problems_of_wording
from reports.editing.records import Record
from reports.models import ReportTemplate, Snippet
from reports.wording import Translator
from township_safety.organisation.form_fields import LongTextField, TextField, field_for
from township_safety.organisation.models import Office
from township_safety.register.models import Sector

_LONGEST_WORDING = 6000
_ROWS = 5
# Given by the system: a person has nothing to say about it.
_GIVEN = {"name"}


class NewTemplateForm(forms.Form):
    name = TextField(label="模板名称", max_length=80, help_text="如：汛期安全生产专项工作汇报")
    period_kind = forms.ChoiceField(
        label="统计期",
        choices=ReportTemplate.PeriodKind.choices,
        initial=ReportTemplate.PeriodKind.RANGE,
    )


class SettingsForm(forms.ModelForm[ReportTemplate]):
    """How the whole report is written; `version` is the one the person saw."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = ReportTemplate
        # The sectors are put in and taken out one at a time.
        fields = tuple(name for name in SETTINGS if name != "sectors")
        formfield_callback = field_for

    def __init__(self, *args: Any, translator: Translator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.translator = translator
        self.initial["title"] = translator.shown(self.instance.title)
        self.initial["version"] = self.instance.version
        if self.instance.reports.exists():
            for name in ("period_kind", "about"):
                self.fields[name].disabled = True
                self.fields[name].help_text = "已经用它编过报告，不能再改"
        about: Any = self.fields["about"]
        about.choices = [("", "全部工作"), *ReportTemplate.About.choices]
        if not self._has_offices_below():
            del self.fields["covers_below"]
        if self.instance.period_kind != ReportTemplate.PeriodKind.DAY:
            del self.fields["closes_at"]

    def clean_title(self) -> str:
        title = self.translator.stored(self.cleaned_data["title"])
        problems = problems_of_wording(title, self.translator)
        if problems:
            raise forms.ValidationError(problems)
        return title

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}

    def _has_offices_below(self) -> bool:
        office = self.instance.office
        return office is not None and office.children.exists()


class BlockForm(forms.Form):
    """One block, with the fields its kind declares; `record` is what it becomes."""

    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Record, translator: Translator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old, self.translator = record, translator
        self.kind = KINDS[record["kind"]]
        self.declared = [
            one for one in self.kind.fields if one.input != "blocks" and one.name not in _GIVEN
        ]
        for declared in self.declared:
            self.fields[declared.name] = self._field(declared)
            self.initial.setdefault(declared.name, self._initial(declared))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.record = self._record(cleaned)
            checked = {**self.record, "blocks": []} if "blocks" in self.record else self.record
            for problem in problems_of(checked, self.translator):
                self.add_error(None, problem)
        return cleaned

    @property
    def wordings(self) -> list[str]:
        """The fields into which figures may be put."""
        return [one.name for one in self.declared if one.input == "wording"]

    def draft(self) -> Record:
        """The block as far as it is filled in, for a preview."""
        given = {one.name: self[one.name].value() for one in self.declared}
        return self._record({name: value for name, value in given.items() if value is not None})

    def _record(self, values: dict[str, Any]) -> Record:
        record = {key: value for key, value in self.old.items() if key not in self._names()}
        for declared in self.declared:
            value = self._stored(declared, values.get(declared.name))
            if value or declared.required:
                record[declared.name] = value
        return record

    def _names(self) -> set[str]:
        return {declared.name for declared in self.declared}

    def _stored(self, declared: Field, value: Any) -> Any:
        match declared.input:
            case "wording":
                return self.translator.stored(value or "")
            case "level":
                return int(value) if str(value or "").isdecimal() else 1
            case "flag":
                return bool(value)
            case "choices":
                kept = [code for code in self.old.get(declared.name, ()) if code in (value or ())]
                return [*kept, *(code for code in value or () if code not in kept)]
            case _:
                return value or ""

    def _initial(self, declared: Field) -> Any:
        value = self.old.get(declared.name)
        return self.translator.shown(value or "") if declared.input == "wording" else value

    def _field(self, declared: Field) -> forms.Field:
        options: dict[str, Any] = {
            "label": declared.label,
            "required": declared.required,
            "help_text": declared.hint,
        }
        match declared.input:
            case "wording":
                area = forms.Textarea(attrs={"rows": _ROWS, "data-wording": ""})
                return LongTextField(max_length=_LONGEST_WORDING, widget=area, **options)
            case "flag":
                return forms.BooleanField(**{**options, "required": False})
            case "choice" | "level":
                empty = [] if declared.required else [("", "（不选）")]
                return forms.ChoiceField(choices=[*empty, *self._choices(declared)], **options)
            case "choices":
                boxes = forms.CheckboxSelectMultiple
                options["help_text"] = declared.hint or "一个都不选：全部"
                return forms.MultipleChoiceField(
                    choices=self._choices(declared), widget=boxes, **options
                )
            case _:
                return TextField(max_length=200, **options)

    def _choices(self, declared: Field) -> list[tuple[str, str]]:
        if declared.choices is not None:
            return list(declared.choices.items())
        return sectors_of(self.translator.office)


class SnippetForm(forms.ModelForm[Snippet]):
    class Meta:
        model = Snippet
        fields = ("name", "kind", "text", "valid_from", "valid_to")
        formfield_callback = field_for

    def _get_validation_exclusions(self) -> set[str]:
        """The office is set: a second phrase of the same name is refused with words."""
        return super()._get_validation_exclusions() - {"office"}  # type: ignore[misc, no-any-return]  # private in the stubs


def sectors_of(office: Office | None) -> list[tuple[str, str]]:
    if office is None:
        return []
    return list(Sector.objects.available_to(office).values_list("code", "name"))
