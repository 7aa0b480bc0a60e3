"""What the file of a site holds, read from every ledger within what the reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from hazards.models import Hazard, HazardPhoto, Notice, Recheck
from inspections.duties import standing_at
from inspections.models import ChecklistAnswer, OperationResult, OperationTarget
from township_safety.activities.models import (
    Attachment,
    LetterObligation,
    Obligation,
    SignedLetter,
)
from township_safety.desk.models import SiteSeal
from township_safety.desk.register_lists import Table, table
from township_safety.desk.registers import registers
from township_safety.desk.sitefile import risk, spelling
from township_safety.desk.sitefile.marking import marked
from township_safety.desk.sitefile.spelling import Section
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Site, SiteLicence
from township_safety.values import mask_phone

ON_SCREEN = 20
ON_PAPER = 300
PHOTOS = 24
# These have a section of their own.
_TOLD = frozenset({"site_licences", "letters", "letter_obligations"})


@dataclass(frozen=True)
class Numbers:
    """The site in a few numbers, on top of its file."""

    hazards: int
    open: int
    overdue: int
    visits: int
    expired: int


@dataclass(frozen=True)
class SiteFile:
    site: Site
    numbers: Numbers
    contacts: list[tuple[str, str]]
    sections: list[Section]
    photos: list[HazardPhoto]

    @property
    def filled(self) -> list[Section]:
        return [section for section in self.sections if section.total]

    @property
    def unfilled(self) -> list[str]:
        return [section.title for section in self.sections if not section.total]


def site_file(site: Site, *, reader: User, most: int = ON_SCREEN) -> SiteFile:
    today = timezone.localdate()
    gathered = _Gathering(site, reader, today, most)
    return SiteFile(
        site=site,
        numbers=gathered.numbers(),
        contacts=contacts(site, reader=reader),
        sections=list(gathered.sections()),
        photos=photos_of(site, reader=reader)[:PHOTOS],
    )


def contacts(site: Site, *, reader: User) -> list[tuple[str, str]]:
    """Who may not see phone numbers whole gets them masked."""
    phone = site.phone if reader.may(Permission.PERSONAL) else mask_phone(site.phone)
    return [
        ("法定代表人（负责人）", site.legal_person),
        ("安全负责人", site.safety_person),
        ("电话", phone),
        ("地址", site.address),
    ]


def photos_of(site: Site, *, reader: User) -> Any:
    """The newest first."""
    shown = HazardPhoto.objects.scoped_for(reader).shown().select_related("file", "hazard")
    return shown.filter(hazard__site=site, hazard__voided_at__isnull=True).order_by("-pk")


def attachments_of(site: Site) -> Any:
    return Attachment.objects.of(site).with_names()


def hazards_of(site: Site, *, reader: User) -> Any:
    return (
        Hazard.objects.scoped_for(reader)
        .not_voided()
        .filter(site=site)
        .order_by("-found_on", "-pk")
    )


def notices_of(site: Site, *, reader: User) -> Any:
    """To the site itself, or about a hazard of it."""
    rows = Notice.objects.scoped_for(reader).not_voided().with_names()
    about = rows.filter(items__hazard__site=site).order_by().values("pk")
    return rows.filter(Q(site=site) | Q(pk__in=about)).order_by("-issued_on", "-pk")


def visits_of(site: Site, *, reader: User) -> Any:
    rows = OperationTarget.objects.scoped_for(reader).counted().filter(site=site)
    return rows.exclude(outcome=OperationTarget.Outcome.PENDING).select_related("operation__kind")


class _Gathering:
    def __init__(self, site: Site, reader: User, today: date, most: int) -> None:
        self.site, self.reader, self.today, self.most = site, reader, today, most
        self.seal = SiteSeal.objects.of_site(site).first()

    def _section(
        self, key: str, title: str, found: Table, rows: list[Any], total: int, **more: Any
    ) -> Section:
        shares = more.pop("shares", ())
        told = marked(found, rows, seal=self.seal)
        if shares and len(told.columns) > len(found.columns):
            shares = (*shares, 1.6)
        return Section(key, title, told, total, shares=shares, **more)

    def numbers(self) -> Numbers:
        hazards = hazards_of(self.site, reader=self.reader).counted().order_by()
        licences = SiteLicence.objects.scoped_for(self.reader).of(self.site)
        return Numbers(
            hazards=hazards.count(),
            open=hazards.open(on=self.today).count(),
            overdue=hazards.overdue(on=self.today).count(),
            visits=visits_of(self.site, reader=self.reader).checked().count(),
            expired=licences.ended(on=self.today).count(),
        )

    def sections(self) -> Iterator[Section]:
        yield self._hazards()
        yield self._notices()
        yield self._rechecks()
        yield self._visits()
        yield self._results()
        yield self._licences()
        yield self._letters()
        yield self._risk()
        yield self._duties()
        yield from self._registers()

    def _hazards(self) -> Section:
        rows = hazards_of(self.site, reader=self.reader)
        shown = list(rows[: self.most])
        keys = [row.pk for row in shown]
        waiting = frozenset(Hazard.objects.referred_keys(keys, on=self.today))
        found = spelling.hazards(shown, on=self.today, waiting=waiting)
        more = f"{reverse('hazards:list')}?site={self.site.pk}"
        return self._section(
            "hazards", "隐患", found, shown, rows.count(),
            more_url=more, shares=spelling.HAZARD_SHARES,
        )  # fmt: skip

    def _notices(self) -> Section:
        rows = notices_of(self.site, reader=self.reader)
        shown = list(rows[: self.most])
        found = spelling.notices(shown)
        return self._section(
            "notices", "整改通知书等文书", found, shown, rows.count(), shares=spelling.NOTICE_SHARES
        )

    def _rechecks(self) -> Section:
        mine = Q(site=self.site) | Q(notice__site=self.site)
        rows = Recheck.objects.scoped_for(self.reader).filter(mine)
        shown = list(rows.with_numbers()[: self.most])
        found = spelling.rechecks(shown)
        return self._section(
            "rechecks", "整改复查", found, shown, rows.count(), shares=spelling.RECHECK_SHARES
        )

    def _visits(self) -> Section:
        rows = visits_of(self.site, reader=self.reader)
        hazards = Count("findings", filter=Q(findings__voided_at__isnull=True))
        shown = list(rows.annotate(found=hazards).order_by("-operation__on", "-pk")[: self.most])
        found = spelling.visits(shown, self._answers(shown))
        return self._section(
            "visits", "检查记录", found, shown, rows.count(), shares=spelling.VISIT_SHARES
        )

    def _answers(self, visits: list[OperationTarget]) -> dict[int, str]:
        """Of each visit the lists gone through, and how many items were not in order."""
        rows = ChecklistAnswer.objects.filter(target__in=[visit.pk for visit in visits])
        said = rows.order_by("target", "list_name").values_list("target", "list_name")
        failed = Count("pk", filter=Q(answer=ChecklistAnswer.Answer.NO))
        found: dict[int, list[str]] = {}
        for target, name, items, wrong in said.annotate(items=Count("pk"), wrong=failed):
            found.setdefault(target, []).append(
                f"{name}{items}项" + (f"，{wrong}项不合格" if wrong else "")
            )
        return {target: "；".join(words) for target, words in found.items()}

    def _results(self) -> Section:
        rows = OperationResult.objects.scoped_for(self.reader).counted().filter(site=self.site)
        named = rows.select_related("kind", "violation", "operation").order_by("-operation__on")
        shown = list(named[: self.most])
        found = spelling.results(shown)
        return self._section(
            "results", "处置结果", found, shown, rows.count(), shares=spelling.RESULT_SHARES
        )

    def _licences(self) -> Section:
        rows = SiteLicence.objects.scoped_for(self.reader).of(self.site)
        shown = list(rows[: self.most])
        found = spelling.licences(shown)
        return self._section(
            "licences", "证照许可", found, shown, rows.count(), shares=spelling.LICENCE_SHARES
        )

    def _letters(self) -> Section:
        signed = SignedLetter.objects.scoped_for(self.reader).counted().filter(site=self.site)
        owed = LetterObligation.objects.scoped_for(self.reader).unsigned(on=self.today)
        owed = owed.filter(site=self.site).select_related("kind")
        unsigned, shown = list(owed[: self.most]), list(signed.select_related("kind")[: self.most])
        found = spelling.letters(shown, unsigned)
        return self._section(
            "letters", "责任书、承诺书", found, [*unsigned, *shown], signed.count() + owed.count(),
            shares=spelling.LETTER_SHARES,
        )  # fmt: skip

    def _risk(self) -> Section:
        found = risk.assessments(self.site)
        shown = risk.table(found[: self.most])
        return Section("risk", "风险等级评定", shown, len(found), shares=risk.SHARES)

    def _duties(self) -> Section:
        duties = Obligation.objects.for_offices([self.site.office_id]).with_names()
        shown = []
        if self.reader.sees_whole_office:
            for duty in duties.touching(self.today, self.today):
                standing = standing_at(duty, self.site, on=self.today)
                if standing is not None:
                    shown.append((duty, standing))
        found = spelling.duties(shown)
        return Section("duties", "例行检查任务", found, len(shown), shares=spelling.DUTY_SHARES)

    def _registers(self) -> Iterator[Section]:
        """Every other ledger whose rows name the site."""
        for key, sheet in registers().items():
            names = {column.name for column in sheet.model._meta.fields}
            if "site" not in names or key in _TOLD:
                continue
            manager: Any = sheet.model._default_manager
            rows = manager.scoped_for(self.reader).counted().filter(site=self.site)
            shown = list(rows.select_related("office")[: self.most])
            found = table(sheet, shown, user=self.reader)
            yield self._section(key, sheet.title, found, shown, rows.count())
