"""How large a stored picture is, read from its first bytes."""

from __future__ import annotations

# Frames of a JPEG that state its size; C4, C8 and CC are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels; ValueError for what is no JPEG."""
    at = 2
    while content[:2] == b"\xff\xd8" and at + 9 <= len(content):
        if content[at] != 0xFF:
            break
        if content[at + 1] in _FRAMES:
            height = int.from_bytes(content[at + 5 : at + 7], "big")
            return int.from_bytes(content[at + 7 : at + 9], "big"), height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    raise ValueError("这不是一张能读出大小的图片")
