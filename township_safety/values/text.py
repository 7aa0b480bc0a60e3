"""Text as it may enter the ledger: no character in it that breaks a page, a file or a search."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

# What people put into a cell that has nothing to say.
BLANK_MARKS = frozenset({"", "/", "\\", "-", "--", "—", "——", "–", "－", "／"})

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FOLDED = re.compile(r"[ \u3000]*[\n\t][\s]*")
_TRAILING = re.compile(r"[^\S\n]+(?=\n)")

# Controls, bidi controls, zero-width and interlinear marks, lone surrogates, non-characters.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3005-\u3007"
_RUNS = re.compile(f"[{_CJK}]+|[a-z0-9]+")


class ValueProblem(ValueError):
    """A value that cannot be taken; the message is Chinese and says the way out."""


def clean_text(value: object, *, max_length: int | None = None, multiline: bool = False) -> str:
    """The value as storable text: NFC, trimmed, without characters that no export survives.

    One line unless ``multiline``. Cleaning twice changes nothing. Raises ValueProblem when the
    result is longer than ``max_length``; nothing is ever cut off in silence.
    """
    text = value if isinstance(value, str) else _as_text(value)
    if not (text.isprintable() and unicodedata.is_normalized("NFC", text)):
        text = _without_unwanted(text, multiline=multiline)
    text = text.strip()
    if max_length is not None and len(text) > max_length:
        raise ValueProblem(f"超过{max_length}字（现有{len(text)}字），请缩短。")
    return text


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and space as their plain forms; nothing else changes.

    Not NFKC: that would also turn ² into 2 and ㎡ into m2.
    """
    return text.translate(_FULL_WIDTH)


def is_blank(value: object) -> bool:
    """Whether the cell says nothing: empty, white space, or a stroke."""
    if value is None:
        return True
    return isinstance(value, str) and clean_text(value) in BLANK_MARKS


def bigrams(text: str) -> list[str]:
    """Search terms of a text: pairs of neighbouring Chinese characters, whole Latin words.

    A Chinese character standing alone is its own term.
    """
    terms: list[str] = []
    for run in _RUNS.findall(half_width(clean_text(text, multiline=True)).lower()):
        if run.isascii() or len(run) == 1:
            terms.append(run)
        else:
            terms.extend(run[i : i + 2] for i in range(len(run) - 1))
    return terms


def _as_text(value: object) -> str:
    """A cell that is not text, as the person sees it in the sheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _without_unwanted(text: str, *, multiline: bool) -> str:
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", _UNWANTED.sub("", text))
    text = unicodedata.normalize("NFC", text)
    if multiline:
        return _TRAILING.sub("", text.replace("\t", " "))
    return _FOLDED.sub(" ", text)
