"""收报台: every office below against every return, in the words of the receiving clerk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reports.models import Delivery, ReturnDemand
from reports.receiving.delivering import offices_below
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office

SILENT, REPORTED, NIL, LATE = "未报", "已报", "零报告", "迟报"
RETURNED, ACCEPTED = "已退回", "已接收"
_State, _Way = Delivery.State, Delivery.Way


@dataclass(frozen=True)
class Cell:
    """One office and one return; `delivery` is the newest of several."""

    office: Office
    demand: ReturnDemand
    delivery: Delivery | None
    today: date

    @property
    def is_late(self) -> bool:
        return self.delivery is not None and self.delivery.is_late(self.demand.due_on)

    @property
    def state(self) -> str:
        if self.delivery is None:
            return SILENT
        if self.delivery.state == _State.RETURNED:
            return RETURNED
        if self.delivery.state == _State.ACCEPTED:
            return ACCEPTED
        if self.is_late:
            return LATE
        return NIL if self.delivery.is_nil else REPORTED

    @property
    def note(self) -> str:
        """What the one word does not say."""
        if self.delivery is None:
            return ""
        said = [NIL] if self.delivery.is_nil and self.state != NIL else []
        said += [LATE] if self.is_late and self.state != LATE else []
        said += ["代录"] if self.delivery.way == _Way.PROXY else []
        return "、".join(said)

    @property
    def is_owed(self) -> bool:
        return self.state in {SILENT, RETURNED}

    @property
    def tone(self) -> str:
        """The badge: what is owed past its day stands out, by word and by colour."""
        if self.is_owed:
            return "warn" if self.today > self.demand.due_on else "waiting"
        return "good" if self.state == ACCEPTED else "open"


@dataclass(frozen=True)
class Row:
    office: Office
    cells: list[Cell]


@dataclass
class Summary:
    """Of one return; what the office above entered for others is counted apart."""

    total: int
    states: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        states = "，".join(
            f"{word}{self.states[word]}"
            for word in (ACCEPTED, REPORTED, NIL, LATE, RETURNED, SILENT)
            if self.states[word]
        )
        ways = "、".join(f"{way.label}{self.ways[way]}" for way in _Way if self.ways[way])
        return f"应报{self.total}个单位：{states}" + (f"（来件方式：{ways}）" if ways else "")


def board(office: Office, demands: Sequence[ReturnDemand], *, today: date) -> list[Row]:
    """Two queries for any number of offices and returns."""
    newest = {
        (row.sender_id, row.demand_id): row
        for row in Delivery.objects.answering(list(demands)).with_names()
    }
    return [
        Row(
            below,
            [Cell(below, one, newest.get((below.pk, one.pk)), today) for one in demands],
        )
        for below in offices_below(office)
    ]


def cells_of(demand: ReturnDemand, *, today: date) -> list[Cell]:
    return [row.cells[0] for row in board(demand.office, [demand], today=today)]


def summary_of(cells: Sequence[Cell]) -> Summary:
    found = Summary(len(cells))
    for cell in cells:
        found.states[cell.state] += 1
        if cell.delivery is not None and cell.state != RETURNED:
            found.ways[cell.delivery.way] += 1
    return found


def reminder(demand: ReturnDemand, cells: Sequence[Cell], *, today: date) -> str:
    """催报: a text to copy into the group; nothing when nobody owes anything."""
    silent = [str(cell.office) for cell in cells if cell.state == SILENT]
    returned = [cell for cell in cells if cell.state == RETURNED]
    if not silent and not returned:
        return ""
    due = chinese_date(demand.due_on)
    over = "，已经超过期限" if today > demand.due_on else ""
    said = [f"【催报】{demand.name}（{demand.period.label}）报送期限为{due}{over}。"]
    if silent:
        said.append(f"还没有报的有{len(silent)}个单位：{'、'.join(silent)}。")
    said += [
        f"{cell.office}报来的已退回，请改好重报：{cell.delivery.reason}。"
        for cell in returned
        if cell.delivery is not None
    ]
    said.append("请抓紧报送；确实没有情况的，请报零报告。")
    return "".join(said)
