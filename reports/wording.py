"""A wording as the editor shows it, in Chinese, and as it is stored, with keys and codes.

    {隐患.排查数|行业=消防}    on the screen        {hazard.found|sector=fire}    in the database

Only what stands in braces is translated; a name that cannot be told apart stays a code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from reports.figures import DIMENSIONS, NONE, REGISTRY, UnknownFigure
from reports.questions import EMPTY, choices_of
from reports.text import FORMS
from township_safety.organisation.models import Office

THE_ROUND = "$"
OF_THE_ROUND = "逐个"
FORM_LABEL = "写法"
_TOKEN = re.compile(r"\{([^{}]*)\}")
_WIDE = str.maketrans({"｜": "|", "＝": "=", "，": ",", "．": "."})


@dataclass
class Translator:
    """Between keys and names, with the lists of one office (or only the shared ones)."""

    office: Office | None = None
    _choices: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def shown(self, stored: str) -> str:
        """As people read it."""
        return _each_token(stored, self._shown)

    def stored(self, shown: str) -> str:
        """As it is kept. What it does not know stays, for the check to name."""
        return _each_token(shown, self._stored)

    def choices(self, key: str, dimension: str) -> dict[str, str]:
        """Codes and names that the dimension of this figure has."""
        asked = (key, dimension)
        if asked not in self._choices:
            self._choices[asked] = choices_of(REGISTRY.get(key), dimension, office=self.office)
        return self._choices[asked]

    def _shown(self, key: str, options: list[tuple[str, str]]) -> str:
        try:
            name = REGISTRY.get(key).name
        except UnknownFigure:
            return _joined(key, options)
        return _joined(name, [self._shown_option(key, *option) for option in options])

    def _shown_option(self, key: str, name: str, codes: str) -> tuple[str, str]:
        if name == "as":
            return FORM_LABEL, FORMS.get(codes, codes)
        if name not in DIMENSIONS:
            return name, codes
        label = DIMENSIONS[name].label
        if codes == THE_ROUND:
            return label, OF_THE_ROUND
        names = self._names(key, name)
        return label, ",".join(names.get(code, code) for code in codes.split(","))

    def _names(self, key: str, dimension: str) -> dict[str, str]:
        """Code to name, without names that two codes share or that would break the wording."""
        known = {NONE: EMPTY, **self.choices(key, dimension)}
        counted = list(known.values())
        return {
            code: name
            for code, name in known.items()
            if counted.count(name) == 1
            and not set(name) & set(",|={}[]，｜＝")
            and name not in known
        }

    def _stored(self, name: str, options: list[tuple[str, str]]) -> str:
        key = _keys().get(name, name)
        if key not in REGISTRY.figures:
            return _joined(name, options)
        return _joined(key, [self._stored_option(key, *option) for option in options])

    def _stored_option(self, key: str, label: str, names: str) -> tuple[str, str]:
        if label in (FORM_LABEL, "as"):
            codes = {shown: code for code, shown in FORMS.items()}
            return "as", codes.get(names, names)
        dimension = _dimensions().get(label, label)
        if dimension not in DIMENSIONS:
            return label, names
        if names == OF_THE_ROUND:
            return dimension, THE_ROUND
        codes = {name: code for code, name in self._names(key, dimension).items()}
        return dimension, ",".join(codes.get(one.strip(), one.strip()) for one in names.split(","))


def token_of(key: str, filters: dict[str, str], form: str = "") -> str:
    """A token as it is stored."""
    options = [(name, codes) for name, codes in filters.items() if codes]
    return "{" + _joined(key, [*options, *([("as", form)] if form else [])]) + "}"


def _each_token(wording: str, translate: Callable[[str, list[tuple[str, str]]], str]) -> str:
    def one(match: re.Match[str]) -> str:
        inner = match.group(1)
        head, *rest = [part.strip() for part in inner.translate(_WIDE).split("|")]
        options = [tuple(part.partition("=")[::2]) for part in rest]
        if any("=" not in part for part in rest):
            return match.group(0)
        return "{" + translate(head, [(name, codes) for name, codes in options]) + "}"

    return _TOKEN.sub(one, wording)


def _joined(head: str, options: list[tuple[str, str]]) -> str:
    return "|".join([head, *(f"{name}={codes}" for name, codes in options)])


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    return {figure.name: figure.key for figure in REGISTRY.figures.values()}


@lru_cache(maxsize=1)
def _dimensions() -> dict[str, str]:
    return {dimension.label: dimension.key for dimension in DIMENSIONS.values()}
