"""What lies in each folder of a year's archive: papers drawn from the ledgers, files kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.utils import timezone

from hazards.models import Hazard, Notice, Recheck
from hazards.paper.catalogue import chosen
from hazards.paper.ledger import MOST_ROWS, ledger_form
from reports.models import IssuedReport
from township_safety.activities.models import Attachment
from township_safety.desk.models import ArchiveSection
from township_safety.desk.register_lists import table
from township_safety.desk.registers import registers
from township_safety.desk.sitefile.paper import as_table
from township_safety.documents import forms
from township_safety.documents.model import BlankRun, Form, Meta, Paper, Title
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office, PrintedForm, StoredFile, User
from township_safety.workbook import Sheet

ADDED = "补充"
# Reports of the public stand in no archive: who reads it is not known.
_KEPT_OUT = frozenset({"public_reports", "station_questions", "duties"})


@dataclass(frozen=True)
class Piece:
    """One line of 卷内目录: a paper to be printed, or files, or both."""

    title: str
    on: date | None = None
    paper: Paper | None = None
    files: tuple[StoredFile, ...] = field(default=())
    is_addition: bool = False

    @property
    def name(self) -> str:
        return f"{self.title}（{self.on}{ADDED}）" if self.is_addition else self.title


@cache
def sources() -> dict[str, str]:
    """Key and name of every ledger that can fill a folder."""
    plain = {key: sheet.title for key, sheet in registers().items() if key not in _KEPT_OUT}
    return {key: drawn.name for key, drawn in _DRAWN.items()} | plain


class Year:
    """The ledgers of one office in one year, as one reader may see them."""

    def __init__(self, office: Office, year: int, *, reader: User) -> None:
        self.office, self.year, self.reader = office, year, reader
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)

    @property
    def until(self) -> date:
        """截至日期: a year that still runs is told until today."""
        return min(self.last, timezone.localdate())

    def sections(self) -> list[ArchiveSection]:
        rows = ArchiveSection.objects.for_offices([self.office]).of_year(self.year)
        return list(rows.prefetch_related("additions__file"))

    def pieces(self, section: ArchiveSection) -> list[Piece]:
        found: list[Piece] = []
        if section.source in _DRAWN:
            found = list(_DRAWN[section.source].pieces(self))
        elif section.source in registers():
            found = list(self.ledger(registers()[section.source]))
        added = [
            Piece(one.name, one.on, _paper_of_file(one.name, one.file, self), (one.file,), True)
            for one in section.additions.all()
        ]
        return [*found, *added]

    def number(self, section: ArchiveSection) -> int:
        """How many rows the folder is filled with; cheaper than drawing them."""
        rows = self._rows(section.source)
        return (rows.count() if rows is not None else 0) + len(section.additions.all())

    def _rows(self, source: str) -> Any:
        if source in _DRAWN:
            return _DRAWN[source].rows(self)
        return self.rows_of(registers()[source]) if source in registers() else None

    def hazards(self) -> Any:
        mine = Hazard.objects.scoped_for(self.reader).for_offices([self.office])
        return mine.counted().found_in(self.first, self.last)

    def notices(self) -> Any:
        mine = Notice.objects.scoped_for(self.reader).for_offices([self.office])
        return mine.counted().dated_in(self.first, self.last).with_names()

    def rechecks(self) -> Any:
        mine = Recheck.objects.scoped_for(self.reader).for_offices([self.office])
        return mine.dated_in(self.first, self.last).with_names()

    def reports(self) -> Any:
        mine = IssuedReport.objects.scoped_for(self.reader).for_offices([self.office])
        days = {"report__last_day__gte": self.first, "report__last_day__lte": self.last}
        return mine.filter(**days).select_related("report__template", "pdf")

    def rows_of(self, sheet: Sheet) -> Any:
        manager: Any = sheet.model._default_manager
        rows = manager.scoped_for(self.reader).for_offices([self.office]).counted()
        if sheet.fact_field and "active_from" not in sheet.fact_field:
            day = sheet.fact_field
            rows = rows.filter(**{f"{day}__gte": self.first, f"{day}__lte": self.last})
        return rows

    def ledger(self, sheet: Sheet) -> Iterator[Piece]:
        rows = list(self.rows_of(sheet).select_related("office").order_by("pk"))
        if not rows:
            return
        attached = _attached(rows)
        paper = register_form(sheet, rows, year=self)
        yield Piece(f"{self.year}年{sheet.title}台账", self.until, paper, tuple(attached))


def _hazard_ledger(year: Year) -> Iterator[Piece]:
    rows = list(year.hazards().with_names().in_order_of_days())
    for start in range(0, len(rows), MOST_ROWS):
        some = rows[start : start + MOST_ROWS]
        part = f"（{start // MOST_ROWS + 1}）" if len(rows) > MOST_ROWS else ""
        paper = ledger_form(some, office=year.office, on=year.until, asked=[f"{year.year}年"])
        yield Piece(f"{year.year}年隐患排查治理台账{part}", year.until, paper)


def _notice_papers(year: Year) -> Iterator[Piece]:
    for row in year.notices().order_by("issued_on", "pk"):
        # Behind it comes a blank form for the enterprise, which is no document of the year.
        first, *_ = chosen("notice", row).drawn(reader=year.reader)
        name = f"{row.kind}　{row.number}　{row.addressee}"
        yield Piece(name, row.issued_on, first, _signed(row))
        for paper in chosen("receipt", row).drawn(reader=year.reader):
            yield Piece(f"{paper.name}　{row.number}", row.served_on, paper)


def _recheck_papers(year: Year) -> Iterator[Piece]:
    for row in year.rechecks().order_by("on", "pk"):
        for paper in chosen("recheck", row).drawn(reader=year.reader):
            yield Piece(f"{paper.name}　{row.number or row.about}", row.on, paper, _signed(row))


def _report_papers(year: Year) -> Iterator[Piece]:
    for row in year.reports().order_by("report__last_day", "pk"):
        yield Piece(str(row), row.issued_on, row.paper(), (row.pdf,))


@dataclass(frozen=True)
class _Drawn:
    """A folder that is not filled with the plain ledger of a register."""

    name: str
    rows: Callable[[Year], Any]
    pieces: Callable[[Year], Iterator[Piece]]


_DRAWN = {
    "hazards": _Drawn("隐患台账", Year.hazards, _hazard_ledger),
    "notices": _Drawn("整改通知书等文书", Year.notices, _notice_papers),
    "rechecks": _Drawn("整改复查意见书", Year.rechecks, _recheck_papers),
    "reports": _Drawn("已签发的报告", Year.reports, _report_papers),
}


def register_form(sheet: Sheet, rows: Iterable[Any], *, year: Year) -> Form:
    """A plain ledger across A4, with who filled it in, checked it and answers for it."""
    shown = table(sheet, rows, user=year.reader)
    name = f"{year.office.name}{year.year}年{sheet.title}台账"
    return Form(
        title=Title((name,)),
        blocks=(
            forms.line(
                f"填报单位（章）：{year.office.signer}　　　　截至日期：{chinese_date(year.until)}"
                f"　　　　共{len(shown.rows)}条"
            ),
            as_table(shown),
            _signers(),
        ),
        meta=Meta(year.office.signer, name, ("台账",), noon(year.until)),
        landscape=True,
    )


def _signers() -> Any:
    return forms.line(
        "负责人：", BlankRun(ems=8), "　　审核人：", BlankRun(ems=8),
        "　　填表人：", BlankRun(ems=8),
    )  # fmt: skip


def noon(on: date) -> datetime:
    """The same archive of the same day is the same file."""
    return timezone.make_aware(datetime.combine(on, time(12)))


def _signed(row: Any) -> tuple[StoredFile, ...]:
    printed = PrintedForm.objects.of(row).prefetch_related("copies__picture")
    return tuple(copy.picture for form in printed for copy in form.copies.all())


def _attached(rows: list[Any]) -> list[StoredFile]:
    label = rows[0]._meta.label_lower
    keys = [row.pk for row in rows]
    found = Attachment.objects.in_force().filter(record_type=label, record__in=keys)
    return [one.file for one in found.select_related("file").order_by("record", "pk")]


def _paper_of_file(name: str, file: StoredFile, year: Year) -> Form | None:
    """A picture can be bound in; another file lies in the ZIP only."""
    if not file.is_picture:
        return None
    return Form(
        title=Title((name,)),
        blocks=(forms.line(ADDED), forms.photo_grid([(file.sha256, "")], columns=1, height=220)),
        meta=Meta(year.office.signer, name, (ADDED,), noon(year.until)),
    )
