"""The questions of an import: which ledger, what becomes of each column and of strange words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from township_safety.desk.import_drafts import Draft
from township_safety.desk.import_work import Work, registers
from township_safety.organisation.form_fields import DayField, TextField, WholeField
from township_safety.spreadsheets import MAX_BYTES
from township_safety.workbook import kinds
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.foreign import Certainty, Choice, OpenName, SourceColumn, Use
from township_safety.workbook.foreign.headings import targets_of
from township_safety.workbook.foreign.settling import named
from township_safety.workbook.references import Resolver

# More names than this are typed, not chosen from a list.
MOST_CHOICES = 300
# So many strange words are asked for on one page.
MOST_NAMES = 100
ENTER, BLANK = "+", "-"
_USES = [
    (Use.OPEN.value, "请选择"),
    (Use.NOTE.value, "并入备注"),
    (Use.SKIP.value, "不导入"),
]
_CERTAINTY = {
    Certainty.OWN: "列名相同",
    Certainty.SURE: "列名认得",
    Certainty.LIKELY: "可能是",
    Certainty.SETTLED: "已确定",
    Certainty.NONE: "待确定",
}
_DONE = "，已导入"
# Filled in for every row where the ledger has no column of its own.
_CONSTANTS = ("village", "sector", "source", "inspectors")


class LedgerForm(forms.Form):
    file = forms.FileField(
        label="台账文件",
        required=False,
        allow_empty_file=True,  # the reader says it in our words
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=f".xlsx 或 .csv，不超过 {MAX_BYTES // 1024 // 1024} MB；"
        "表头在第几行、列名怎么叫都可以。.xls、.et 请先另存为 .xlsx。",
    )
    pasted = forms.CharField(
        label="或者粘贴",
        required=False,
        max_length=5_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="在 Excel 或 WPS 里选中表格（连同表头）复制，粘贴到这里。",
    )
    register = forms.ChoiceField(label="导入到")
    is_history = forms.BooleanField(
        label="历史台账导入",
        required=False,
        help_text="往年的台账：写着“已整改”没有日期的，按截至日期计，注明日期不详；"
        "不产生待办，不发通知书。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["register"]
        field.choices = [(sheet.key, sheet.title) for sheet in registers()]
        field.initial = "hazards"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise ValidationError(
                f"文件有 {file.size / 1024 / 1024:.1f} MB，最多 {MAX_BYTES // 1024 // 1024} MB，"
                "请删去图片或分成几个文件。"
            )
        return file

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and bool(said.get("file")) == bool((said.get("pasted") or "").strip()):
            text = "文件和粘贴的内容只能用一样，请去掉一样。"
            none = "请选择要导入的文件，或者粘贴表格内容。"
            raise ValidationError({"file": text if said.get("file") else none})
        return said


class TableForm(forms.Form):
    """Which table of the file, and what its dates mean."""

    table = forms.TypedChoiceField(label="工作表", coerce=int)
    header_row = WholeField(
        label="表头在第几行", required=False, min_value=1, help_text="两行表头的填下面一行。"
    )
    year = WholeField(
        label="没写年份的日期按哪一年", required=False, min_value=1990, max_value=2100
    )
    is_history = forms.BooleanField(label="历史台账导入", required=False)
    until = DayField(
        label="台账截至日期", required=False, help_text="历史台账导入时必填：这本台账记到哪一天。"
    )

    def __init__(self, *args: Any, work: Work, **kwargs: Any) -> None:
        draft, found = work.draft, work.found
        initial: dict[str, Any] = {
            "table": min(draft.table, len(work.tables) - 1),
            "header_row": found.header_row or None,
            "year": draft.year or (None if draft.is_settled else found.year),
            "is_history": draft.is_history,
            "until": draft.history_until or (None if draft.until else found.as_of),
        }
        super().__init__(*args, **kwargs)
        self.initial.update(initial)
        field: Any = self.fields["table"]
        field.choices = [
            (place, f"{table.title}（{len(table.rows)} 行{_DONE if place in draft.done else ''}）")
            for place, table in enumerate(work.tables)
        ]
        if not found.header_row:
            del self.fields["header_row"]

    def moves(self, draft: Draft, work: Work) -> bool:
        """Whether another table is meant now: its columns are others."""
        row = self.cleaned_data.get("header_row")
        if self.cleaned_data["table"] != min(draft.table, len(work.tables) - 1):
            return True
        return row is not None and row != work.found.header_row

    def apply(self, draft: Draft, *, moved: bool, was_other_table: bool) -> None:
        said = self.cleaned_data
        draft.table = said["table"]
        draft.header_row = None if was_other_table else said.get("header_row")
        draft.year, draft.is_history = said["year"], said["is_history"]
        draft.until = said["until"].isoformat() if said["until"] else ""
        if moved:
            draft.settlement, draft.is_settled = {}, False


@dataclass(frozen=True)
class ColumnLine:
    column: SourceColumn
    name: str
    basis: str
    is_open: bool
    field: BoundField


@dataclass(frozen=True)
class NameLine:
    name: OpenName
    field: BoundField
    other: BoundField | None


class SettleForm(forms.Form):
    """A choice for every column, for every row the same, for every word we do not know."""

    def __init__(self, *args: Any, work: Work, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work = work
        targets = [("对应的列", [(f"={name}", header) for name, header in targets_of(work.sheet)])]
        for column in work.columns:
            choice = work.settlement.choices[column.position]
            self.fields[f"col_{column.position}"] = forms.ChoiceField(
                label=named(column),
                choices=[*_USES, *targets],
                initial=f"={choice.target}" if choice.use is Use.TARGET else choice.use.value,
            )
        resolver = Resolver(work.office)
        for bound in self._constants():
            self.fields[f"all_{bound.name}"] = _one_of(
                bound, resolver, initial=work.settlement.constants.get(bound.name, "")
            )
        self.names = self._open_names()
        for place, name in enumerate(self.names):
            self._ask(place, name, resolver)

    def _constants(self) -> list[BoundColumn]:
        taken = self.work.settlement.targets()
        return [
            bound
            for bound in self.work.sheet.bound
            if bound.name not in taken
            and not bound.is_many
            and (bound.required or bound.name in _CONSTANTS)
        ]

    def _open_names(self) -> list[OpenName]:
        """Only once the columns are sure: a wrong column would be full of strange words."""
        work = self.work
        if not work.draft.is_settled or work.problems:
            return []
        return work.open_names[:MOST_NAMES]

    def _ask(self, place: int, name: OpenName, resolver: Resolver) -> None:
        bound = self.work.sheet.by_name[name.column]
        labels = _labels(bound, resolver)
        like = [candidate.name for candidate in name.candidates]
        choices: list[Any] = [("", "请选择")]
        if like:
            choices.append(("可能是", [(f"={text}", text) for text in like]))
        if name.may_be_entered:
            choices.append((ENTER, "登记为新的"))
        if not bound.required:
            choices.append((BLANK, "不填，原来的字记到备注"))
        if len(labels) <= MOST_CHOICES:
            others = [(f"={text}", text) for text in labels if text not in like]
            choices.append(("全部", others))
        else:
            self.fields[f"other_{place}"] = TextField(
                label=f"{name.header}“{name.text}”对应的名称",
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs={"placeholder": "或写已登记的名称"}),
            )
        self.fields[f"name_{place}"] = forms.ChoiceField(
            label=f"{name.header}“{name.text}”", required=False, choices=choices
        )
        self.fields[f"text_{place}"] = forms.CharField(
            initial=f"{name.column}:{name.text}", widget=forms.HiddenInput, strip=False
        )

    @property
    def column_lines(self) -> Iterator[ColumnLine]:
        for column in self.work.columns:
            choice = self.work.settlement.choices[column.position]
            yield ColumnLine(
                column,
                named(column),
                _basis(choice),
                choice.use is Use.OPEN,
                self[f"col_{column.position}"],
            )

    @property
    def constant_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("all_")]

    @property
    def name_lines(self) -> Iterator[NameLine]:
        for place, name in enumerate(self.names):
            other = self[f"other_{place}"] if f"other_{place}" in self.fields else None
            yield NameLine(name, self[f"name_{place}"], other)

    @property
    def hidden(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("text_")]

    @property
    def more_names(self) -> int:
        return max(0, len(self.work.open_names) - len(self.names)) if self.names else 0

    @property
    def may_enter_rest(self) -> bool:
        return any(name.may_be_entered for name in self.names)

    def clean(self) -> dict[str, Any]:
        """A typed name must be one that the office has."""
        said = super().clean() or {}
        resolver = Resolver(self.work.office)
        for place, name in enumerate(self.names):
            typed = said.get(f"other_{place}")
            bound = self.work.sheet.by_name[name.column]
            if typed and not resolver.index(bound).knows(typed):
                self.add_error(f"other_{place}", f"没有登记过“{typed}”，请核对名称。")
        return said

    def apply(self, *, enter_rest: bool) -> None:
        """Put the decisions into the work's settlement."""
        for column in self.work.columns:
            self._settle(column.position, self.cleaned_data[f"col_{column.position}"])
        constants = self.work.settlement.constants
        for bound in self._constants():
            value = self.cleaned_data.get(f"all_{bound.name}", "")
            constants.pop(bound.name, None)
            if value:
                constants[bound.name] = value
        for place, name in enumerate(self.names):
            self._take_name(place, name)
        if enter_rest:
            for name in self.work.open_names:
                if name.may_be_entered and not _is_decided(self.work, name):
                    self._decide(name, ENTER)

    def _settle(self, position: int, value: str) -> None:
        """What was left as proposed is settled by that, too."""
        settlement = self.work.settlement
        if not value.startswith("="):
            if value != Use.OPEN.value:
                settlement.settle(position, Use(value))
            return
        choice = settlement.choices[position]
        if value[1:] != choice.target or choice.certainty is not Certainty.OWN:
            settlement.settle(position, Use.TARGET, value[1:])

    def _take_name(self, place: int, name: OpenName) -> None:
        """Only what was asked in the page, which may not be what would be asked by now."""
        said = self.cleaned_data
        column, _, text = said[f"text_{place}"].partition(":")
        if (column, text) == (name.column, name.text):
            typed = said.get(f"other_{place}") or ""
            self._decide(name, f"={typed}" if typed else said[f"name_{place}"])

    def _decide(self, name: OpenName, value: str) -> None:
        settlement = self.work.settlement
        if value == ENTER and name.may_be_entered:
            settlement.entered.setdefault(name.column, []).append(name.text)
        elif value == BLANK:
            settlement.names.setdefault(name.column, {})[name.text] = ""
        elif value.startswith("="):
            settlement.names.setdefault(name.column, {})[name.text] = value[1:]


