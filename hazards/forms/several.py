"""Several hazards of one check: what they share is said once, each has a row of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict  # noqa: TID251 -- the composed data of a row is one
from django.utils import timezone

from hazards.duplicates import says_the_same
from hazards.forms.entry import NewHazardForm
from hazards.forms.hazard import HazardForm
from hazards.models import Hazard
from hazards.models.classification import Grade
from hazards.steps import ActionDenied
from township_safety.organisation.models import Office, User

FIRST_ROWS = MORE_ROWS = 5
MOST_ROWS = 30
HEAD = (
    "site",
    "village",
    "found_on",
    "source",
    "inspectors",
    "sector",
    "responsible_unit",
    "responsible_person",
    "phone",
    "campaigns",
    "key_periods",
)
_SELDOM = frozenset({"campaigns", "key_periods"})
# What makes a row one: the choices beside these always say something.
TYPED = ("phrase", "description", "place", "measures", "due_on", "category", "photos")


class HeadForm(HazardForm):
    """Only drawn and checked here; every row is saved with these answers."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        given = kwargs.get("initial") or {}
        usual = {"found_on": timezone.localdate(), "inspectors": user.full_name}
        kwargs["initial"] = {**usual, **given}
        super().__init__(*args, user=user, **kwargs)
        for name in set(self.fields) - set(HEAD):
            del self.fields[name]
        self.order_fields(HEAD)
        self.fields["site"].widget.attrs["autofocus"] = not self.is_bound

    @property
    def usual(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in _SELDOM]

    @property
    def seldom(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in _SELDOM]

    def _post_clean(self) -> None:
        """The whole row is checked in each row."""

    def hold(self) -> None:
        """Shown as typed, not judged yet."""
        self._errors = ErrorDict()


class RowForm(NewHazardForm):
    """A whole hazard, of which the page shows what differs from row to row."""

    number = 0
    # The number of the row above that says the same.
    twin = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ROW:
            self.fields[name].widget.attrs.pop("autofocus", None)
        self.fields["description"].widget.attrs["rows"] = 2
        # Said once below all rows.
        for name in ("phrase", "due_on"):
            self.fields[name].help_text = ""

    @property
    def opens_more(self) -> bool:
        folded = (self["category"], self["photos"])
        return any(field.value() or field.errors for field in folded)

    @property
    def is_blank(self) -> bool:
        """Nothing was typed; a photo counts as typing."""
        return not any(self._said(name) for name in TYPED if name in self.fields)

    def _said(self, name: str) -> bool:
        data = self[name].data
        return bool(data.uids or data.files) if name == "photos" else bool(data)

    @property
    def is_major(self) -> bool:
        return bool(self["grade"].data == Grade.MAJOR)

    def hold(self) -> None:
        """Shown as typed, not judged yet; photos sent as plain files are kept all the same."""
        self._errors = ErrorDict()
        self._keep_photos()

    def _keep_photos(self) -> list[str]:
        photos = self.fields["photos"]
        try:
            kept = photos.clean(self["photos"].data)
        except ValidationError:
            return []
        return [str(photo.uid) for photo in kept]

    def typed(self) -> dict[str, Any]:
        """As sent, for the form of a single hazard; plain enough for the session."""
        sent: Any = self.data
        said: dict[str, Any] = {}
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            many = isinstance(field, forms.ModelMultipleChoiceField)
            if key in sent and name not in {"photos", "is_distinct"}:
                said[name] = sent.getlist(key) if many else sent[key]
        return said | {"photos": self._keep_photos()}

    @property
    def other_errors(self) -> list[str]:
        """Faults of the shared answers that only the whole row shows."""
        named = {*HEAD, *ROW}
        return [
            str(text)
            for name, texts in self.errors.items()
            if name not in named and name != "__all__"
            for text in texts
        ]


ROW = (*TYPED, "grade", "rectify_mode", "is_distinct")


class SeveralForm:
    """The page: a head and rows, saved all or none. Empty rows are none."""

    def __init__(
        self,
        data: QueryDict | None,
        files: Any,
        *,
        user: User,
        office: Office,
        initial: dict[str, Any],
    ) -> None:
        self.data, self.user, self.office = data, user, office
        self.problems: list[str] = []
        self.head = HeadForm(data, user=user, office=office, initial=initial)
        self.rows = [self._row(at, files) for at in range(1, self._asked() + 1)]

    def _asked(self) -> int:
        """How many rows the page shows."""
        if self.data is None:
            return FIRST_ROWS
        sent = self.data.get("rows", "")
        now = int(sent) if sent.isdecimal() and len(sent) < 4 else FIRST_ROWS
        more = MORE_ROWS if self.wants_more else 0
        return max(1, min(now + more, MOST_ROWS))

    def _row(self, number: int, files: Any) -> RowForm:
        """The head's answers are put into each row, so that it is checked as a whole."""
        prefix = f"r{number}"
        data = None
        if self.data is not None:
            data = self.data.copy()
            for name in HEAD:
                data.setlist(f"{prefix}-{name}", self.data.getlist(name))
        row = RowForm(
            data, files if data else None, prefix=prefix, user=self.user, office=self.office
        )
        row.number = number
        return row

    @property
    def wants_more(self) -> bool:
        return self.data is not None and "more" in self.data

    @property
    def may_grow(self) -> bool:
        return len(self.rows) < MOST_ROWS

    @property
    def majors(self) -> list[RowForm]:
        return [row for row in self.rows if not row.is_blank and row.is_major]

    @property
    def generals(self) -> list[RowForm]:
        return [row for row in self.rows if not row.is_blank and not row.is_major]

    @property
    def faulty(self) -> list[RowForm]:
        return [row for row in self.rows if row.is_bound and row.errors]

    def hold(self) -> None:
        self.head.hold()
        for row in self.rows:
            row.hold()

    def is_valid(self) -> bool:
        if self.data is None:
            return False
        if self.wants_more:
            self.hold()
            return False
        generals, majors = self.generals, self.majors
        for row in self.rows:
            if row not in generals:
                row.hold()
        if not generals and not majors:
            self.problems.append("还没有写隐患，请至少写一条")
        # Each, so that all faults are told at once.
        valid = all([self.head.is_valid(), *[row.is_valid() for row in generals]])
        self._find_twins(generals)
        return valid and not self.problems and not self.faulty

    def _find_twins(self, rows: list[RowForm]) -> None:
        """The ledger cannot know yet what stands twice on this page."""
        for at, row in enumerate(rows):
            if row.errors or row.cleaned_data.get("is_distinct"):
                continue
            above = [other for other in rows[:at] if not other.errors]
            same = [other for other in above if says_the_same(other.instance, row.instance)]
            if same:
                row.twin = same[0].number
                row.add_error(None, f"和第{row.twin}条一样；不是同一条的，勾选后再保存")

    @transaction.atomic
    def register(self) -> list[Hazard]:
        done = []
        for row in self.generals:
            try:
                done.append(row.register())
            except ActionDenied as denied:
                row.add_error(None, str(denied))
                raise
        return done
