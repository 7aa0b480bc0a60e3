"""大事记: the days on which something happened at a site, from all its ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from township_safety.activities.models import Accident, SignedLetter
from township_safety.desk.sitefile import risk
from township_safety.desk.sitefile.contents import hazards_of, notices_of, visits_of
from township_safety.organisation.models import User
from township_safety.register.models import Site, SiteLicence

# Of each ledger so many; the page shows the newest of all of them.
MOST = 40


@dataclass(frozen=True)
class Happening:
    on: date
    title: str
    text: str
    url: str = ""
    is_major: bool = False


def happenings(site: Site, *, reader: User) -> list[Happening]:
    """The newest first."""
    found = [
        *_hazards(site, reader),
        *_notices(site, reader),
        *_visits(site, reader),
        *_letters(site, reader),
        *_licences(site, reader),
        *_accidents(site, reader),
        *_assessments(site),
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)[:MOST]


def _hazards(site: Site, reader: User) -> Iterator[Happening]:
    for row in hazards_of(site, reader=reader)[:MOST]:
        url = row.get_absolute_url()
        yield Happening(row.found_on, "发现隐患", f"{row.number}　{row.description}", url)
        if row.closed_on:
            yield Happening(row.closed_on, "隐患销号", row.number, url)


def _notices(site: Site, reader: User) -> Iterator[Happening]:
    for row in notices_of(site, reader=reader)[:MOST]:
        url, text = row.get_absolute_url(), f"{row.kind}　{row.number}"
        if row.issued_on:
            yield Happening(row.issued_on, "签发文书", text, url)
        if row.served_on:
            yield Happening(row.served_on, "送达文书", text, url)


def _visits(site: Site, reader: User) -> Iterator[Happening]:
    for row in visits_of(site, reader=reader).order_by("-operation__on", "-pk")[:MOST]:
        operation = row.operation
        url = reverse("records:detail", args=["operations", operation.pk])
        text = f"{operation.topic or operation.kind}：{row.get_outcome_display()}"
        yield Happening(operation.on, "检查", text, url)


def _letters(site: Site, reader: User) -> Iterator[Happening]:
    rows = SignedLetter.objects.scoped_for(reader).counted().filter(site=site)
    for row in rows.select_related("kind")[:MOST]:
        url = reverse("records:detail", args=["letters", row.pk])
        yield Happening(row.signed_on, "签订责任书、承诺书", f"{row.year}年{row.kind}", url)


def _licences(site: Site, reader: User) -> Iterator[Happening]:
    for row in SiteLicence.objects.scoped_for(reader).of(site)[:MOST]:
        url = reverse("records:detail", args=["site_licences", row.pk])
        if row.issued_on:
            yield Happening(row.issued_on, "取得证照", f"{row.name}　{row.number}".strip(), url)


def _accidents(site: Site, reader: User) -> Iterator[Happening]:
    rows = Accident.objects.scoped_for(reader).counted().filter(site=site)
    for row in rows[:MOST]:
        url = reverse("records:detail", args=["accidents", row.pk])
        yield Happening(row.occurred_on, "发生事故", str(row), url, is_major=True)


def _assessments(site: Site) -> Iterator[Happening]:
    for one in risk.assessments(site)[:MOST]:
        if one.set_on:
            yield Happening(one.set_on, "评定风险等级", f"{one.word}　{one.basis}".strip())
