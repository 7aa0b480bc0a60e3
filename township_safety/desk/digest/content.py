"""What a digest says: each kind of to-do that waits, its number and its first rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hazards.models.deadlines import due_soon_until
from township_safety.desk.digest.masking import Mask
from township_safety.desk.duties import Ask, Duty, Line, waiting
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import User
from township_safety.register.working_days import calendar_for

# Of each kind; the rest stands behind its link.
LINES = 8
_URGENCY = ("overdue", "due", "waiting", "")


@dataclass(frozen=True)
class Group:
    duty: Duty
    lines: list[Line]

    @property
    def more(self) -> int:
        return self.duty.number - len(self.lines)


@dataclass(frozen=True)
class Digest:
    person: str
    office: str
    today: date
    groups: list[Group]

    @property
    def total(self) -> int:
        return sum(group.duty.number for group in self.groups)

    @property
    def title(self) -> str:
        return f"{self.office}待办汇总"

    @property
    def summary(self) -> str:
        if not self.groups:
            return f"截至{chinese_date(self.today)}，没有待办事项。"
        counts = "、".join(f"{group.duty.label}{group.duty.number}项" for group in self.groups)
        return f"截至{chinese_date(self.today)}，共{self.total}项：{counts}。"


def ask_of(user: User, *, today: date) -> Ask:
    calendar = calendar_for(user.office, first=today)
    return Ask(user, today, due_soon_until(calendar, on=today))


def digest_of(user: User, *, today: date, most: int = LINES) -> Digest:
    """What the person sees on the screen, the most urgent first."""
    ask = ask_of(user, today=today)
    groups = []
    found = sorted(waiting(ask), key=lambda pair: _URGENCY.index(pair[1].tone))
    for kind, duty in found:
        rows = kind.rows(ask)
        groups.append(Group(duty, kind.lines(rows[:most], ask)))
    return Digest(str(user), str(user.office or ""), today, groups)


def text_of(digest: Digest, *, mask: Mask) -> str:
    """To be copied or sent: no names of persons, no telephone numbers, no links."""
    return "\n".join(mask(line) for line in _text(digest))


def _text(digest: Digest) -> Iterator[str]:
    yield f"【{digest.title}】"
    yield digest.summary
    for number, group in enumerate(digest.groups, start=1):
        yield f"{number}. {group.duty.label}（{group.duty.number}项）"
        for line in group.lines:
            yield f"  · {line.text}" + (f"（{line.note}）" if line.note else "")
        if group.more > 0:
            yield f"  · 其余{group.more}项请登录系统查看"
