"""What leaves the system names no persons: 张三 is 张某, a telephone number keeps its ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from township_safety.organisation.models import Office, User
from township_safety.register.models import Staff
from township_safety.values import mask_id, mask_phone

_IDS = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_PHONES = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8})(?!\d)")


class Mask:
    """For texts that go out of one office."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        # The longer first: 王小明 before 王小.
        known = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        text = _IDS.sub(lambda found: mask_id(found[0]), text)
        text = _PHONES.sub(lambda found: mask_phone(found[0]), text)
        return self._names.sub(lambda found: f"{found[0][0]}某", text) if self._names else text

    @classmethod
    def of_office(cls, office: Office) -> Mask:
        people = User.objects.of_office(office).values_list("full_name", flat=True)
        staff = Staff.objects.for_offices([office]).values_list("name", flat=True)
        return cls([*people, *staff])
