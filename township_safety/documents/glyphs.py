"""Which characters the faces hold, so that none is printed as an empty box unnoticed."""

# mypy: allow-untyped-calls

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from township_safety.documents.health import FACES, FONTS
from township_safety.documents.parts import Chart, Form, Paper
from township_safety.documents.records import plain_text

# Ranges of the shipped faces' characters, so that no process opens 36 MB of faces to ask.
COVERAGE = FONTS / "coverage.json"
LOCAL = FONTS / "local"
SUBSTITUTE = "〓"
CONTEXT = 10

# Marks that guide line breaks or choose a variant: they have no shape of their own.
_SHAPELESS = frozenset(
    [*range(0x20), *range(0x200B, 0x2010), 0x2028, 0x2029, *range(0x2060, 0x2065), 0xAD, 0xFEFF]
) | frozenset(range(0xFE00, 0xFE10))


@dataclass(frozen=True, slots=True)
class Missing:
    """A character no face holds, with the text around its first place."""

    character: str
    context: str

    def __str__(self) -> str:
        return f"“{self.character}”（U+{ord(self.character):04X}，见“{self.context}”）"


class MissingGlyphs(ValueError):
    """The document cannot be printed as it is written."""

    def __init__(self, missing: list[Missing]) -> None:
        self.missing = missing
        names = "、".join(str(one) for one in missing)
        super().__init__(
            f"以下字符字库里没有，印不出来：{names}。"
            f"请改用别的写法，或选择以“{SUBSTITUTE}”代替后打印，"
            "或请系统管理员把含有这些字的字体文件放入 township_safety/fonts/local。"
        )


@cache
def _shipped() -> tuple[list[int], list[int]]:
    """First and last code points of the ranges, in order."""
    ranges = json.loads(COVERAGE.read_text(encoding="utf-8"))["ranges"]
    return [first for first, _ in ranges], [last for _, last in ranges]


@cache
def _local() -> frozenset[int]:
    """What the faces added by this office hold; read once per process."""
    found: set[int] = set()
    for path in sorted(LOCAL.glob("*.[ot]t[fc]")):
        found |= _characters_of(path)
    return frozenset(found)


def _characters_of(path: Path) -> set[int]:
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.ttCollection import TTCollection

    faces = TTCollection(path).fonts if path.suffix == ".ttc" else [TTFont(path, lazy=True)]
    return {code for face in faces for code in face.getBestCmap() or ()}


def has_glyph(character: str) -> bool:
    code = ord(character)
    if code in _SHAPELESS:
        return True
    firsts, lasts = _shipped()
    place = bisect_right(firsts, code) - 1
    return (place >= 0 and code <= lasts[place]) or code in _local()


def missing_characters(text: str) -> list[str]:
    """Each character once, in the order of its first place."""
    return [character for character in dict.fromkeys(text) if not has_glyph(character)]


def missing_in(document: Paper) -> list[Missing]:
    found: dict[str, Missing] = {}
    for text in printed_texts(document):
        for character in missing_characters(text):
            if character not in found:
                found[character] = Missing(character, _around(text, character))
    return list(found.values())


def _around(text: str, character: str) -> str:
    place = text.index(character)
    start = max(place - CONTEXT // 2, 0)
    return text[start : start + CONTEXT]


def printed_texts(document: Paper) -> Iterator[str]:
    """Every line that reaches the paper, charts' labels included."""
    yield from plain_text(document).replace("\t", "\n").split("\n")
    if isinstance(document, Form):
        yield document.code
    for block in document.blocks:
        if isinstance(block, Chart):
            yield from (block.unit, *block.categories)
            for series in block.series:
                yield from (series.name, series.unit)


def substituted(text: str) -> str:
    """The text with 〓 in the place of every character no face holds."""
    for character in missing_characters(text):
        text = text.replace(character, SUBSTITUTE)
    return text


def measured() -> dict[str, object]:
    """What coverage.json has to say: the files it was taken from, and the ranges they hold."""
    files = sorted(FACES.values())
    codes = {code for name in files for code in _characters_of(FONTS / name)}
    digests = {name: hashlib.sha256((FONTS / name).read_bytes()).hexdigest() for name in files}
    return {"files": digests, "ranges": [list(pair) for pair in _ranges(codes)]}


def write_coverage() -> None:
    """To be run once after the faces have changed."""
    COVERAGE.write_text(json.dumps(measured(), separators=(",", ":")) + "\n", encoding="utf-8")


def _ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(codes)
    first = ordered[0]
    for code, following in zip(ordered, [*ordered[1:], None], strict=True):
        if following != code + 1:
            yield first, code
            if following is not None:
                first = following
