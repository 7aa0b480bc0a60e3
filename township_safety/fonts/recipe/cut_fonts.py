"""Cuts the fetched faces to the characters official papers use, renames and aligns them.

    python cut_fonts.py original ..        (needs fonttools and uharfbuzz)

Every face gets the height and the baselines of FandolFang: a line that borrows a rare character
from another face, or a heading, then keeps the pitch of the grid.
"""  # noqa: INP001 -- a script beside the faces, not a package

# mypy: allow-untyped-calls, disable-error-code="attr-defined,no-untyped-call"

import copy
import importlib
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FAMILIES = {
    "FandolFang-Regular.otf": "GW Fang",
    "FandolKai-Regular.otf": "GW Kai",
    "LXGWWenKai-Light.ttf": "GW Rare",
    "NotoSansSC_500Medium.ttf": "GW Hei",
    "NotoSerifSC_400Regular.ttf": "GW Song",
    "NotoSerifSC_900Black.ttf": "GW Xbs",
}
MODEL = "FandolFang-Regular.otf"
ASCENT, DESCENT = 880, -120
SYMBOLS = (
    (0x20, 0x7F),
    (0xA0, 0x180),
    (0x2000, 0x2070),
    (0x2100, 0x2200),
    (0x2460, 0x24A0),
    (0x2500, 0x2600),
    (0x3000, 0x3040),
    (0x3220, 0x3250),
    (0x32C0, 0x3400),
    (0xFF00, 0xFFF0),
)
MATHEMATICAL = {0x221E, 0x2260, 0x2264, 0x2265}
# Names kept: copyright, trademark, maker, designer, addresses, licence.
KEPT_NAMES = {0, 7, 8, 9, 11, 13, 14}


def encoded(codec: str, leads: Iterable[int], trails: Iterable[int]) -> Iterator[int]:
    """Every character that two bytes of the codec stand for."""
    for lead in leads:
        for trail in trails:
            text = bytes([lead, trail]).decode(codec, errors="ignore")
            if len(text) == 1:
                yield ord(text)


def wanted(name: str, *, model: set[int]) -> set[int]:
    table = Path(__file__).with_name("tongyong8105.txt").read_text(encoding="utf-8")
    common = {ord(character) for character in table} | MATHEMATICAL
    for first, behind in SYMBOLS:
        common.update(range(first, behind))
    common.update(encoded("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)))
    gbk = set(encoded("gbk", range(0x81, 0xFF), range(0x40, 0xFF)))
    if name.startswith("LXGWWenKai"):
        return (common | gbk) - model
    return common | gbk if name.startswith("Fandol") else common


def cut(data: bytes, characters: set[int], *, keep_hints: bool) -> bytes:
    harfbuzz: Any = importlib.import_module("uharfbuzz")
    request = harfbuzz.SubsetInput()
    request.sets(harfbuzz.SubsetInputSets.UNICODE).update(characters)
    flags = harfbuzz.SubsetFlags
    request.flags = flags.DEFAULT if keep_hints else flags.NO_HINTING
    result: bytes = harfbuzz.subset(harfbuzz.Face(data), request).blob.data
    return result


def rename(face: TTFont, family: str, origin: str) -> None:
    names = face["name"]
    names.names = [record for record in names.names if record.nameID in KEPT_NAMES]
    for number, text in (
        (1, family),
        (2, "Regular"),
        (3, f"{family} subset"),
        (4, family),
        (5, f"Version 1.0; subset, renamed from {origin}"),
        (6, family.replace(" ", "")),
    ):
        names.setName(text, number, 3, 1, 0x409)
    face["OS/2"].usWeightClass = 400
    face["OS/2"].fsSelection = (face["OS/2"].fsSelection & ~0x21) | 0x40
    face["head"].macStyle = 0


def align(face: TTFont, model: TTFont) -> None:
    heights, metrics = face["hhea"], face["OS/2"]
    heights.ascent, heights.descent, heights.lineGap = ASCENT, DESCENT, 0
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ASCENT, DESCENT, 0
    face["BASE"] = copy.deepcopy(model["BASE"])


def main(source: Path, target: Path) -> None:
    model = TTFont(source / MODEL)
    characters = set(model.getBestCmap() or ())
    for name, family in FAMILIES.items():
        data = (source / name).read_bytes()
        hints = name.startswith("Fandol")
        small = cut(data, wanted(name, model=characters), keep_hints=hints)
        face = TTFont(BytesIO(small), recalcTimestamp=False)
        rename(face, family, name.rsplit(".", 1)[0])
        align(face, model)
        face.save(target / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
