"""Villages and sectors named in a column of a form."""

from __future__ import annotations

import re

from township_safety.organisation.models import Office, Village
from township_safety.register.models import Sector

# A line with such a name stands for all parts together.
_WHOLE = re.compile(r"(?:合|总|共|小)?计(?:数)?|全[乡镇街区县][道区]?|全部|总数")
_ENDING = re.compile(
    r"(?:村民委员会|居民委员会|村委会|居委会|社区居委会|行政村|社区|村|居|领域|行业|安全|方面)$"
)
_SIGNS = re.compile(r"[\s\d.、，,:：（）()“”]+")
WHOLE = ""


class NameBook:
    """The office's own names, with and without what people add to them."""

    def __init__(self, office: Office) -> None:
        villages = Village.objects.for_offices([office.pk]).counted()
        sectors = Sector.objects.available_to(office)
        self.codes: dict[str, dict[str, str]] = {
            "village": {_plain(row.name): str(row.uid) for row in villages},
            "sector": {_plain(row.name): row.code for row in sectors},
        }

    def code(self, dimension: str, text: str) -> str | None:
        """The code of that name; WHOLE for a total, None when nobody is called so."""
        plain = _SIGNS.sub("", text)
        if _WHOLE.fullmatch(plain):
            return WHOLE
        return self.codes.get(dimension, {}).get(_plain(text)) or None

    def dimension_of(self, texts: list[str]) -> str:
        """Of what these are the names, when at least two of them and half of all are known."""
        said = [text for text in texts if text and self.code("village", text) != WHOLE]
        for dimension in self.codes:
            known = sum(self.code(dimension, text) is not None for text in said)
            if known >= 2 and known * 2 >= len(said):
                return dimension
        return ""


def _plain(text: str) -> str:
    """下村村委会 and 下村 are one."""
    bare = _SIGNS.sub("", text)
    while (shorter := _ENDING.sub("", bare)) and shorter != bare:
        bare = shorter
    return bare
