"""What the heads of a form seem to ask for, offered to whoever teaches it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.figures import REGISTRY
from reports.handed_down.layout import Layout, Page
from reports.handed_down.names import NameBook
from reports.handed_down.rules import FIGURE, WORD, Rule
from reports.handed_down.wordlist import LINE, has_labels, word_for
from reports.questions import accepts
from township_safety.organisation.models import Office
from township_safety.spreadsheets.blanks import BlankCell

# The first that fits holds; all words of a head are looked at together.
_FIGURES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (r"整改率.*累计|累计.*整改率", "hazard.flow_rate", {}),
    (r"整改率|整改完成率", "hazard.rate", {}),
    (r"未整改|未完成整改|正在整改|剩余|尚未", "hazard.remaining", {}),
    (r"逾期", "hazard.overdue", {}),
    (r"已?销号", "hazard.closed", {}),
    (r"挂牌督办", "hazard.listed", {}),
    (r"移送|上报.*隐患|隐患.*上报", "hazard.referred", {}),
    (r"(?:已|完成|完)?整改(?:完成|到位|数|隐患|[（(]|$|情况)|已治理", "hazard.rectified", {}),
    (
        r"(?:排查|发现|查出|检查出|查处).{0,8}(?:隐患|问题)|隐患.{0,8}(?:排查|发现|总数|数量)|排查(?:数|[（(]|$)",
        "hazard.found",
        {},
    ),
    (r"(?:整改|责改|责令).{0,6}(?:通知书|指令书|文书)|下达.{0,4}文书", "notice.issued", {}),
    (r"罚款", "result.fines", {}),
    (r"检查.{0,12}(?:家次|户次)", "target.visits", {}),
    (r"检查.{0,12}(?:企业|单位|场所|家|户)", "target.sites", {}),
    (r"联合(?:检查|执法)", "operation.joint", {}),
    (r"(?:出动|参加|检查).{0,8}人(?:次|员)", "operation.person_times", {}),
    (r"(?:出动|检查).{0,4}车", "operation.vehicle_times", {}),
    (r"检查.{0,4}(?:次数|[（(]次)|开展检查|检查次", "inspection.count", {}),
    (r"培训.{0,8}人", "training.attendees", {}),
    (r"培训", "training.count", {}),
    (r"演练.{0,8}人", "drill.participants", {}),
    (r"演练", "drill.count", {}),
    (r"会议", "meeting.count", {}),
    (r"宣传", "publicity.count", {}),
    (r"事故.{0,6}死亡|死亡", "accident.deaths", {}),
    (r"事故", "accident.count", {}),
    (r"举报", "report.accepted", {}),
    (r"(?:企业|单位|场所|监管对象).{0,4}(?:总数|数|家)", "site.count", {}),
)
_GRADES = {"major": re.compile(r"重大"), "general": re.compile(r"一般")}
_YEAR = re.compile(r"累计|本年|今年|1月.{0,3}至")


def suggested(layout: Layout, *, office: Office) -> list[Rule]:
    """For every empty cell whose words are understood; parts of one row or column together."""
    names = NameBook(office)
    found: list[Rule] = []
    for page in layout.pages:
        found += _words(page)
        blocks = list(_named_blocks(page, names))
        found += blocks
        found += [rule for rule in _single(page) if not any(rule.lies_in(block) for block in found)]
    return found


def _words(page: Page) -> Iterable[Rule]:
    for cell in page.sheet.cells:
        if cell.formula:
            continue
        if cell.text:
            # 填报单位（章）：＿＿＿: the blanks of the cell are for the answers.
            if has_labels(cell.text):
                yield _rule(page, cell, kind=WORD, text=LINE)
        elif not _is_inside(page, cell) and (
            word := word_for(reversed(page.left(cell.row, cell.column)[-1:]))
        ):
            yield _rule(page, cell, kind=WORD, text=word)


def _is_inside(page: Page, cell: BlankCell) -> bool:
    """Whether something stands over it: then it belongs to the table."""
    return bool(page.above(cell.row, cell.column)) and cell.is_framed


def _named_blocks(page: Page, names: NameBook) -> Iterable[Rule]:
    """A column of villages, or a row of them, makes one block of each column of figures."""
    last_row, last_column = page.sheet.rows, len(page.sheet.widths)
    for column in range(1, last_column + 1):
        rows = _named(page, names, [(row, column) for row in range(1, last_row + 1)])
        if rows is not None:
            dimension, (first, _), (last, _) = rows
            for place in range(column + 1, last_column + 1):
                yield from _block(page, dimension, "column", column, (first, place, last, place))
            return
    for row in range(1, last_row + 1):
        found = _named(page, names, [(row, column) for column in range(1, last_column + 1)])
        if found is not None:
            dimension, (_, first), (_, last) = found
            for place in range(row + 1, last_row + 1):
                yield from _block(page, dimension, "row", row, (place, first, place, last))
            return


_Named = tuple[str, tuple[int, int], tuple[int, int]]


def _named(page: Page, names: NameBook, places: list[tuple[int, int]]) -> _Named | None:
    """Of what the words there are names, and the first and the last of them."""
    texts = {place: page.words(*place) for place in places}
    for dimension in names.codes:
        known = [place for place, text in texts.items() if text and names.code(dimension, text)]
        if len(known) < 2:
            continue
        ends = [
            place
            for place, text in texts.items()
            if place >= known[0] and text and names.code(dimension, text) is not None
        ]
        # A total may stand over the names.
        heads = [p for p in places if p < known[0] and names.code(dimension, texts[p]) == ""]
        return dimension, (heads[-1] if heads else known[0]), ends[-1]
    return None


def _block(
    page: Page, dimension: str, names_in: str, names_at: int, block: tuple[int, int, int, int]
) -> Iterable[Rule]:
    cells = [cell for cell in page.within(*block) if not cell.text and not cell.formula]
    if not cells:
        return
    top, left = block[:2]
    heads = page.above(top, left) if names_in == "column" else page.left(top, left)
    asked = _figure(heads)
    if asked is None or not accepts(REGISTRY.get(asked[0]), dimension):
        return
    yield Rule(
        page.number,
        *block,
        kind=FIGURE,
        key=asked[0],
        filters=asked[1],
        days=asked[2],
        form=asked[3],
        dimension=dimension,
        names_in=names_in,
        names_at=names_at,
        is_suggested=True,
    )


def _single(page: Page) -> Iterable[Rule]:
    for cell in page.sheet.cells:
        if cell.text or cell.formula or not cell.is_framed:
            continue
        left, above = page.left(cell.row, cell.column), page.above(cell.row, cell.column)
        asked = _figure(left) or _figure((*above, *left))
        if asked is not None and _is_first_below(page, cell):
            key, filters, days, form = asked
            yield _rule(page, cell, kind=FIGURE, key=key, filters=filters, days=days, form=form)


def _is_first_below(page: Page, cell: BlankCell) -> bool:
    """Of empty rows under a head only the first is meant, unless the row has a name."""
    if page.left(cell.row, cell.column):
        return True
    over = page.cell(cell.row - 1, cell.column)
    return over is not None and bool(over.text)


_Asked = tuple[str, dict[str, str], str, str]


def _figure(heads: tuple[str, ...]) -> _Asked | None:
    """The own word of the column first, then together with what stands over it."""
    if not heads:
        return None
    whole = "".join(heads)
    for text in (heads[-1], whole):
        for pattern, key, filters in _FIGURES:
            if re.search(pattern, text) and key in REGISTRY.figures:
                days = "year" if _YEAR.search(whole) else "period"
                form = "wan" if "万元" in whole else ""
                return key, {**_grade(key, whole), **filters}, days, form
    return None


def _grade(key: str, text: str) -> dict[str, str]:
    said = [code for code, pattern in _GRADES.items() if pattern.search(text)]
    if len(said) == 1 and accepts(REGISTRY.get(key), "grade") and key.startswith("hazard."):
        return {"grade": said[0]}
    return {}


def _rule(page: Page, cell: BlankCell, **rest: object) -> Rule:
    place = (cell.row, cell.column, cell.row, cell.column)
    return Rule(page.number, *place, is_suggested=True, **rest)  # type: ignore[arg-type]  # as Rule has them
