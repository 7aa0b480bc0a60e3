"""Reading what people type: text, dates, numbers, money, codes. Pure functions, no models."""

from township_safety.values.codes import (
    credit_code,
    credit_code_warning,
    mask_id,
    mask_phone,
    normalise_document_number,
    phone,
    split_document_number,
)
from township_safety.values.dates import parse_date, parse_moment
from township_safety.values.numbers import (
    parse_amount,
    parse_decimal,
    parse_flag,
    parse_whole,
)
from township_safety.values.text import ValueProblem, bigrams, clean_text, half_width

__all__ = [
    "ValueProblem",
    "bigrams",
    "clean_text",
    "credit_code",
    "credit_code_warning",
    "half_width",
    "mask_id",
    "mask_phone",
    "normalise_document_number",
    "parse_amount",
    "parse_date",
    "parse_decimal",
    "parse_flag",
    "parse_moment",
    "parse_whole",
    "phone",
    "split_document_number",
]
