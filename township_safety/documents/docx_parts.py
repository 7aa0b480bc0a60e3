"""Runs, paragraphs and pictures of a document in a Word file."""

import io
from collections.abc import Mapping
from typing import Any

from docx.shared import Mm

from township_safety.documents.docx_styles import HEI
from township_safety.documents.docx_xml import element, paragraph, run, tab, twips
from township_safety.documents.model import (
    Align,
    BlankRun,
    BoxRun,
    CellPart,
    Paragraph,
    Picture,
    Run,
    SealPlace,
    SignatureLine,
    TextRun,
    picture_kind,
    width_in_ems,
)
from township_safety.documents.pdf import PICTURE_DPI
from township_safety.documents.records import NO_PICTURE, day_line
from township_safety.jobs import Refused
from township_safety.pictures import reduced

JUSTIFICATION: dict[Align, str] = {
    "justify": "both",
    "left": "left",
    "center": "center",
    "right": "right",
}
MM_PER_PT = 25.4 / 72
SEAL_INDENT_MM = 8
SEAL_ROOM_MM = 10


def written(runs: tuple[Run, ...], *, face: str = "") -> list[Any]:
    found = []
    for one in runs:
        match one:
            case BoxRun():
                found += [run(one.mark, face=face, framed=one.ticked), run(one.label, face=face)]
            case BlankRun():
                found.append(run(one.padded, face=face, underlined=True))
            case TextRun() if one.bold:
                found.append(run(one.text, face=HEI))
            case _:
                found.append(run(one.text, face=face))
    return found


class Parts:
    """Writes what stands in a cell or by itself; `style` is that of the text around it."""

    def __init__(self, part: Any, pictures: Mapping[str, bytes]) -> None:
        self.part = part
        self.pictures = pictures

    def elements(self, part: CellPart, *, style: str, width: float, size: float) -> list[Any]:
        """`width` in mm is what there is, `size` in pt that of the characters."""
        match part:
            case Paragraph():
                return [self._paragraph(part, style=style, size=size)]
            case SignatureLine():
                return self._signature(part, style=style, width=width, size=size)
            case SealPlace():
                return self._seal(part, style=style)
            case Picture():
                return [self.picture(part, width=width)]

    def _paragraph(self, said: Paragraph, *, style: str, size: float) -> Any:
        properties = {"jc": element("jc", val=JUSTIFICATION[said.align])}
        if said.indent:
            properties["ind"] = element("ind", firstLineChars=200, firstLine=twips(pt=2 * size))
        return paragraph(style, *written(said.runs), **properties)

    def _signature(
        self, line: SignatureLine, *, style: str, width: float, size: float
    ) -> list[Any]:
        """The day at the right end of the line, or in a line of its own where it has no room."""
        said = written(line.runs)
        left = {"jc": element("jc", val="left"), "keepLines": element("keepLines")}
        if not line.dated:
            return [paragraph(style, *said, **left)]
        day = run(day_line(line.on))
        if (_ems(line.runs) + width_in_ems(day_line(line.on)) + 1) * size * MM_PER_PT > width:
            right = paragraph(style, day, jc=element("jc", val="right"))
            return [paragraph(style, *said, keepNext=element("keepNext"), **left), right]
        tabs = element("tabs", element("tab", val="right", pos=twips(mm=width)))
        return [paragraph(style, *said, tab(), day, tabs=tabs, **left)]

    def _seal(self, place: SealPlace, *, style: str) -> list[Any]:
        def line(text: str, *, above: float = 0) -> Any:
            return paragraph(
                style,
                run(text),
                jc=element("jc", val="right"),
                ind=element("ind", right=twips(mm=SEAL_INDENT_MM)),
                keepNext=element("keepNext", val=int(bool(above))),
                **({"spacing": element("spacing", before=twips(mm=above))} if above else {}),
            )

        return [line(place.body + place.mark, above=SEAL_ROOM_MM), line(day_line(place.on))]

    def picture(self, picture: Picture, *, width: float) -> Any:
        dots = round(max(width, picture.height) / 25.4 * PICTURE_DPI)
        try:
            content = reduced(self.pictures.get(picture.digest, b""), dots)
        except Refused:
            return _frame()
        drawing = self.drawing(content, width=width, height=picture.height)
        return paragraph("Picture", drawing) if drawing is not None else _frame()

    def drawing(self, content: bytes, *, width: float, height: float, said: str = "") -> Any:
        """A run with the picture, as large as fits into the mm; None when it is no picture."""
        if not picture_kind(content):
            return None
        try:
            _, image = self.part.get_or_add_image(io.BytesIO(content))
        except Exception:  # python-docx raises bare ones for a file cut short
            return None
        scale = min(width / image.px_width, height / image.px_height)
        inline = self.part.new_pic_inline(
            io.BytesIO(content), Mm(image.px_width * scale), Mm(image.px_height * scale)
        )
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        if said:
            inline.docPr.set("descr", said)
        return element("r", element("drawing", inline))


def _ems(runs: tuple[Run, ...]) -> float:
    """How wide the runs are, in characters."""
    return sum(width_in_ems(one.padded if isinstance(one, BlankRun) else one.text) for one in runs)


def _frame() -> Any:
    """In the place of a picture that cannot be had."""
    rule: dict[str, str | int] = {"val": "dashed", "sz": 6, "space": 12, "color": "777777"}
    edges = (element(edge, **rule) for edge in ("top", "left", "bottom", "right"))
    return paragraph(
        "Picture",
        run(NO_PICTURE),
        pBdr=element("pBdr", *edges),
        spacing=element("spacing", before=twips(pt=18), after=twips(pt=18)),
        ind=element("ind", left=twips(mm=8), right=twips(mm=8)),
    )
