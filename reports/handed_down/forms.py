"""What people choose when they hand in a form, and when they say what a cell holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from reports.editing.picker import Narrowing, Picked
from reports.figures import REGISTRY
from reports.handed_down.layout import Page, Spot
from reports.handed_down.lists import columns_of, proposed_fields
from reports.handed_down.names import NameBook
from reports.handed_down.rules import DAYS, DIMENSIONS, FIGURE, LIST, TEXT, WORD, Rule
from reports.handed_down.wordlist import LINE
from reports.models import HandedForm
from reports.statistics.asking_form import PeriodForm
from township_safety.organisation.form_fields import TextField
from township_safety.organisation.models import Office
from township_safety.spreadsheets import MAX_BYTES, column_letter

_EMPTY = "（不填）"
_BY = "by_"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="空白表",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=f"上级或外单位下发的 .xlsx 空表，最大 {MAX_BYTES // 1024 // 1024} MB；"
        ".xls、.et 的请先用 Excel 或 WPS 另存为 .xlsx",
    )


class NewFormForm(UploadForm):
    name = TextField(label="表名", max_length=100, required=False, help_text="不填就用表里的标题")
    sender = TextField(label="下发单位", max_length=100, required=False)

    field_order = ("file", "name", "sender")


class NameForm(forms.ModelForm[HandedForm]):
    class Meta:
        model = HandedForm
        fields = ("name", "sender")

    def _get_validation_exclusions(self) -> set[str]:
        """A name is had once per office."""
        return super()._get_validation_exclusions() - {"office"}  # type: ignore[misc, no-any-return]  # private in the stubs


class FillPeriodForm(PeriodForm):
    """The days; all counting from January is taught cell by cell."""

    def __init__(self, data: Any, **rest: Any) -> None:
        super().__init__(data, has_both_times=True, **rest)
        del self.fields["office"]


class TeachForm(forms.Form):
    """One block of cells: how far it goes and what is written into it."""

    to_row = forms.TypedChoiceField(label="向下到", coerce=int)
    to_column = forms.TypedChoiceField(label="向右到", coerce=int)
    word = forms.ChoiceField(label="写什么", widget=forms.RadioSelect)
    text = TextField(label="文字", max_length=200)
    days = forms.ChoiceField(label="统计期", choices=list(DAYS.items()))
    form = forms.ChoiceField(label="金额", choices=[("", "元"), ("wan", "万元")], required=False)
    names = forms.ChoiceField(
        label="按表里的名称分",
        required=False,
        help_text="每一格只算它那一行（列）写的村（居）或行业；写“合计”的算全部",
    )

    def __init__(
        self,
        data: Any,
        *,
        page: Page,
        spot: Spot,
        kind: str,
        office: Office,
        words: Mapping[str, str],
        picked: Picked | None = None,
        now: Rule | None = None,
    ) -> None:
        super().__init__(data)
        self.page, self.spot, self.kind, self.picked = page, spot, kind, picked
        self.narrowings: list[Narrowing] = picked.narrowings if picked else []
        keeps = {"to_row", "to_column", *_FIELDS.get(kind, ())}
        for name in list(self.fields):
            if name not in keeps:
                del self.fields[name]
        figure = REGISTRY.figures.get(picked.line.key) if picked else None
        if "form" in self.fields and not getattr(figure, "is_money", False):
            del self.fields["form"]
        self._offer_ends(now)
        if kind == WORD:
            self._offer_words(words)
        if kind == FIGURE:
            self._offer("names", [("", "不分，全部合在一起"), *_named(page, spot, office)])
            self._add_narrowings(now)
        if kind == LIST and picked is not None:
            self._add_narrowings(now)
            self._add_fields(picked.line.key)
        self._start(now)

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _offer_ends(self, now: Rule | None) -> None:
        page, spot = self.page, self.spot
        rows = range(spot.row, page.sheet.rows + 1)
        columns = range(spot.column, len(page.sheet.widths) + 1)
        self._offer("to_row", [(row, _row_name(page, row)) for row in rows])
        self._offer("to_column", [(c, _column_name(page, spot, c)) for c in columns])
        if self.kind == LIST:
            del self.fields["to_column"]

    def _offer_words(self, words: Mapping[str, str]) -> None:
        cell = self.page.cell(self.spot.row, self.spot.column)
        choices = [(word, f"{word}：{text or '（还没有填）'}") for word, text in words.items()]
        if cell is not None and cell.text:
            choices.insert(0, (LINE, "本格各栏：在“填报单位：”“填报日期：”等后面自动填写"))
        self._offer("word", choices)

    def _add_narrowings(self, now: Rule | None) -> None:
        for one in self.narrowings:
            self.fields[f"{_BY}{one.dimension}"] = forms.ChoiceField(
                label=one.label,
                choices=[("", "全部"), *one.choices],
                required=False,
                initial=(now.filters.get(one.dimension, "") if now else "") or one.chosen,
            )

    def _add_fields(self, key: str) -> None:
        """One choice for each column of the form from here on."""
        page, spot = self.page, self.spot
        columns = list(range(spot.column, len(page.sheet.widths) + 1))
        heads = ["".join(page.above(spot.row, column)[-1:]) for column in columns]
        choices = [("", _EMPTY), *columns_of(key).items()]
        for column, head, found in zip(columns, heads, proposed_fields(key, heads), strict=True):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=f"{column_letter(column)} 列 {head}".strip(),
                choices=choices,
                required=False,
                initial=found,
            )

    def _start(self, now: Rule | None) -> None:
        bottom, right = _stretch(self.page, self.spot, is_list=self.kind == LIST)
        self.initial = {"to_row": bottom, "to_column": right, "names": self._first_names()}
        if now is not None and now.spot == self.spot:
            self.initial |= {
                "to_row": now.bottom,
                "to_column": now.right,
                "days": now.days,
                "form": now.form,
                "text": now.text,
                "word": now.text,
                "names": f"{now.names_in}:{now.names_at}:{now.dimension}" if now.names_in else "",
            }
            fields = enumerate(now.fields, now.left)
            self.initial |= {f"column_{column}": name for column, name in fields}

    def _first_names(self) -> str:
        field: Any = self.fields.get("names")
        choices = list(field.choices) if field else []
        return choices[1][0] if len(choices) > 1 and choices[1][1].startswith("按") else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.kind == LIST and not self.errors and not any(self._fields()):
            raise forms.ValidationError("至少要给一列选定写什么。")
        return cleaned

    def _fields(self) -> list[str]:
        """Up to the last column that is written."""
        columns = range(self.spot.column, len(self.page.sheet.widths) + 1)
        found = [self.cleaned_data.get(f"column_{column}", "") for column in columns]
        while found and not found[-1]:
            found.pop()
        return found

    @property
    def narrowing_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name.startswith(_BY)]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not field.name.startswith(_BY)]

    @property
    def is_narrowed(self) -> bool:
        """Whether the choices of the part are shown at once."""
        return any(field.value() or field.errors for field in self.narrowing_fields)

    def rule(self) -> Rule:
        said = self.cleaned_data
        fields = self._fields() if self.kind == LIST else []
        right = self.spot.column + len(fields) - 1 if fields else said["to_column"]
        names_in, names_at, dimension = (said.get("names") or ":0:").split(":")
        return Rule(
            self.spot.sheet,
            self.spot.row,
            self.spot.column,
            said["to_row"],
            right,
            kind=self.kind,
            key=self.picked.line.key if self.picked else "",
            filters=dict(self._filters()),
            days=said.get("days", "period"),
            form=said.get("form", ""),
            dimension=dimension,
            names_in=names_in,
            names_at=int(names_at),
            text=said.get("text") or said.get("word") or "",
            fields=tuple(fields),
        )

    def _filters(self) -> Iterator[tuple[str, str]]:
        for one in self.narrowings:
            if code := self.cleaned_data.get(f"{_BY}{one.dimension}"):
                yield one.dimension, code


_FIELDS = {FIGURE: ("days", "form", "names"), LIST: ("days",), WORD: ("word",), TEXT: ("text",)}


def _row_name(page: Page, row: int) -> str:
    words = next((w for c in range(1, 4) if (w := page.words(row, c))), "")
    return f"第 {row} 行 {words[:12]}".strip()


def _column_name(page: Page, spot: Spot, column: int) -> str:
    return f"{column_letter(column)} 列 {''.join(page.above(spot.row, column)[-1:])[:12]}".strip()


def _stretch(page: Page, spot: Spot, *, is_list: bool) -> tuple[int, int]:
    """A list goes down over all rows that are empty there; anything else is one cell."""
    row = spot.row
    while is_list and row < page.sheet.rows:
        below = page.cell(row + 1, spot.column)
        beside = page.cell(row + 1, spot.column + 1)
        if below is None or below.formula or beside is None or beside.text or not below.is_framed:
            break
        if below.text and not below.text.isdecimal():
            break
        row += 1
    return row, spot.column


def _named(page: Page, spot: Spot, office: Office) -> Iterator[tuple[str, str]]:
    """Columns and rows with names: those the office knows first."""
    book = NameBook(office)
    rows, columns = range(1, page.sheet.rows + 1), range(1, len(page.sheet.widths) + 1)
    others: list[tuple[str, str]] = []
    for names_in, at, texts, label in (
        *(
            ("column", c, [page.words(r, c) for r in rows], f"{column_letter(c)} 列")
            for c in columns
            if c < spot.column
        ),
        *(
            ("row", r, [page.words(r, c) for c in columns], f"第 {r} 行")
            for r in rows
            if r < spot.row
        ),
    ):
        known = book.dimension_of(texts)
        for dimension, name in DIMENSIONS.items():
            choice = (f"{names_in}:{at}:{dimension}", f"{label}写的{name}名称")
            if dimension == known:
                yield choice[0], f"按 {choice[1]}分"
            elif sum(bool(text) for text in texts) > 1:
                others.append((choice[0], f"当作 {choice[1]}"))
    yield from others
