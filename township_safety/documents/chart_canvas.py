"""What charts are drawn with: marks, texts and patterns as SVG. Lengths are in pt."""

from html import escape

from township_safety.documents.scales import text_width, wrapped

WIDTH = 442.0
# As wide as a telephone, where a drawing of the usual width cannot be read.
NARROW = 300.0
SIZE = 9.0
VALUE_SIZE = 8.0
TOP = 34.0
PLOT = 190.0
TALLEST = 560.0
# Width of a mark in the legend with the space around it.
LEGEND_MARK = 28.0
FACES = "宋体, SimSun, STSong, GW Song, GW Rare, serif"
INK = "#1f4e79"
GREY = "#c8c8c8"

# What fills the bars of the first, second, … series: (ground, strokes); None is plain ink.
HATCHES = (
    None,
    ("#fff", "M-1 1L1 -1M0 5L5 0M4 6L6 4"),
    ("#d9d9d9", ""),
    ("#fff", "M0 2.5H5"),
    ("#fff", "M0 0L5 5M0 5L5 0"),
    ("#fff", "M2.5 0V5"),
)
DASHES = ("", "6 3", "2 2", "8 2 2 2")
LINE_INK = "#b03a2e"


class Canvas:
    """Collects the drawing's elements; everything that came as text is escaped here."""

    def __init__(self, name: str, *, links: bool = False, width: float = WIDTH) -> None:
        self.name = escape(name)
        self.links = links
        self.width = width
        self.parts: list[str] = []

    def add(self, shape: str, *, href: str = "") -> None:
        """On the screen a mark may lead to a page of this site, and to no other."""
        if self.links and href.startswith("/") and not href.startswith("//"):
            shape = f'<a href="{escape(href)}">{shape}</a>'
        self.parts.append(shape)

    def patterns(self) -> str:
        return "".join(
            f'<pattern id="{self.name}-{number}" width="5" height="5" '
            f'patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="{hatch[0]}"/>'
            f'<path d="{hatch[1] or "M0 0"}" stroke="{INK}" stroke-width="0.8" fill="none"/>'
            "</pattern>"
            for number, hatch in enumerate(HATCHES)
            if hatch
        )

    def fill(self, series: int) -> str:
        number = series % len(HATCHES)
        return f"url(#{self.name}-{number})" if HATCHES[number] else INK

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: float = SIZE,
        upward: bool = False,
    ) -> None:
        turned = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if upward else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}"{turned}>'
            f"{escape(text)}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, *, ink: str = GREY) -> None:
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}" '
            'stroke-width="0.6"/>'
        )

    def bar(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        series: int,
        tip: str,
        href: str = "",
    ) -> None:
        self.add(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
            f'height="{max(height, 0):.1f}" fill="{self.fill(series)}" stroke="{INK}" '
            f'stroke-width="0.6"><title>{escape(tip)}</title></rect>',
            href=href,
        )

    def path(self, points: list[tuple[float, float]], *, series: int) -> None:
        dash = DASHES[series % len(DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{where}" fill="none" stroke="{LINE_INK}" stroke-width="1.4"'
            f"{dashed}/>"
        )

    def mark(self, x: float, y: float, *, series: int, tip: str, href: str = "") -> None:
        """A disc, a square, a triangle or an open circle."""
        ink = f'fill="{LINE_INK}"'
        shape = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" {ink}>',
            f'<rect x="{x - 2.2:.1f}" y="{y - 2.2:.1f}" width="4.4" height="4.4" {ink}>',
            f'<path d="M{x:.1f} {y - 3:.1f}l3 5h-6z" {ink}>',
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="#fff" stroke="{LINE_INK}">',
        )[series % 4]
        tag = shape[1:].split(" ", 1)[0]
        self.add(f"{shape}<title>{escape(tip)}</title></{tag}>", href=href)

    def label(
        self, x: float, y: float, text: str, *, width: float, lines: int, anchor: str = "middle"
    ) -> int:
        """A category's name, broken to the width; the number of lines it took."""
        rows = wrapped(text, width=width, size=SIZE, lines=lines)
        self.parts.append(f"<g><title>{escape(text)}</title>")
        for number, row in enumerate(rows):
            self.text(x, y + number * (SIZE + 1.5), row, anchor=anchor)
        self.parts.append("</g>")
        return len(rows)

    def tile(
        self, x: float, y: float, width: float, height: float, *, shade: str, tip: str, href: str
    ) -> None:
        """A cell of a grid."""
        self.add(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{shade}" stroke="#888" stroke-width="0.5"><title>{escape(tip)}</title></rect>',
            href=href,
        )

    def ground(self, x: float, y: float, text: str, *, size: float) -> None:
        """A text in the middle of a bar, on white so that no hatching runs through it."""
        width = text_width(text, size) + 2
        self.parts.append(
            f'<rect x="{x - width / 2:.1f}" y="{y - size * 0.9:.1f}" width="{width:.1f}" '
            f'height="{size * 1.1:.1f}" fill="#fff" stroke="none"/>'
        )
        self.text(x, y, text, anchor="middle", size=size)
