"""What was typed into the box, and what each ledger answers within the reader's scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse

from hazards.models import Hazard, Notice, Recheck
from reports.models import Report, ReportSlot
from township_safety.desk.register_lists import PERSONAL
from township_safety.desk.registers import registers
from township_safety.organisation.models import User, Village
from township_safety.organisation.permissions import Permission
from township_safety.register.initials import initials_of
from township_safety.register.models import LeaderPost, Site, Staff
from township_safety.values import clean_text

# A single character has no neighbour, and would be found everywhere.
LEAST = 2
LONGEST = 50
SHOWN = 6
# Names that are compared one by one; no township has more.
_NAMES = 2_000
_REPORTS = 500
_SNIPPET = 80


@dataclass(frozen=True)
class Hit:
    url: str
    title: str
    note: str = ""
    on: date | None = None

    def marked(self, words: list[str]) -> list[tuple[str, bool]]:
        return marked(self.note, words)


@dataclass(frozen=True)
class Group:
    title: str
    hits: list[Hit]
    # Where the ledger itself lists all of them; empty when these are all.
    more_url: str = ""


class Question:
    """The words, each of which a row must contain."""

    def __init__(self, typed: str, *, reader: User) -> None:
        self.text = clean_text(typed, max_length=LONGEST)
        self.words = [word for word in self.text.split() if len(word) >= LEAST]
        self.left_out = [word for word in self.text.split() if len(word) < LEAST]
        self.reader = reader

    @property
    def is_asked(self) -> bool:
        return bool(self.words)

    def groups(self) -> list[Group]:
        """Those in which something was found."""
        finders: tuple[Callable[[], Iterator[Group]], ...] = (
            self._sites,
            self._hazards,
            self._notices,
            self._rechecks,
            self._records,
            self._reports,
            self._names,
        )
        if not self.is_asked:
            return []
        return [group for find in finders for group in find() if group.hits]

    # The finders

    def _sites(self) -> Iterator[Group]:
        rows = Site.objects.scoped_for(self.reader).counted()
        for word in self.words:
            rows = rows.found_by(word)
        found = rows.select_related("village")
        more = self._list("records:list", "words", "sites")
        yield self._group("监管对象", found, _site_hit, more=more)

    def _hazards(self) -> Iterator[Group]:
        rows = Hazard.objects.scoped_for(self.reader).not_voided()
        for word in self.words:
            rows = rows.containing(word)
        more = self._list("hazards:list", "text")
        yield self._group("隐患", rows.select_related("site", "village"), _hazard_hit, more=more)

    def _notices(self) -> Iterator[Group]:
        rows = Notice.objects.scoped_for(self.reader).not_voided()
        for word in self.words:
            rows = rows.containing(word)
        more = self._list("hazards:notices", "text")
        yield self._group("整改通知书等文书", rows.select_related("kind"), _notice_hit, more=more)

    def _rechecks(self) -> Iterator[Group]:
        rows = Recheck.objects.scoped_for(self.reader)
        for word in self.words:
            rows = rows.containing(word)
        found = rows.with_names().order_by("-on", "-pk")
        more = self._list("hazards:rechecks", "text")
        yield self._group("整改复查", found, _recheck_hit, more=more)

    def _records(self) -> Iterator[Group]:
        """Inspections first, then every other ledger."""
        sheets = registers()
        for key in ["operations", *(key for key in sheets if key not in _ELSEWHERE)]:
            manager: Any = sheets[key].model._default_manager
            rows = manager.scoped_for(self.reader).counted()
            for word in self.words:
                rows = rows.filter(self._in_words(sheets[key].model, word))
            more = self._list("records:list", "words", key)
            yield self._group(sheets[key].title, rows, _RecordHit(key, self.words), more=more)

    def _reports(self) -> Iterator[Group]:
        """By name, or by what the office wrote into them."""
        rows = Report.objects.scoped_for(self.reader)
        written = ReportSlot.objects.filter(report__in=rows.order_by().values("pk"))
        for word in self.words:
            written = written.filter(text__icontains=word)
        keys = set(written.values_list("report", flat=True)[:_REPORTS])
        named = (
            report
            for report in rows.newest_first()[:_REPORTS]
            if report.pk in keys or all(word in str(report) for word in self.words)
        )
        hits = [_report_hit(report) for report in islice(named, SHOWN + 1)]
        yield Group("报告", hits[:SHOWN], reverse("reports:list") if len(hits) > SHOWN else "")

    def _names(self) -> Iterator[Group]:
        """Villages and people also by the initials of their names."""
        for title, key, model in _NAMED:
            manager: Any = model._default_manager
            rows = manager.scoped_for(self.reader).counted()[:_NAMES]
            fits = (row for row in rows if all(self._names_fit(row.name, w) for w in self.words))
            hits = [_RecordHit(key, self.words)(row) for row in islice(fits, SHOWN + 1)]
            more = reverse("records:list", args=[key]) if len(hits) > SHOWN else ""
            yield Group(title, hits[:SHOWN], more)

    # What they share

    def _in_words(self, model: type[models.Model], word: str) -> Q:
        """In one of the texts that the reader may see whole."""
        hidden = frozenset() if self.reader.may(Permission.PERSONAL) else PERSONAL
        found = Q()
        for column in model._meta.concrete_fields:
            is_text = isinstance(column, models.CharField | models.TextField)
            if is_text and not column.choices and column.editable and column.name not in hidden:
                found |= Q(**{f"{column.name}__icontains": word})
            elif column.name == "site":
                sites = Site.objects.filter(name__icontains=word).values("pk")
                found |= Q(site__in=sites)
        return found

    def _names_fit(self, name: str, word: str) -> bool:
        return word in name or word.lower() in initials_of(name)

    def _list(self, view: str, name: str, *args: str) -> str:
        return f"{reverse(view, args=args)}?{urlencode({name: self.text})}"

    def _group(self, title: str, rows: Any, hit: Callable[[Any], Hit], *, more: str) -> Group:
        found = [hit(row) for row in rows[: SHOWN + 1]]
        # A list of a ledger takes what was typed as one phrase.
        has_more = len(found) > SHOWN and len(self.words) == 1
        return Group(title, found[:SHOWN], more if has_more else "")


# Sites, villages and people are answered by name above.
_NAMED: tuple[tuple[str, str, type[models.Model]], ...] = (
    ("村（居）", "villages", Village),
    ("领导职务", "leader_posts", LeaderPost),
    ("人员", "staff", Staff),
)
_ELSEWHERE = frozenset({"operations", "sites", *(key for _, key, _ in _NAMED)})


def _site_hit(site: Site) -> Hit:
    told = [str(site.village or ""), site.former_name, site.address]
    return Hit(reverse("site_file", args=[site.pk]), site.name, "　".join(filter(None, told)))


def _hazard_hit(hazard: Hazard) -> Hit:
    where = "　".join(str(part) for part in (hazard.site or hazard.village, hazard.place) if part)
    title = f"{hazard.number}（{hazard.get_status_display()}）"
    note = f"{hazard.description}　{where}".strip()
    return Hit(hazard.get_absolute_url(), title, note, hazard.found_on)


def _notice_hit(notice: Notice) -> Hit:
    return Hit(
        notice.get_absolute_url(),
        str(notice),
        f"{notice.kind}　{notice.addressee}",
        notice.issued_on,
    )


def _recheck_hit(recheck: Recheck) -> Hit:
    return Hit(recheck.get_absolute_url(), recheck.number or "整改复查", recheck.about, recheck.on)


def _report_hit(report: Report) -> Hit:
    return Hit(report.get_absolute_url(), str(report), report.status_label, report.last_day)


class _RecordHit:
    """A row of a plain register, with the text in which the words stand."""

    def __init__(self, key: str, words: list[str]) -> None:
        self.key, self.words = key, words

    def __call__(self, row: Any) -> Hit:
        url = reverse("records:detail", args=[self.key, row.pk])
        on = getattr(row, row.date_field, None) if "__" not in row.date_field else None
        return Hit(url, str(row), self._snippet(row), on)

    def _snippet(self, row: Any) -> str:
        for column in row._meta.concrete_fields:
            is_text = isinstance(column, models.CharField | models.TextField)
            if not is_text or column.choices or column.name in PERSONAL or not column.editable:
                continue
            text = str(getattr(row, column.attname) or "")
            if text and text not in str(row) and any(word in text for word in self.words):
                return f"{column.verbose_name}：{_around(text, self.words)}"
        return ""


def _around(text: str, words: list[str]) -> str:
    """The part of a long text in which the first of the words stands."""
    places = [place for word in words if (place := text.find(word)) >= 0]
    start = max(0, min(places, default=0) - _SNIPPET // 4)
    part = text[start : start + _SNIPPET]
    before, after = "…" * (start > 0), "…" * (start + _SNIPPET < len(text))
    return f"{before}{part}{after}"


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words."""
    lower, pieces, at = text.lower(), [], 0
    folded = [word.lower() for word in words]
    while at < len(text):
        found = [(place, len(word)) for word in folded if (place := lower.find(word, at)) >= 0]
        if not found or len(lower) != len(text):
            break
        place, size = min(found)
        pieces += [(text[at:place], False)] if place > at else []
        pieces.append((text[place : place + size], True))
        at = place + size
    return [*pieces, (text[at:], False)] if at < len(text) else pieces
