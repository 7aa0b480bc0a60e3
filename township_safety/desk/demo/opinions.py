"""What the leaders of the demonstration signed: with the paper, but for the newest two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils import timezone

from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.photos import signed_sheet
from township_safety.desk.demo.township import Township
from township_safety.organisation.models import (
    LeaderOpinion,
    Matter,
    OpinionRule,
    Role,
    StoredFile,
    User,
)

_Way = LeaderOpinion.Way
_WAYS = (_Way.PAPER, _Way.PAPER, _Way.MEETING, _Way.ORAL)
_OUTSTANDING = 2


def opinion_on(place: Township, matter: Matter, *, on: date, words: str, by: User) -> LeaderOpinion:
    """The deputy decides about deadlines, the head of the township about lists and voiding."""
    leader = place.users["deputy" if matter == Matter.EXTEND else "leader"]
    chance = dice("opinion", matter, on, words)
    return LeaderOpinion(
        matter=matter,
        leader=leader,
        post=Role.DEPUTY if matter == Matter.EXTEND else Role.LEADER,
        decided_on=on,
        way=chance.choice(_WAYS),
        words=words,
        recorded_by=by,
    )


def write_opinions(place: Township, entries: Sequence[Entry[LeaderOpinion]]) -> None:
    """Scans and confirmations first; deadlines are what this office has confirmed."""
    OpinionRule.objects.create(
        office=place.office,
        matter=Matter.EXTEND,
        demand=OpinionRule.Demand.ALWAYS,
        must_confirm=True,
    )
    kept = sorted(entries, key=lambda entry: entry.at)
    place.ledger.write(list(_scanned(place, kept)), action="")
    extensions = [entry for entry in kept if entry.row.matter == Matter.EXTEND]
    for entry in extensions:
        entry.row.must_confirm = True
    for entry in extensions[:-_OUTSTANDING]:
        entry.row.confirmed_by = entry.row.leader
        entry.row.confirmed_at = min(entry.at + timedelta(hours=20), timezone.now())
    place.ledger.write(kept, action="代登记领导意见")


def _scanned(
    place: Township, entries: Sequence[Entry[LeaderOpinion]]
) -> Iterator[Entry[StoredFile]]:
    """One signed sheet stands for all; each opinion has a file of its own to point at."""
    signed = [entry for entry in entries if entry.row.way == _Way.PAPER]
    path, thumbnail, digest, size = signed_sheet()
    for number, entry in enumerate(signed[:-_OUTSTANDING], start=1):
        file = StoredFile(
            sha256=digest,
            name=f"签批件{number}.jpg",
            content_type="image/jpeg",
            size=size,
            file=path,
            thumbnail=thumbnail,
            claimed=True,
            by=entry.by,
        )
        entry.row.scan = file
        yield Entry(file, entry.at, entry.by)
