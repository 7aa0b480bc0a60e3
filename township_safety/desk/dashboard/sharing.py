"""一页纸: what a leader is sent in WeChat, as a sheet of headings, sentences and tables.

Names of persons and telephone numbers are masked in every text before anything is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.template.loader import render_to_string

from reports.figures import NONE
from reports.partitions import Lists
from reports.questions import EMPTY
from township_safety.desk.dashboard.asking import Asking, Span
from township_safety.desk.dashboard.board import Board, board_of
from township_safety.desk.dashboard.late import late
from township_safety.desk.duties import Duty
from township_safety.documents.html import page_html
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office, User
from township_safety.register.models import Staff
from township_safety.values import mask_phone

# A longer list belongs on the screen, not on a telephone.
MOST_LATE = 60
NUMBER = "序号"


class Sort(models.TextChoices):
    OVERVIEW = "overview", "统计概览"
    OVERDUE = "overdue", "逾期清单"
    BULLETIN = "bulletin", "排查整改通报"
    DUTIES = "duties", "待办汇总"


@dataclass(frozen=True)
class Part:
    """A heading, then sentences, then a table without links."""

    heading: str
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def text_of(self, row: tuple[str, ...]) -> str:
        """The first cell names the row, in a numbered list the second; empty cells are not told."""
        named = 2 if self.heads[0] == NUMBER else 1
        said = [
            f"{head}{cell}"
            for head, cell in zip(self.heads[named:], row[named:], strict=True)
            if cell
        ]
        mark = "；" if named > 1 else "："
        return f"{'．'.join(row[:named])}{mark}{'，'.join(said)}"


@dataclass(frozen=True)
class OnePage:
    title: str
    under: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """For the chat: one line for each row."""
        return "\n".join(self._texts())

    def _texts(self) -> Iterator[str]:
        yield self.title
        yield self.under
        for part in self.parts:
            yield ""
            if part.heading:
                yield f"【{part.heading}】"
            yield from part.lines
            yield from (part.text_of(row) for row in part.rows)


@dataclass(frozen=True)
class Masker:
    """Hides the persons that the office knows by name: 王某; and the middle of each number."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, office: Office, more: Iterable[str] = ()) -> Masker:
        users = User.objects.filter(memberships__office=office).values_list("full_name", flat=True)
        staff = Staff.objects.for_offices([office.pk]).values_list("name", flat=True)
        known = {name.strip() for name in (*users, *staff, *more)}
        return cls(tuple(sorted((n for n in known if len(n) > 1), key=len, reverse=True)))

    def __call__(self, text: str) -> str:
        for name in self.names:
            text = text.replace(name, masked_name(name))
        return mask_phone(text)

    def sheet(self, page: OnePage) -> OnePage:
        parts = tuple(
            Part(
                part.heading,
                tuple(map(self, part.lines)),
                part.heads,
                tuple(tuple(map(self, row)) for row in part.rows),
            )
            for part in page.parts
        )
        return OnePage(page.title, page.under, parts)


def masked_name(name: str) -> str:
    """王某; of several names each."""
    return re.sub(r"[^\s、，,;；/]+", lambda found: f"{found[0][0]}某", name)


def one_page(sort: str, span: Span, *, duties: list[Duty]) -> OnePage:
    """`duties` are those of the person who shares; the other sheets are the same for all."""
    if sort == Sort.OVERDUE:
        return _overdue(span)
    if sort == Sort.DUTIES:
        return Masker.of(span.office).sheet(_duties(span, duties))
    page = _overview(board_of(span)) if sort == Sort.OVERVIEW else _bulletin(span)
    return Masker.of(span.office).sheet(page)


def _under(span: Span) -> str:
    first, last = span.period.first_day, span.period.last_day
    return f"{span.office.name}　{chinese_date(first)}至{chinese_date(last)}"


