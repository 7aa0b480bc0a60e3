"""Where a printed line may and may not end, as invisible marks in the text.

They leave no trace in the text that is copied out of the PDF.
"""

import re

MAY_BREAK = "\u200b"
MUST_NOT_BREAK = "\u2060"

# Pango before 1.52 forbids every break beside “ ” ‘ ’, so whole phrases move to the next line.
_BESIDE_QUOTES = (
    re.compile("(?<=[\u4e00-\u9fff，。；：、！？）》〕】”’0-9%])(?=[“‘])"),
    re.compile("(?<=[”’])(?=[\u4e00-\u9fff（《〔【“‘])"),
)
# Unicode forbids a break between % and an opening bracket; in 96%（285/297） it is the only one.
_RATE_AND_BRACKET = re.compile("(?<=%)(?=（)")
# A number keeps its unit, which is at least its next character, and does not begin a line
# with the rest of a unit of two.
_NUMBER_AND_UNIT = re.compile("(?<=[0-9%])(?=[\u4e00-\u9fff㎡℃‰])")
_LONG_UNITS = re.compile(
    "(?<=[0-9][万亿])(?=[元人吨米千])"
    "|(?<=[0-9][家人户处次个座台辆])(?=次|（次）)"
    "|(?<=[0-9]公)(?=[里斤顷])|(?<=[0-9]平)(?=方)|(?<=[0-9]立)(?=方)"
)


def guided(text: str) -> str:
    """The text with breaks allowed beside quotation marks and forbidden inside 13处, 3.5万元."""
    for pattern in _BESIDE_QUOTES:
        text = pattern.sub(MAY_BREAK, text)
    text = _RATE_AND_BRACKET.sub(MAY_BREAK, text)
    text = _LONG_UNITS.sub(MUST_NOT_BREAK, text)
    return _NUMBER_AND_UNIT.sub(MUST_NOT_BREAK, text)
