"""The look of a Word file: page, faces and styles, as the printed page has them."""

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from township_safety.documents.docx_xml import child, element, fonts, twips
from township_safety.documents.parts import Form, Paper

TITLE, FANG, KAI, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
# What Word takes where a machine lacks the face.
ALTERNATIVES = {TITLE: "华文中宋", FANG: "仿宋", KAI: "楷体", HEI: "SimHei", SONG: "SimSun"}

# Styles of our own: the id in the file, the name that the office reads.
OWN = {
    "TableText": "表文",
    "TableHead": "表头",
    "TableTextSmall": "表文小",
    "TableHeadSmall": "表头小",
    "FieldLabel": "栏目",
    "FieldText": "填写",
    "SmallPrint": "表注",
    "RedMark": "发文机关标志",
    "Imprint": "版记",
    "Gap": "间隔",
    "Picture": "图片",
}

# A type area of 225 mm holds 22 lines of 28.95 pt, but only 21 of 29.
GRID_LINE = 28.95


@dataclass(frozen=True, slots=True)
class Page:
    """Lengths in mm, as in the style sheets of the printed page."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    header: float
    footer: float

    @property
    def type_width(self) -> float:
        return self.width - self.left - self.right


UPRIGHT = Page(210, 297, 37, 26, 35, 28, header=25, footer=24.7)
WIDE = Page(297, 210, 28, 37, 26, 35, header=15, footer=15)
FORM = Page(210, 297, 24, 20, 24, 25, header=15, footer=9)
FORM_LYING = Page(297, 210, 20, 15, 21, 15, header=12, footer=7)


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes and line pitches in pt."""

    body: float
    pitch: float
    title: float
    table: tuple[float, float]
    dense: tuple[float, float]
    closer: float = 0.0


REPORT = Look(16, GRID_LINE, 22, (12, 18), (10.5, 15), closer=-0.25)
SIGNED = Look(14, 26, 22, (12, 19), (10.5, 15))
LISTED = Look(12, 20, 18, (10.5, 15), (9, 13))


def page_of(paper: Paper) -> Page:
    if isinstance(paper, Form):
        return FORM_LYING if paper.landscape else FORM
    return UPRIGHT


def look_of(paper: Paper) -> Look:
    if isinstance(paper, Form):
        return LISTED if paper.landscape else SIGNED
    return REPORT


def set_page(section: Any, page: Page) -> None:
    """On a sectPr element."""
    size, margins = child(section, "pgSz"), child(section, "pgMar")
    values = {"w": page.width, "h": page.height}
    for name, mm in values.items():
        size.set(qn(f"w:{name}"), str(twips(mm=mm)))
    size.set(qn("w:orient"), "landscape" if page.width > page.height else "portrait")
    for name in ("top", "right", "bottom", "left", "header", "footer"):
        margins.set(qn(f"w:{name}"), str(twips(mm=getattr(page, name))))


def set_styles(document: Any, look: Look) -> None:
    _forget_table_styles(document)
    _set_defaults(document)
    _set_theme(document)
    _name_alternatives(document)
    body, pitch = look.body, look.pitch
    # Name, face, size, pitch, alignment, indent in characters, kept with what follows.
    _style(document, "Normal", FANG, body, pitch, "both", closer=look.closer)
    _style(document, "Body Text", FANG, body, pitch, "both", indent=2, closer=look.closer)
    _style(document, "Title", TITLE, look.title, max(pitch, look.title * 1.3), "center", keep=True)
    for level, face in enumerate((HEI, KAI, FANG, FANG), 1):
        _style(document, f"Heading {level}", face, body, pitch, "both", indent=2, keep=True)
    _style(document, "Caption", HEI, 14, 24, "center")
    _style(document, "Header", SONG, 10.5, 14, "left")
    _style(document, "Footer", SONG, 10.5, 14, "left")
    for name, face, (size, line), align in (
        ("TableText", FANG, look.table, "center"),
        ("TableHead", HEI, look.table, "center"),
        ("TableTextSmall", FANG, look.dense, "center"),
        ("TableHeadSmall", HEI, look.dense, "center"),
        ("FieldLabel", SONG, look.table, "center"),
        ("FieldText", FANG, look.table, "left"),
        ("SmallPrint", SONG, (10.5, 15), "left"),
        ("Imprint", FANG, (14, 24), "both"),
    ):
        _style(document, name, face, size, line, align)
    _style(document, "RedMark", TITLE, 42, 50, "center", ink="E60012")
    # One holds two tables apart or ends a page, the other grows with its picture.
    _style(document, "Gap", SONG, 1, 1, "left")
    _style(document, "Picture", SONG, look.table[0], None, "center")


