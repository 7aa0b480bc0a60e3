"""One turn of a part that is repeated: of which sector, campaign … it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """Left out when it has nothing to say, unless it `stays`."""

    dimension: str
    code: str
    words: tuple[tuple[str, str], ...] = ()
    stays: bool = False

    @classmethod
    def of(cls, dimension: str, code: str, words: Mapping[str, str], *, stays: bool) -> Turn:
        return cls(dimension, code, tuple(words.items()), stays)


def codes_of(turns: tuple[Turn, ...]) -> dict[str, str]:
    return {turn.dimension: turn.code for turn in turns}


def words_of_turns(turns: tuple[Turn, ...]) -> dict[str, str]:
    return {name: text for turn in turns for name, text in turn.words}
