"""履职档案: what the office had done at a site and knew of it, an hour before its accident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from hazards.models import Notice, Recheck
from hazards.paper.layout import GRID
from inspections.models import Operation, OperationResult, OperationTarget
from township_safety.activities.models import Accident, Obligation, SignedLetter
from township_safety.desk.registers import registers
from township_safety.desk.sitefile import paper, risk, spelling
from township_safety.desk.sitefile.known import hazards_known, rows_known
from township_safety.desk.sitefile.spelling import Section, day, grid
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, FormTable, Title
from township_safety.documents.numerals import chinese_date
from township_safety.register.models import Site, SiteLicence

BEFORE = timedelta(hours=1)
TITLE = "履职档案"
# They have a section of their own, or speak of what is still to come.
_TOLD = frozenset({"site_licences", "letters", "letter_obligations", "accidents", "public_reports"})


def record_form(accident: Accident, site: Site, *, moment: datetime) -> Form:
    """Of the ledgers as they stood at `moment` less an hour."""
    at = moment - BEFORE
    (known,) = rows_known(Site, at=at, id=site.pk) or [site]
    sections = list(_Then(known, at).sections())
    blocks: list[Block] = [
        forms.line(f"编制单位（章）：{site.office.signer}"),
        FormTable(forms.fields(_head(accident, site, moment, at)), widths=GRID),
        FormTable(forms.fields(paper.facts(known, _contacts(known))), widths=GRID),
    ]
    for section in sections:
        if section.total:
            blocks += paper.printed(section)
    empty = [section.title for section in sections if not section.total]
    if empty:
        blocks.append(forms.line(f"当时没有登记的：{'、'.join(empty)}。", indent=True))
    blocks += [
        forms.line(
            "本档案由台账按上述时点已登记的内容生成，时点以后登记、修改的没有列入。", indent=True
        ),
        forms.signature("编制人"),
        forms.signature("负责人"),
    ]
    return Form(
        title=Title((f"{site.name}{TITLE}",)),
        blocks=tuple(blocks),
        meta=paper.meta(site, TITLE, at=timezone.localtime(at)),
        heading="安全生产监管",
    )


def _head(accident: Accident, site: Site, moment: datetime, at: datetime) -> list[tuple[str, str]]:
    return [
        ("发生单位", site.name),
        ("事故地点", accident.place),
        ("事故时间", _spelt(moment)),
        ("台账时点", f"{_spelt(at)}（事故前1小时）"),
    ]


def _spelt(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{chinese_date(local.date())}{local:%H:%M}"


def _contacts(site: Site) -> list[tuple[str, str]]:
    return [
        ("法定代表人（负责人）", site.legal_person),
        ("安全负责人", site.safety_person),
        ("地址", site.address),
    ]


class _Then:
    def __init__(self, site: Site, at: datetime) -> None:
        self.site, self.at, self.on = site, at, timezone.localdate(at)

    def sections(self) -> Iterator[Section]:
        yield self._visits()
        yield self._results()
        yield self._hazards()
        yield self._notices()
        yield self._rechecks()
        yield self._licences()
        yield self._letters()
        yield self._risk()
        yield self._duties()
        yield from self._registers()

    def _visits(self) -> Section:
        rows = [
            row
            for row in self._lines(OperationTarget)
            if row.outcome != OperationTarget.Outcome.PENDING
        ]
        table = spelling.visits(rows, {})
        return Section("visits", "检查记录", table, len(rows), shares=spelling.VISIT_SHARES)

    def _results(self) -> Section:
        rows = self._lines(OperationResult)
        table = spelling.results(rows)
        return Section("results", "处置结果", table, len(rows), shares=spelling.RESULT_SHARES)

    def _lines(self, model: Any) -> list[Any]:
        """With their outing as it stood then; a line of one entered later is none."""
        found = []
        for row in rows_known(model, at=self.at, site_id=self.site.pk):
            outings = rows_known(Operation, at=self.at, id=row.operation_id)
            if outings:
                row.operation = outings[0]
                found.append(row)
        return sorted(found, key=lambda row: row.operation.on, reverse=True)

    def _hazards(self) -> Section:
        rows = hazards_known(self.site, at=self.at)
        table = spelling.hazards(rows, on=self.on)
        return Section("hazards", "隐患", table, len(rows), shares=spelling.HAZARD_SHARES)

    def _notices(self) -> Section:
        rows = rows_known(Notice, at=self.at, site_id=self.site.pk)
        for row in rows:
            # Whether all it ordered was closed by then stands with the hazards.
            row.is_done = False
        rows.sort(key=lambda row: row.issued_on or date.max, reverse=True)
        table = spelling.notices(rows)
        return Section(
            "notices", "整改通知书等文书", table, len(rows), shares=spelling.NOTICE_SHARES
        )

    def _rechecks(self) -> Section:
        rows = Recheck.objects.filter(site=self.site.pk, recorded_at__lte=self.at).with_numbers()
        table = spelling.rechecks(rows)
        return Section("rechecks", "整改复查", table, len(rows), shares=spelling.RECHECK_SHARES)

    def _licences(self) -> Section:
        rows = rows_known(SiteLicence, at=self.at, site_id=self.site.pk)
        table = grid(
            spelling.LICENCE_HEAD,
            (
                ("", (row.name, row.number, row.issued_by, day(row.issued_on), self._until(row)))
                for row in rows
            ),
        )
        return Section("licences", "证照许可", table, len(rows), shares=spelling.LICENCE_SHARES)

    def _until(self, licence: SiteLicence) -> str:
        if licence.valid_until is None:
            return "长期"
        return f"{licence.valid_until}{'（已过期）' if licence.valid_until < self.on else ''}"

    def _letters(self) -> Section:
        rows = rows_known(SignedLetter, at=self.at, site_id=self.site.pk)
        table = spelling.letters(rows, ())
        return Section("letters", "责任书、承诺书", table, len(rows), shares=spelling.LETTER_SHARES)

    def _risk(self) -> Section:
        found = risk.assessments(self.site, until=self.at)
        return Section("risk", "风险等级评定", risk.table(found), len(found), shares=risk.SHARES)

    def _duties(self) -> Section:
        """The rules in force that day, whatever became of them."""
        rows = [
            row
            for row in rows_known(Obligation, at=self.at, office_id=self.site.office_id)
            if self._is_for_it(row)
        ]
        table = grid(
            ("任务名称", "范围", "频次", "责任单位（人）"),
            (("", (row.name, row.scope_words, row.often, row.responsible)) for row in rows),
        )
        return Section("duties", "例行检查任务", table, len(rows), shares=(3, 2, 1.2, 1.8))

    def _is_for_it(self, duty: Obligation) -> bool:
        begun = duty.first_day <= self.on and (duty.last_day is None or duty.last_day >= self.on)
        category = duty.site_category
        return (
            begun
            and duty.per == Obligation.Per.SITE
            and (category is None or category in self.site.categories.all())
            and (not duty.key_units_only or self.site.is_key_unit)
            and duty.risk_level in {"", self.site.risk_level}
        )

    def _registers(self) -> Iterator[Section]:
        """Trainings, drills and whatever other ledger names the site: the day and the row."""
        for key, sheet in registers().items():
            names = {column.name for column in sheet.model._meta.fields}
            if "site" not in names or key in _TOLD:
                continue
            rows = rows_known(sheet.model, at=self.at, site_id=self.site.pk)
            table = grid(
                ("日期", "内容"),
                (("", (day(getattr(row, row.date_field, None)), str(row))) for row in rows),
            )
            yield Section(key, sheet.title, table, len(rows), shares=(1.2, 5))
