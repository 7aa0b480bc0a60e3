"""Justified Chinese lines and line breaks beside quotation marks for WeasyPrint 70.0.

WeasyPrint stretches only spaces, so a Chinese line that half-width digits or forbidden breaks
leave short would be ragged. The free width is spread over the line's Chinese characters, as word
processors do. Two private functions are replaced, and only while they read as recorded here.
"""

# WeasyPrint is untyped, and its boxes get their positions while it lays them out.
# mypy: allow-untyped-calls, disable-error-code="union-attr,method-assign"

import hashlib
import inspect
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

from township_safety.documents.numerals import HAN

logger = logging.getLogger(__name__)

# SHA-256 of the source of the functions this module stands in for (WeasyPrint 70.0).
RECORDED = {
    "justify_line": "f83b21ff8793ba6b6dfc5fe8e10e4ab6cd6e02b17de02da97200902166148a81",
    "set_text": "fe23ca9937dbf5205bda422f9c01103f301ef2c511228842632ea86e853274f7",
}
STRETCHING = re.compile(
    "[\u00a0 \u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2e80-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]+"
)
# A line is left ragged rather than stretched by more than this, in em per character.
WIDEST_GAP = 0.30

_justify_line: Callable[..., None] = inline.justify_line
_set_text: Callable[..., None] = line_break.Layout.set_text


class ChineseGap(float):
    """Width to be added after every stretching character, in px."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """How a piece of text takes part: its stretching characters, and whether its ends do."""

    count: int
    first: bool
    last: bool

    @classmethod
    def of(cls, text: str) -> "Stretch":
        return cls(
            count=sum(len(match.group()) for match in STRETCHING.finditer(text)),
            first=bool(STRETCHING.match(text[0])),
            last=bool(STRETCHING.match(text[-1])),
        )


def recognised() -> bool:
    """Whether the installed WeasyPrint still has the functions that were replaced and tried."""
    return source_digests() == RECORDED


def source_digests() -> dict[str, str]:
    return {
        function.__name__: hashlib.sha256(inspect.getsource(function).encode()).hexdigest()
        for function in (_justify_line, _set_text)
    }


def install() -> bool:
    """Justify Chinese from now on; False, with WeasyPrint left as it is, when it has changed."""
    if not recognised():
        logger.warning("WeasyPrint has changed, Chinese lines are not justified.")
        return False
    line_break.Layout.set_text = set_text
    inline.justify_line = justify_line
    return True


def set_text(layout: Any, text: str, justify: bool = False) -> None:
    gap = layout.justification_spacing
    if not (justify and isinstance(gap, ChineseGap)):
        _set_text(layout, text, justify)
        return
    layout.justification_spacing = 0
    _set_text(layout, text, justify)
    layout.justification_spacing = gap
    if layout.text:
        _space_out(layout, gap)


def _space_out(layout: Any, gap: float) -> None:
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    base = layout.style["letter_spacing"]
    spacing = int(((0 if base == "normal" else base) + gap) * TO_UNITS)
    for match in STRETCHING.finditer(layout.text):
        start = len(layout.text[: match.start()].encode())
        attribute = pango.pango_attr_letter_spacing_new(spacing)
        attribute.start_index = start
        attribute.end_index = start + len(match.group().encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    texts = list(_texts(line))
    chinese = any(HAN.search(box.text) for box in texts)
    if not chinese or line.style["direction"] == "rtl":
        _justify_line(context, line, extra_width)
        return
    stretches = {id(box): Stretch.of(box.text) for box in texts}
    outer = stretches[id(texts[0])].first + stretches[id(texts[-1])].last
    gaps = sum(stretch.count for stretch in stretches.values()) - outer / 2
    if gaps <= 0:
        _justify_line(context, line, extra_width)
        return
    gap = extra_width / gaps
    if gap <= WIDEST_GAP * line.style["font_size"]:
        _Spreading(context, ChineseGap(gap), stretches, texts[0], texts[-1]).spread(line, 0)


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        if box.text:
            yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


@dataclass(frozen=True, slots=True)
class _Spreading:
    """One line being spread. Pango puts half of a character's spacing on each of its sides and
    drops the outer halves of a layout, so where two pieces meet the halves are added here."""

    context: Any
    gap: ChineseGap
    stretches: dict[int, Stretch]
    first: Any
    last: Any

    def spread(self, box: Any, advance: float) -> float:
        """Move the box by `advance`, widen it, and return the advance behind it."""
        if isinstance(box, boxes.TextBox):
            return self._spread_text(box, advance)
        if isinstance(box, boxes.LineBox | boxes.InlineBox):
            box.position_x += advance
            start = advance
            for child in box.children:
                if child.is_in_normal_flow():
                    advance = self.spread(child, advance)
            box.width += advance - start
            return advance
        box.translate(advance, 0)
        return advance

    def _spread_text(self, box: Any, advance: float) -> float:
        if not box.text:
            box.position_x += advance
            return advance
        stretch = self.stretches[id(box)]
        if stretch.first and box is not self.first:
            advance += self.gap / 2
        box.position_x += advance
        if stretch.count:
            box.justification_spacing = self.gap
            layout = line_break.create_layout(box.text, box.style, self.context, None, self.gap)
            layout.deactivate()
            box.pango_layout = layout
            extra = self.gap * (stretch.count - (stretch.first + stretch.last) / 2)
            box.width += extra
            advance += extra
        if stretch.last and box is not self.last:
            advance += self.gap / 2
        return advance