def _style(
    document: Any,
    name: str,
    face: str,
    size: float,
    pitch: float | None,
    align: str,
    *,
    indent: int = 0,
    keep: bool = False,
    closer: float = 0,
    ink: str = "000000",
) -> None:
    """Whatever the template says of this style is dropped."""
    if name in OWN:
        style = document.styles.add_style(OWN[name], WD_STYLE_TYPE.PARAGRAPH)
        style.element.styleId = name
    else:
        style = document.styles[name]
    if name != "Normal":
        style.base_style = document.styles["Normal"]
    for tag in ("pPr", "rPr"):
        old = style.element.find(qn(f"w:{tag}"))
        if old is not None:
            style.element.remove(old)
    of_paragraph = _paragraph_properties(pitch, align, indent=indent, size=size, keep=keep)
    if name.startswith("Heading "):
        of_paragraph.append(element("outlineLvl", val=int(name[-1]) - 1))
    style.element.extend((of_paragraph, _run_properties(face, size, closer=closer, ink=ink)))
    style.hidden = False
    style.quick_style = True


def _paragraph_properties(
    pitch: float | None, align: str, *, indent: int, size: float, keep: bool
) -> Any:
    """In the order of ECMA-376, 17.3.1.26; without a pitch the line grows with what it holds."""
    found = element("pPr")
    if keep:
        found.append(element("keepNext"))
    found.append(element("widowControl"))
    for spaced in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        found.append(element(spaced, val=0))
    rule = "exact" if pitch else "auto"
    line = twips(pt=pitch) if pitch else 240
    found.append(element("spacing", before=0, after=0, line=line, lineRule=rule))
    first = {"firstLineChars": indent * 100, "firstLine": twips(pt=indent * size)}
    found.append(element("ind", **first))
    found.append(element("jc", val=align))
    return found


def _run_properties(face: str, size: float, *, closer: float, ink: str) -> Any:
    """In the order of ECMA-376, 17.3.2.28."""
    plain = [element(tag, val=0) for tag in ("b", "bCs", "i", "iCs")]
    return element(
        "rPr",
        fonts(face),
        *plain,
        element("color", val=ink),
        element("spacing", val=twips(pt=closer)),
        element("kern", val=0),
        element("sz", val=round(size * 2)),
        element("szCs", val=round(size * 2)),
        element("lang", val="en-US", eastAsia="zh-CN"),
    )


def _forget_table_styles(document: Any) -> None:
    """The template brings a hundred that nothing here uses."""
    styles = document.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and not style.get(qn("w:default")):
            styles.remove(style)


def _set_defaults(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    of_run = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    of_run.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")


def _set_theme(document: Any) -> None:
    """WPS names the theme's faces as missing when the machine lacks them."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = part.blob.decode()
    theme = theme.replace('<a:ea typeface=""/>', f'<a:ea typeface="{SONG}"/>')
    for latin in ("Calibri", "Cambria"):
        theme = theme.replace(
            f'<a:latin typeface="{latin}"/>', '<a:latin typeface="Times New Roman"/>'
        )
    part._blob = theme.encode()  # noqa: SLF001 -- python-docx reads a theme and cannot change it


def _name_alternatives(document: Any) -> None:
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{alternative}"/></w:font>'
        for name, alternative in ALTERNATIVES.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())  # noqa: SLF001 -- as above