def _basis(choice: Choice) -> str:
    """Why a column is taken for what it is proposed for."""
    if choice.use is Use.TARGET or choice.certainty is Certainty.SETTLED or not choice.why:
        words = [_CERTAINTY[choice.certainty], choice.why.removeprefix("按列名")]
        return "，".join(word for word in words if word)
    return choice.why


def _is_decided(work: Work, name: OpenName) -> bool:
    settlement = work.settlement
    return name.text in settlement.names.get(
        name.column, {}
    ) or name.text in settlement.entered.get(name.column, [])


def _labels(bound: BoundColumn, resolver: Resolver) -> list[str]:
    return resolver.index(bound).labels() if bound.is_reference else bound.labels


def _one_of(bound: BoundColumn, resolver: Resolver, *, initial: str) -> forms.Field:
    is_listed = bound.is_reference or isinstance(bound.kind, kinds.Choice)
    labels = _labels(bound, resolver) if is_listed else []
    if labels and len(labels) <= MOST_CHOICES:
        choices = [("", "不填"), *((text, text) for text in labels)]
        if initial and initial not in labels:
            choices.append((initial, initial))
        return forms.ChoiceField(
            label=bound.header, required=False, choices=choices, initial=initial
        )
    return TextField(label=bound.header, required=False, max_length=200, initial=initial)
