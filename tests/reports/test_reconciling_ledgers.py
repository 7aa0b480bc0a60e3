"""口径核对表 over random ledgers: what the months said and each difference give the half-year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hazards import actions as hazard_actions
from hazards.corrections import correct
from hazards.workflow import Status
from reports import actions
from reports.reconciling import COLUMNS, reconcile
from tests.factories.hazards import make_count, make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.reports import make_issued, make_template, stand_in_files
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL, MAY = (Period.of_month(2024, month) for month in (4, 5))
HALF = Period.of_half(2024, 1)
END = date(2024, 7, 10)
WORDING = {"kind": "paragraph", "text": "排查隐患{hazard.found}处，整改{hazard.rectified}处。"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    stand_in_files(monkeypatch)


@dataclass(frozen=True)
class Entry:
    """One find, or several entered as a sum; days until it is put right, until it is entered."""

    day: date
    lasts: int | None
    delay: int
    several: int
    # Afterwards: voided, or moved to another day.
    is_void: bool
    moved_to: date | None

    @property
    def known_on(self) -> date:
        return min(self.day + self.delay * DAY, END)

    @property
    def put_right_on(self) -> date | None:
        if self.lasts is None or self.several or self.day + self.lasts * DAY > END:
            return None
        return self.day + self.lasts * DAY

    @property
    def is_open(self) -> bool:
        return not self.several and self.put_right_on is None

    @property
    def weight(self) -> int:
        return self.several or 1

    @property
    def ends_void(self) -> bool:
        return self.is_open and self.is_void

    @property
    def day_now(self) -> date:
        moved = self.is_open and not self.is_void and self.moved_to
        return moved or self.day


_DAYS = st.dates(date(2024, 3, 25), date(2024, 7, 5))
_ENTRIES = st.builds(
    Entry,
    day=_DAYS,
    lasts=st.one_of(st.none(), st.integers(0, 40)),
    delay=st.integers(0, 60),
    several=st.sampled_from([0, 0, 0, 4]),
    is_void=st.booleans(),
    moved_to=st.one_of(st.none(), _DAYS),
)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    entries=st.lists(_ENTRIES, min_size=5, max_size=12),
    cut_offs=st.tuples(
        st.dates(date(2024, 4, 20), date(2024, 4, 30)),
        st.dates(date(2024, 5, 20), date(2024, 5, 31)),
    ),
)
def test_the_months_and_each_difference_give_the_half_year(entries, cut_offs):
    office = make_office()
    _live(office, entries, cut_offs)
    with time_machine.travel(f"{END} 12:00+08:00", tick=False):
        half = make_template(WORDING, office=office, code="half", period_kind="half")
        report = _draft(half, HALF, office=office)
        found = reconcile(report)

    lines = {line.label: line for line in found.lines}
    total, done = lines["隐患.排查数"], lines["隐患.整改数"]
    assert found.holds
    expected = _differences(entries, cut_offs)
    assert (total.sum, total.whole) == _found(entries, cut_offs)
    assert {why: total.amount(why) for why in COLUMNS} == {why: expected[why] for why in COLUMNS}
    assert (done.sum, done.whole) == _done(entries, cut_offs)


def _draft(template, period, *, office, cut_off=None):
    by = make_user(Role.CLERK, office)
    return actions.open_draft(
        template, office=office, period=period, by=by, today=END, cut_off=cut_off
    )


class _Office:
    """What happens there; each act is one line of the story."""

    def __init__(self, office):
        self.office = office
        self.clerk, self.leader = (make_user(one, office) for one in (Role.CLERK, Role.LEADER))
        self.month = make_template(WORDING, office=office, code="month")
        self.rows = {}

    def enter(self, number, entry):
        if entry.several:
            sums = {"on": entry.day, "found": entry.several, "rectified": 1}
            self.rows[number] = make_count(office=self.office, **sums)
        else:
            self.rows[number] = make_hazard(office=self.office, found_on=entry.day)

    def put_right(self, number, entry):
        said = {"by": self.clerk, "on": entry.put_right_on, "measures": "已更换"}
        self.rows[number] = hazard_actions.claim(self.rows[number], **said)

    def issue(self, period, cut_off):
        draft = _draft(self.month, period, office=self.office, cut_off=cut_off)
        make_issued(draft, on=cut_off + DAY)

    def end(self, number, entry):
        row = self.rows[number]
        if entry.ends_void:
            hazard_actions.void(row, by=self.leader, on=END, reason="重复登记")
        elif entry.day_now != entry.day:
            said = {"reason": "写错", "values": {"found_on": entry.day_now}}
            correct(row, by=self.clerk, on=END, **said)
        assert entry.several or (row.status == Status.OPEN) == entry.is_open


def _live(office, entries, cut_offs):
    """Day by day: entries as they become known, each month issued on the day after its cut-off."""
    place = _Office(office)
    story = []
    for entry in enumerate(entries):
        known_on, put_right_on = entry[1].known_on, entry[1].put_right_on
        story += [(known_on, 0, place.enter, entry), (END, 3, place.end, entry)]
        if put_right_on:
            story.append((max(known_on, put_right_on), 1, place.put_right, entry))
    for issue in zip((APRIL, MAY), cut_offs, strict=True):
        story.append((issue[1] + DAY, 2, place.issue, issue))
    for day, _, act, said in sorted(story, key=lambda one: one[:2]):
        with time_machine.travel(f"{day} 12:00+08:00", tick=False):
            act(*said)


def _month_of(day, cut_offs):
    """When the month's report was issued in which the day lies; nothing for days in none."""
    first, second = cut_offs
    if APRIL.first_day <= day <= first:
        return first + DAY
    return second + DAY if first < day <= second else None


def _was_counted(day, known_on, cut_offs):
    issued_on = _month_of(day, cut_offs)
    return issued_on is not None and known_on <= issued_on


def _is_in_half(day):
    return HALF.first_day <= day <= HALF.last_day


def _found(entries, cut_offs):
    before = sum(e.weight for e in entries if _was_counted(e.day, e.known_on, cut_offs))
    now = sum(e.weight for e in entries if _is_in_half(e.day_now) and not e.ends_void)
    return before, now


def _done(entries, cut_offs):
    before = now = 0
    for entry in entries:
        if entry.several:
            before += _was_counted(entry.day, entry.known_on, cut_offs)
            now += _is_in_half(entry.day)
        elif entry.put_right_on:
            known_on = max(entry.known_on, entry.put_right_on)
            before += _was_counted(entry.put_right_on, known_on, cut_offs)
            now += _is_in_half(entry.put_right_on)
    return before, now


def _differences(entries, cut_offs):
    """Each row that one side has and the other has not, under its reason."""
    found = Counter()
    for entry in entries:
        before = _was_counted(entry.day, entry.known_on, cut_offs)
        now = _is_in_half(entry.day_now) and not entry.ends_void
        if before and not now:
            found["误录作废" if entry.ends_void else "更正"] -= entry.weight
        elif now and not before:
            issued_on = _month_of(entry.day_now, cut_offs)
            if issued_on is None:
                why = "月报未覆盖的天数"
            else:
                why = "补录" if entry.known_on > issued_on else "更正"
            found[why] += entry.weight
    return found
