"""Where the marks stand on the drawing: numbers only, the template draws them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from township_safety.desk.models import Place, SketchMap
from township_safety.register.models import Site
from township_safety.values import ValueProblem, parse_decimal

WIDTH = 1000.0
_LEAST_HEIGHT, _MOST_HEIGHT = 450.0, 850.0
_MARGIN = 60.0
_GROWS, _MOST = 0.06, 10

# Colour is never alone: each class has a shape and a character of its own.
_SHAPES = {
    Site.RiskLevel.RED: ("红", "M0-15 15 0 0 15-15 0Z"),
    Site.RiskLevel.ORANGE: ("橙", "M-12-12H12V12H-12Z"),
    Site.RiskLevel.YELLOW: ("黄", "M0-17 16 11H-16Z"),
    Site.RiskLevel.BLUE: ("蓝", "M-13 0a13 13 0 1 0 26 0a13 13 0 1 0-26 0"),
}
_UNRATED = ("未", "M-13 0-7-12H7L13 0 7 12H-7Z")


@dataclass(frozen=True)
class Mark:
    """A place on the drawing; numbers as text, because a template would write 0,5 for 0.5."""

    x: str
    y: str
    scale: str
    kind: str
    sign: str
    shape: str
    name: str
    told: str
    open: int
    url: str
    outline: str = ""


@dataclass(frozen=True)
class Drawing:
    height: str
    picture_url: str
    villages: list[Mark]
    sites: list[Mark]

    @property
    def is_empty(self) -> bool:
        return not self.villages and not self.sites


@dataclass(frozen=True)
class Subject:
    """A village or a site with its place and its open hazards."""

    row: Site | object
    name: str
    place: Place | None
    open: int
    overdue: int
    url: str

    @property
    def risk(self) -> str:
        return self.row.risk_level if isinstance(self.row, Site) else ""

    @property
    def is_site(self) -> bool:
        return isinstance(self.row, Site)

    @property
    def told(self) -> str:
        late = f"，其中逾期{self.overdue}条" if self.overdue else ""
        risk = f"，风险等级{self.sign}" if self.is_site else ""
        return f"{self.name}{risk}，未整改{self.open}条{late}"

    @property
    def sign(self) -> str:
        return _shape(self.risk)[0]


def _shape(risk: str) -> tuple[str, str]:
    return _SHAPES[Site.RiskLevel(risk)] if risk else _UNRATED


def on_sketch(sketch: SketchMap, subjects: Iterable[Subject]) -> Drawing:
    height = WIDTH * sketch.height / sketch.width
    villages: list[Mark] = []
    sites: list[Mark] = []
    for one in subjects:
        place = one.place
        if place is None or place.x is None or place.y is None:
            continue
        mark = _mark(one, place.x * WIDTH / 1000, place.y * height / 1000)
        (sites if one.is_site else villages).append(mark)
    return Drawing(_number(height), sketch.picture.get_absolute_url(), villages, sites)


def by_degrees(subjects: Iterable[Subject]) -> Drawing:
    """Equirectangular about the middle of the township: exact enough for some ten kilometres."""
    placed = [
        (one, place) for one in subjects if (place := one.place) and place.longitude is not None
    ]
    borders = {place.pk: points_of(place.outline) for _, place in placed if place.outline}
    points = [(float(p.longitude or 0), float(p.latitude or 0)) for _, p in placed]
    points += [point for border in borders.values() for point in border]
    if not points:
        return Drawing(_number(_LEAST_HEIGHT), "", [], [])
    sheet = _Sheet(points)
    villages: list[Mark] = []
    sites: list[Mark] = []
    for one, place in placed:
        x, y = sheet.place(float(place.longitude or 0), float(place.latitude or 0))
        border = " ".join(
            ",".join(map(_number, sheet.place(*point))) for point in borders.get(place.pk, ())
        )
        (sites if one.is_site else villages).append(_mark(one, x, y, border))
    return Drawing(_number(sheet.height), "", villages, sites)


class _Sheet:
    """Degrees to the paper, north above."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        east, north = [x for x, _ in points], [y for _, y in points]
        self.west, self.north = min(east), max(north)
        self.narrow = math.cos(math.radians((min(north) + max(north)) / 2))
        across = (max(east) - self.west) * self.narrow
        down = self.north - min(north)
        room = WIDTH - 2 * _MARGIN
        by_width = room / across if across else math.inf
        by_height = (_MOST_HEIGHT - 2 * _MARGIN) / down if down else math.inf
        scale = min(by_width, by_height)
        self.scale = scale if math.isfinite(scale) else 0.0
        self.left = (WIDTH - across * self.scale) / 2
        used = down * self.scale + 2 * _MARGIN
        self.height = max(_LEAST_HEIGHT, used)
        self.top = (self.height - down * self.scale) / 2

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        across = (longitude - self.west) * self.narrow * self.scale
        return self.left + across, self.top + (self.north - latitude) * self.scale


def points_of(outline: str) -> list[tuple[float, float]]:
    """Longitude and latitude of each line; ValueProblem names the line that is none."""
    found = []
    for number, line in enumerate(outline.splitlines(), start=1):
        if not line.strip():
            continue
        parts = line.replace("，", ",").replace("\t", ",").split(",")
        try:
            longitude, latitude = (float(parse_decimal(part.strip()) or 0) for part in parts)
        except (ValueError, ValueProblem) as error:
            raise ValueProblem(f"第{number}行应写“经度,纬度”，如 112.345678,28.123456") from error
        if not (-180 <= longitude <= 180 and -85 <= latitude <= 85):
            raise ValueProblem(f"第{number}行的经度、纬度超出范围")
        found.append((longitude, latitude))
    if 0 < len(found) < 3:
        raise ValueProblem("村界至少要三个点")
    return found


def _mark(one: Subject, x: float, y: float, outline: str = "") -> Mark:
    sign, shape = _shape(one.risk)
    scale = 1 + _GROWS * min(one.open, _MOST)
    return Mark(
        _number(x), _number(y), f"{scale:.2f}", one.risk or "none",
        sign, shape, one.name, one.told, one.open, one.url, outline,
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:.1f}"
