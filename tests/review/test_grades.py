"""一般 and 重大 are the whole of what was found: neither more nor less."""

import pytest

from reports.review.reviewing import review
from township_safety.periods import Period

APRIL = Period.of_month(2024, 4)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ("一般隐患5处、重大隐患1处", []),
        ("一般隐患5处、重大隐患2处", ["合计6，分项5＋2"]),
        ("一般隐患3处、重大事故隐患2处", ["合计6，分项3＋2"]),
        ("重大隐患2处", []),
        ("一般隐患4处", []),
    ],
)
def test_parts_by_grade_are_added(parts, said):
    found = review(f"4月，全乡共排查隐患6处，其中{parts}。", period=APRIL).findings
    assert [one.said for one in found if one.rule.code == "parts_and_total"] == said
