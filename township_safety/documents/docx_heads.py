"""What stands around the text of a document sent out by the office (红头文件), in a Word file."""

from __future__ import annotations

from typing import Any

from township_safety.documents.docx_styles import GRID_LINE, HEI, KAI, UPRIGHT
from township_safety.documents.docx_xml import element, paragraph, run, tab, twips
from township_safety.documents.heads import Imprint, RedHead
from township_safety.documents.records import SIGNER, attachment_leads, imprinted

RED = "E60012"
MARK_MM = 35
# From the number's line, which ends under its characters, to the red rule: 4 mm in all.
RULE_PT = 5
# Eighths of a point: 0.35 mm and 0.25 mm.
THICK, THIN = 8, 6
CHARACTER_PT = 16
SMALL_PT = 14


def opening(head: RedHead) -> list[Any]:
    """Whatever stands above it, the mark begins 35 mm under the top of the type area."""
    above = [
        paragraph("Normal", run(text, face=HEI if is_black else ""))
        for text, is_black in (
            (head.copy_number, False),
            (head.secrecy, True),
            (head.urgency, True),
        )
        if text
    ]
    size = head.mark_size
    room = twips(mm=MARK_MM) - twips(pt=GRID_LINE) * len(above)
    line = element("spacing", before=room, line=twips(pt=size * 1.2), lineRule="exact")
    mark = paragraph("RedMark", run(head.mark, size=size), spacing=line)
    return [*above, mark, _number(head), _rule()]


def _number(head: RedHead) -> Any:
    spacing = element("spacing", before=twips(pt=2 * GRID_LINE))
    if not head.signer:
        middle = element("jc", val="center")
        return paragraph("Normal", run(head.number), spacing=spacing, jc=middle)
    edge = twips(mm=UPRIGHT.type_width) - twips(pt=CHARACTER_PT)
    said = [run(head.number), tab(), run(SIGNER), run(head.signer, face=KAI)]
    return paragraph(
        "Normal",
        *said,
        tabs=element("tabs", element("tab", val="right", pos=edge)),
        spacing=spacing,
        ind=element("ind", left=twips(pt=CHARACTER_PT)),
        jc=element("jc", val="left"),
    )


def _rule() -> Any:
    line = element("bottom", val="single", sz=16, space=0, color=RED)
    height = element("spacing", line=twips(pt=RULE_PT), lineRule="exact")
    return paragraph("Gap", pBdr=element("pBdr", line), spacing=height)


def attachments(names: tuple[str, ...]) -> list[Any]:
    found = []
    for (lead, number), name in zip(attachment_leads(names), names, strict=True):
        before = twips(pt=GRID_LINE) if lead else 0
        hanging = (3 if lead else 0) + (1 if number else 0)
        left = 6 if number else 5
        indent = element(
            "ind",
            leftChars=left * 100,
            left=twips(pt=left * CHARACTER_PT),
            hangingChars=hanging * 100,
            hanging=twips(pt=hanging * CHARACTER_PT),
        )
        spacing = element("spacing", before=before)
        said = run(f"{lead}{number}{name}")
        found.append(paragraph("Normal", said, spacing=spacing, ind=indent))
    return found


def foot(imprint: Imprint) -> list[Any]:
    """A table held at the foot of the type area, and the paragraph it hangs on."""
    copies, body, on = imprinted(imprint)
    width = twips(mm=UPRIGHT.type_width)
    hanging = {"leftChars": 400, "left": twips(pt=4 * SMALL_PT)}
    hanging |= {"hangingChars": 300, "hanging": twips(pt=3 * SMALL_PT), "rightChars": 100}
    rows = []
    if copies:
        rows.append(_row(paragraph("Imprint", run(copies), ind=element("ind", **hanging)), width))
    edge = element("tabs", element("tab", val="right", pos=width - twips(pt=SMALL_PT)))
    sides = element("ind", leftChars=100, left=twips(pt=SMALL_PT))
    line = paragraph(
        "Imprint", run(body), tab(), run(on), tabs=edge, ind=sides, jc=element("jc", val="left")
    )
    rows.append(_row(line, width))
    return [element("tbl", _held(width), _grid(width), *rows), paragraph("Gap")]


def _held(width: int) -> Any:
    """Held by the page, not by the margin: LibreOffice lets go of what is as wide as the text."""
    place: dict[str, str | int] = {
        "leftFromText": 0,
        "rightFromText": 0,
        "vertAnchor": "margin",
        "horzAnchor": "page",
        "tblpX": twips(mm=UPRIGHT.left),
        "tblpYSpec": "bottom",
    }
    edges = (("top", THICK), ("bottom", THICK), ("insideH", THIN))
    rules = [element(edge, val="single", sz=size, space=0, color="000000") for edge, size in edges]
    sides = [element(side, w=0, type="dxa") for side in ("left", "right")]
    return element(
        "tblPr",
        element("tblpPr", **place),
        element("tblOverlap", val="never"),
        element("tblW", w=width, type="dxa"),
        element("tblBorders", *rules),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *sides),
    )


def _grid(width: int) -> Any:
    return element("tblGrid", element("gridCol", w=width))


def _row(line: Any, width: int) -> Any:
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    return element("tr", element("trPr", element("cantSplit")), element("tc", properties, line))