def _overview(board: Board) -> OnePage:
    span = board.span
    numbers = tuple(
        (
            tile.label,
            f"{tile.cell.text}{tile.cell.unit}",
            *(other.cell.text for other in tile.compared),
        )
        for tile in board.tiles
    )
    left_over = tuple(
        (line.name, line.cells[2].text, line.cells[0].text, line.cells[1].text)
        for line in board.part("village").lines
    )
    ages = "，".join(f"{line.name}{line.cells[0].text}处" for line in board.ages.every)
    word = span.office.village_word
    return OnePage(
        f"{span.office.name}安全生产统计概览（{span.period.label}）",
        _under(span),
        (
            Part("主要数字", heads=("项目", "本期", "上期", "上年同期"), rows=numbers),
            Part("未整改时长", (f"从检查至今{ages}。",)),
            Part(f"各{word}", heads=(word, "期末未整改", "排查", "整改"), rows=left_over),
        ),
    )


def _overdue(span: Span) -> OnePage:
    found = late(span, number=None)
    shown = found[:MOST_LATE]
    mask = Masker.of(span.office, (one.person for one in found))
    rows = tuple(
        (
            str(place),
            one.what,
            one.where,
            one.whose,
            masked_name(one.person) if one.person else "",
            _month_and_day(one.due_on),
            f"{one.days}天" if one.days else "",
        )
        for place, one in enumerate(shown, start=1)
    )
    day = chinese_date(span.period.last_day)
    more = f"，这里列出逾期最久的{MOST_LATE}处" if len(found) > MOST_LATE else ""
    said = (
        f"到{day}，逾期未整改的隐患{len(found)}处{more}。"
        if found
        else f"到{day}，没有逾期的隐患。"
    )
    heads = (NUMBER, "隐患", "地点（单位）", "责任单位", "责任人", "整改期限", "逾期")
    page = OnePage(
        f"{span.office.name}逾期未整改隐患清单", f"截至{day}", (Part("", (said,), heads, rows),)
    )
    return mask.sheet(page)


def _month_and_day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


_BULLETIN = (
    ("排查", "hazard.found"),
    ("整改", "hazard.rectified"),
    ("整改率", "hazard.rate"),
    ("未整改", "hazard.remaining"),
    ("逾期", "hazard.overdue"),
)


def _bulletin(span: Span) -> OnePage:
    asking, lists = Asking(), Lists.of(span.office, period=span.period)
    whole = [asking.cell(key, span.scope) for _, key in _BULLETIN]
    by_village = {
        name: [asking.cell(key, span.scope.narrowed(village=uid)) for _, key in _BULLETIN]
        for uid, name in {**lists.villages, NONE: EMPTY}.items()
    }
    asking.answer()
    found, rectified, rate, remaining, overdue = (cell.text for cell in whole)
    day = chinese_date(span.period.last_day)
    lines = [
        f"{span.period.label}，全{span.office.area_word}排查隐患{found}处，整改{rectified}处，"
        f"本期排查整改率{rate}（{whole[2].share or '0/0'}）。到{day}，未整改{remaining}处，"
        f"其中逾期{overdue}处。"
    ]
    lagging = sorted(by_village.items(), key=lambda item: -(item[1][4].number or 0))
    named = [f"{name}{cells[4].text}处" for name, cells in lagging if cells[4].number]
    if named:
        lines.append(f"逾期隐患：{'、'.join(named)}。请抓紧整改，确需延期的按规定办理延期。")
    rows = tuple(
        (name, *(cell.text for cell in cells))
        for name, cells in by_village.items()
        if name != EMPTY or any(cell.value.rows for cell in cells)
    )
    heads = (span.office.village_word, *(head for head, _ in _BULLETIN))
    return OnePage(
        f"{span.office.name}隐患排查整改情况通报（{span.period.label}）",
        _under(span),
        (Part("", tuple(lines), heads, rows),),
    )


def _duties(span: Span, duties: list[Duty]) -> OnePage:
    rows = tuple((duty.label, str(duty.number)) for duty in duties)
    said = "" if rows else "没有待办的事项。"
    return OnePage(
        f"{span.office.name}待办汇总",
        f"截至{chinese_date(span.today)}",
        (Part("", (said,) if said else (), ("事项", "件数"), rows),),
    )


def html_of(page: OnePage, *, office: Office, sheet: str) -> str:
    """For A4 (share.css) or one tall picture (share_tall.css)."""
    body = render_to_string("desk/share_print.html", {"page": page, "maker": office.signer})
    return page_html(body, title=page.title, sheet=sheet)
