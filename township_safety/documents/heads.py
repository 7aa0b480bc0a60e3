"""What a document sent out by the office carries over and under its text (红头文件)."""

from dataclasses import dataclass
from datetime import date

from township_safety.documents.characters import width_in_ems

# The type area's width less a margin, and the sizes of a red mark that have a style.
MARK_PT = 400
MARK_SIZES = (48, 42, 36, 30, 26, 22, 18)


@dataclass(frozen=True, slots=True)
class RedHead:
    """版头 of a document sent out by the office; `signer` (签发人) only on one for a superior."""

    mark: str
    number: str
    signer: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""

    @property
    def mark_size(self) -> int:
        """In pt: as large as one line of the type area holds, and no larger than looks well."""
        return next((size for size in MARK_SIZES if size * width_in_ems(self.mark) <= MARK_PT), 16)


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last page, which is one with an even number."""

    copies_to: str
    body: str
    on: date | None = None
