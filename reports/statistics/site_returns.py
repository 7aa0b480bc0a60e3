"""企业季报: what the office knows of one enterprise, on the form the enterprise would fill in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from reports.figures import Scope, evaluate
from reports.models import StatisticsSettings
from reports.statistics.asking import Asked
from reports.statistics.columns import SITE
from reports.statistics.conventions import Conventions
from reports.statistics.paper import meta_line, runs_of_cell, side_by_side, signing_line
from reports.statistics.tables import Cell
from township_safety.documents import forms
from township_safety.documents.model import Form, FormRow, FormTable, Title
from township_safety.documents.numerals import chinese_date
from township_safety.register.models import Site
from township_safety.spreadsheets import LaidCell, LaidRow, LaidSheet, Look
from township_safety.values import mask_phone

_BODY = "生产经营单位"
TITLE = f"{_BODY}安全生产隐患排查治理情况统计"
_ACROSS = 4
_WIDTHS_MM = (44.0, 44.0, 36.0, 46.0)
_SHEET_WIDTHS = (24.0, 26.0, 20.0, 26.0)
_ROW_HEIGHT = 26.0


@dataclass(frozen=True)
class SiteReturn:
    """`private` masks the telephone number."""

    site: Site
    asked: Asked
    settings: StatisticsSettings
    cells: tuple[Cell, ...]
    private: bool

    @property
    def title(self) -> str:
        return f"{TITLE}{self.asked.title}"

    @property
    def file_name(self) -> str:
        return f"{self.site.name}{self.asked.label}隐患排查治理情况{self.asked.title}"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        site = self.site
        phone = mask_phone(site.phone) if self.private else site.phone
        return (
            ("企业名称（章）", site.name),
            ("统一社会信用代码", site.credit_code_shown),
            ("地址", site.address),
            ("区域", f"{site.office.name}{site.village or ''}"),
            ("联系人", site.safety_person or site.legal_person),
            ("联系电话", phone),
        )

    @property
    def groups(self) -> list[tuple[str, list[Cell]]]:
        """The cells under the heading they stand under."""
        return [
            (name, list(cells))
            for name, cells in groupby(self.cells, key=lambda cell: cell.column.heads[0])
        ]

    @property
    def head_line(self) -> tuple[str, str, str]:
        return (
            f"填报单位：{self.site.office.signer}",
            f"统计期：{self.asked.words}",
            f"截止到{chinese_date(self.asked.cut_off)}",
        )


def site_return(
    site: Site, *, asked: Asked, settings: StatisticsSettings, private: bool
) -> SiteReturn:
    scope = Scope((site.office_id,), asked.period).narrowed(site=str(site.uid))
    questions = [column.request(scope, year_to_date=asked.since) for column in SITE]
    values = evaluate(questions)
    conventions = Conventions.of(settings)
    cells = tuple(
        Cell(column, conventions.write(values[question], column.kind), values[question])
        for column, question in zip(SITE, questions, strict=True)
    )
    return SiteReturn(site, asked, settings, cells, private)


def site_form(found: SiteReturn) -> Form:
    pairs = [(label, text) for label, text in found.facts]
    return Form(
        title=Title((_BODY, found.title.removeprefix(_BODY))),
        blocks=(
            side_by_side(found.head_line),
            FormTable((*forms.fields(pairs), *_paper_rows(found)), widths=_WIDTHS_MM),
            signing_line(found.settings, columns=2),
        ),
        meta=meta_line(found.site.office.signer, found.title, found.asked.cut_off),
    )


def _paper_rows(found: SiteReturn) -> Iterator[FormRow]:
    """Under each heading its questions, two to a row."""
    for name, cells in found.groups:
        yield forms.row(forms.label(name, colspan=_ACROSS))
        for start in range(0, len(cells), 2):
            pair = cells[start : start + 2]
            fields = []
            for cell in pair:
                span = 1 if len(pair) == 2 else _ACROSS - 1
                fields += [
                    forms.label(cell.column.name),
                    forms.value(*runs_of_cell(cell), colspan=span, align="center"),
                ]
            yield forms.row(*fields)


def site_sheet(found: SiteReturn) -> LaidSheet:
    return LaidSheet(
        title="企业报表",
        rows=tuple(_sheet_rows(found)),
        widths=_SHEET_WIDTHS,
        is_landscape=False,
    )


def _sheet_rows(found: SiteReturn) -> Iterator[LaidRow]:
    unit, period, until = found.head_line
    yield LaidRow((LaidCell(found.title, Look.TITLE, _ACROSS),), 34)
    yield LaidRow((LaidCell(unit, Look.LINE, 2), LaidCell(until, Look.LINE_RIGHT, 2)), 20)
    yield LaidRow((LaidCell(period, Look.LINE, _ACROSS),), 20)
    facts = found.facts
    for start in range(0, len(facts), 2):
        (one, said), (other, also) = facts[start : start + 2]
        cells = (
            LaidCell(one, Look.HEAD),
            LaidCell(said, Look.TEXT),
            LaidCell(other, Look.HEAD),
            LaidCell(also, Look.TEXT),
        )
        yield LaidRow(cells, _ROW_HEIGHT)
    yield from _sheet_groups(found)
    for words in _signing(found.settings):
        yield LaidRow((LaidCell(words, Look.LINE, _ACROSS),), 22)


def _sheet_groups(found: SiteReturn) -> Iterator[LaidRow]:
    conventions = Conventions.of(found.settings)
    for name, cells in found.groups:
        yield LaidRow((LaidCell(name, Look.HEAD, _ACROSS),), _ROW_HEIGHT)
        for start in range(0, len(cells), 2):
            pair = cells[start : start + 2]
            span = 1 if len(pair) == 2 else _ACROSS - 1
            row: list[LaidCell] = []
            for cell in pair:
                row += [
                    LaidCell(cell.column.name, Look.HEAD),
                    LaidCell(
                        cell.in_sheet,
                        Look.VALUE,
                        span,
                        number_format=conventions.number_format(cell.column.kind),
                    ),
                ]
            yield LaidRow(row, _ROW_HEIGHT)


def _signing(settings: StatisticsSettings) -> tuple[str, str]:
    head, preparer = settings.head or "　　　　　", settings.preparer or "　　　　　"
    return (f"单位负责人：{head}　　填表人：{preparer}", "填报日期：　　　　年　　月　　日")
