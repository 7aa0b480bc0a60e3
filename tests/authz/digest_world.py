"""A way to send digests with one sending in vain."""

from __future__ import annotations

from datetime import date

from township_safety.desk.models import Delivery, DigestChannel
from township_safety.organisation.models import Office, User


def make_digest_rows(office: Office, clerk: User) -> dict[str, int]:
    number = DigestChannel.objects.count()
    channel = DigestChannel.objects.create(
        office=office, kind="email", name=f"群{number}", recipient=clerk, address="a@example.com"
    )
    delivery = Delivery.objects.create(
        office=office,
        channel=channel,
        for_day=date(2024, 3, 5),
        subject="待办汇总",
        text="没有待办事项",
        state=Delivery.State.FAILED,
    )
    return {"channel": channel.pk, "delivery": delivery.pk}
