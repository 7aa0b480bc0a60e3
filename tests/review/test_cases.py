"""Every way in which a report is known to contradict itself, and papers that do not."""

from __future__ import annotations

import pytest

from reports.review.findings import RULES
from reports.review.reviewing import review
from tests.review.papers import CASES, SOUND
from township_safety.periods import Period

# A page of a report in the official layout.
_PAGE = 600


def test_all_ways_are_here():
    assert [case["id"] for case in CASES] == [f"X{number:02}" for number in range(1, 94)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_contradiction_is_marked(case):
    found = review(case["text"], period=Period.parse(case["period"]))
    said = {finding.rule.code: found.quote(finding) for finding in found.findings}
    assert case["rule"] in said, said
    assert said[case["rule"]]


@pytest.mark.parametrize("paper", SOUND, ids=lambda paper: paper["name"])
def test_a_sound_paper_is_left_alone(paper):
    """No error at all, and less than one doubt or hint for a page."""
    found = review(paper["text"], period=Period.parse(paper["period"]))
    told = [(one.rule.code, found.quote(one)) for one in found.findings]
    assert not [one for one in found.findings if one.rule.severity == "error"], told
    assert len(told) * _PAGE < max(len(paper["text"]), _PAGE), told


def test_false_alarms_over_all_sound_papers():
    alarms = sum(
        len(review(paper["text"], period=Period.parse(paper["period"])).findings) for paper in SOUND
    )
    pages = sum(len(paper["text"]) for paper in SOUND) / _PAGE
    assert alarms < pages


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_says_why_and_where_it_comes_from(rule):
    assert rule.name
    assert rule.why
    assert rule.source
