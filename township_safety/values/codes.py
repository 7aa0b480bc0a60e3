"""Numbers that name things: official document numbers, credit codes, phones, identity cards."""

import re

from township_safety.values.text import BLANK_MARKS, ValueProblem, clean_text, half_width

_YEAR_IN_BRACKETS = re.compile(r"[〔﹝\[［【〖(（{]\s*((?:19|20)\d{2})\s*年?\s*[〕﹞\]］】〗)）}]")
_SERIAL_IN_BRACKETS = re.compile(r"〕\s*[(（\[]\s*(\d+)\s*[)）\]]\s*号")
_DOCUMENT_NUMBER = re.compile(r"(?P<prefix>.*?)〔(?P<year>\d{4})〕第?(?P<serial>\d{1,9})号?")

# GB 32100-2015: no I, O, S, V, Z; weights are the powers of 3 modulo 31.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_CREDIT_CODE = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
NO_CODE = "无"
_NO_CODE_WORDS = {
    NO_CODE,
    "没有",
    "暂无",
    "未办理",
    "无证",
    "无照",
    "无执照",
    "无代码",
    "无信用代码",
}

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:\(?(0[0-9]{2,3})\)?[- ]?)?([0-9]{7,8})(?:(?:-|转|EXT\.?)([0-9]{1,6}))?")
_SHORT = re.compile(r"[0-9]{3,6}|[48]00[- ]?[0-9]{3}[- ]?[0-9]{4}")


def normalise_document_number(text: str) -> str:
    """A 文号 with 〔〕 round the year, half-width digits and no spaces: 三政发〔2024〕11号."""
    number = re.sub(r"\s", "", clean_text(text))
    number = "".join(half_width(c) if half_width(c).isalnum() else c for c in number)
    number = _YEAR_IN_BRACKETS.sub(r"〔\1〕", number)
    return _SERIAL_IN_BRACKETS.sub(r"〕\1号", number)


def split_document_number(text: str) -> tuple[str, int, int] | None:
    """Prefix, year and serial of a 文号, or None when it has not that shape."""
    found = _DOCUMENT_NUMBER.fullmatch(normalise_document_number(text))
    if found is None:
        return None
    return found["prefix"], int(found["year"]), int(found["serial"])


def credit_code(value: object) -> str:
    """统一社会信用代码 trimmed, half-width, upper case.

    "" for an empty cell; "无" when the cell says that there is none, a legal answer of its own.
    """
    text = clean_text(value)
    if text in BLANK_MARKS:
        return ""
    code = re.sub(r"[\s\-·]", "", half_width(text)).upper()
    return NO_CODE if code in _NO_CODE_WORDS else code


def credit_code_warning(code: str) -> str | None:
    """Why the normalised code looks wrong, or None; a warning for people, never a refusal."""
    if code in ("", NO_CODE):
        return None
    if re.fullmatch(r"[0-9]{15}", code):
        return "这是旧的15位工商注册号，请核对营业执照上的18位统一社会信用代码。"
    if re.fullmatch(r"[0-9A-Z]{9}", code):
        return "这是旧的9位组织机构代码，请核对18位统一社会信用代码。"
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现有{len(code)}位，请核对营业执照。"
    if not _CREDIT_CODE.fullmatch(code):
        return "统一社会信用代码中有不该出现的字符（代码不用字母 I、O、S、V、Z），请核对。"
    if code[17] != _check_character(code):
        return "统一社会信用代码的校验位不对，可能打错了一位，请核对营业执照。"
    return None


def phone(value: object) -> str:
    """Phone numbers without decoration, several joined by 、; "" for an empty cell.

    Raises ValueProblem for what cannot be dialled.
    """
    text = half_width(clean_text(value)).upper()
    if text in BLANK_MARKS or text == "无":
        return ""
    numbers = [part for part in re.split(r"[、，,;；/]|\s{2,}", text) if part.strip()]
    return "、".join(_one_phone(part) for part in numbers)


def mask_phone(value: str) -> str:
    """The middle of each number hidden: 138****1234."""
    return re.sub(r"\d{7,}", lambda found: _masked_phone(found[0]), value)


def mask_id(value: str) -> str:
    """An identity number with only its first three and last two characters."""
    if len(value) <= 5:
        return "*" * len(value)
    return f"{value[:3]}{'*' * (len(value) - 5)}{value[-2:]}"


def _check_character(code: str) -> str:
    total = sum(_ALPHABET.index(c) * w for c, w in zip(code, _CREDIT_WEIGHTS, strict=False))
    return _ALPHABET[(31 - total % 31) % 31]


def _one_phone(text: str) -> str:
    digits = re.sub(r"^(?:\+|00)?86(?=1[3-9])", "", re.sub(r"[\s\-.]", "", text))
    if _MOBILE.fullmatch(digits):
        return digits
    if found := _LANDLINE.fullmatch(text.strip()):
        return "-".join(part for part in found.groups() if part)
    if _SHORT.fullmatch(text.strip()):
        return text.strip().replace(" ", "-")
    if found := re.fullmatch(r"0[0-9]{9,11}", digits):
        return digits
    raise ValueProblem(f"“{text.strip()}”不是电话号码；手机11位，座机写成 0512-65551234。")


def _masked_phone(number: str) -> str:
    front, back = (3, 4) if len(number) >= 11 else (2, 2)
    return f"{number[:front]}{'*' * (len(number) - front - back)}{number[-back:]}"
