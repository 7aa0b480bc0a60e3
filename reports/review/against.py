"""A text against the ledger of an office: each number, and the names that must be registered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from reports.figures import DIMENSIONS, REGISTRY, Request, Scope, Value, evaluate
from reports.models.saying import with_unit
from reports.printing import link_to_rows, text_of_value
from reports.questions import accepts, choices_of
from reports.review.counts import Count
from reports.review.findings import Finding, at, rule
from reports.review.matching import LINES, Candidate, Matcher, Names
from reports.review.reviewing import Review
from township_safety.organisation.models import Office
from township_safety.periods import Period

DIFFERS = rule(
    "differs_from_ledger",
    "与台账不符",
    "报出的数要与台账一致",
    "台账数据指标，点开可看明细",
)
UNBACKED = rule(
    "not_backed",
    "手写的数，台账里没有",
    "自写内容里的数不随台账变化，台账里也找不到它",
    "报告的数从台账取",
    severity="hint",
)

Verdict = Literal["equal", "differs", "part", "unknown"]
VERDICTS: dict[Verdict, str] = {
    "equal": "一致",
    "differs": "不一致",
    "part": "比台账少，可能只是其中一部分",
    "unknown": "台账里没有对应的数据",
}


@dataclass(frozen=True)
class Match:
    """A number of the text and the figure it was held against."""

    count: Count
    verdict: Verdict
    value: Value | None = None
    # The figure in words, with what it was narrowed to, and by which words it was found.
    how: str = ""

    @property
    def verdict_label(self) -> str:
        return VERDICTS[self.verdict]

    @property
    def words(self) -> str:
        """The end of what stands before the number."""
        return self.count.before[-14:]

    @property
    def ledger_text(self) -> str:
        return with_unit(text_of_value(self.value), self.value.unit) if self.value else ""

    @property
    def href(self) -> str:
        return link_to_rows(self.value.request) if self.value else ""


def matches(
    found: Review, *, office: Office, period: Period, counts: Sequence[Count] | None = None
) -> list[Match]:
    """Each number with the figure it comes closest to; one evaluation for all of them."""
    scope = Scope((office.pk,), period)
    names = _names(office)
    matcher = Matcher(names)
    asked: list[tuple[Count, list[tuple[Candidate, Request]]]] = []
    for count in found.counts if counts is None else counts:
        if count.unit == "%" or count.is_each:
            continue
        heading = "".join(found.passage.paragraphs[count.paragraph].path)
        candidates = [
            (one, Request(one.key, scope.narrowed(**dict(one.filters))))
            for one in matcher.candidates(count, heading)
        ]
        asked.append((count, candidates))
    values = evaluate({request for _, candidates in asked for _, request in candidates})
    return [_match(count, candidates, values, names) for count, candidates in asked]


def differences(found: list[Match]) -> Iterator[Finding]:
    for match in found:
        if match.verdict == "differs":
            said = f"写的是{match.count.text}，台账是{match.ledger_text}（{match.how}）"
            yield at(DIFFERS, match.count, said, "按台账改正，或补登台账；口径不同的写明口径")


def unbacked(found: list[Match]) -> Iterator[Finding]:
    """For passages that are typed by hand: numbers that no figure of the ledger gives."""
    for match in found:
        if match.verdict != "equal":
            said = f"“{match.count.text}”台账里没有"
            if match.value is not None:
                said = f"“{match.count.text}”，台账是{match.ledger_text}（{match.how}）"
            yield at(UNBACKED, match.count, said, "改用数据项，或补登台账")


# Whatever figure they narrow, the choices are the same.
_SAME = frozenset({"sector", "site_category", "led_by", "campaign", "source"})


def _names(office: Office) -> Names:
    """The choices of every dimension that a line looks for; those of all lines once."""
    kept: dict[str, dict[str, str]] = {}
    names = {}
    for line in LINES:
        figure = REGISTRY.get(line.key)
        for dimension in line.by:
            if not accepts(figure, dimension):
                continue
            if dimension in _SAME:
                if dimension not in kept:
                    kept[dimension] = choices_of(figure, dimension, office=office)
                names[line.key, dimension] = kept[dimension]
            else:
                names[line.key, dimension] = choices_of(figure, dimension, office=office)
    return names


def _match(
    count: Count,
    candidates: list[tuple[Candidate, Request]],
    values: dict[Request, Value],
    names: Names,
) -> Match:
    known = [(one, values[request]) for one, request in candidates if values[request].recorded]
    for candidate, value in known:
        if _is_equal(count, value):
            return Match(count, "equal", value, _how(candidate, value, names))
    backed = [(one, value) for one, value in known if value.rows and not one.is_weak]
    if not backed or not (count.role or backed[0][0].filters):
        return Match(count, "unknown")
    candidate, value = backed[0]
    verdict: Verdict = "differs" if _contradicts(count, value) else "part"
    return Match(count, verdict, value, _how(candidate, value, names))


_TOTAL = re.compile(r"全[乡镇县市区街]|累计|合计|各类|上半年|全年|本月|本期|本季度")


def _contradicts(count: Count, value: Value) -> bool:
    """More than the ledger has, or a total that is less; any other can be a part of it."""
    if value.number is None or count.number > Decimal(value.number):
        return True
    sentence = count.sentence[: count.start - count.sentence_start + 1]
    return bool(_TOTAL.search(sentence)) and not count.is_part and not value.request.scope.filters


def _is_equal(count: Count, value: Value) -> bool:
    if value.number is None:
        return False
    number = Decimal(value.number)
    if not count.is_about:
        return number == count.number
    # 2000余: anything up to the next step of the last digit that is written.
    step = Decimal(10) ** max(0, _zeros(count.number))
    return count.number - step <= number < count.number + step


def _zeros(number: Decimal) -> int:
    digits = f"{number.to_integral_value():f}"
    return len(digits) - len(digits.rstrip("0"))


def _how(candidate: Candidate, value: Value, names: Names) -> str:
    parts = [REGISTRY.get(candidate.key).name]
    for dimension, codes in value.request.scope.filters:
        known = names[candidate.key, dimension]
        parts.append(
            f"{DIMENSIONS[dimension].label}：{'、'.join(known.get(code, code) for code in codes)}"
        )
    if candidate.said:
        parts.append("按文中的“" + "”“".join(candidate.said) + "”")
    return "，".join(parts)
