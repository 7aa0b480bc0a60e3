"""Which characters a paper can hold at all."""


def legible(text: str) -> str:
    """Controls and non-characters, which have no shape and spoil a file, become spaces."""
    if text.isprintable():
        return text
    return "".join(character if _legal(ord(character)) else " " for character in text)


def _legal(code: int) -> bool:
    """Char of XML 1.0 (2.2), without the controls."""
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code > 0xFFFF


def width_in_ems(text: str) -> float:
    """The width of a line in characters, half-width ones counting half."""
    return sum(0.5 if character.isascii() else 1 for character in text)
