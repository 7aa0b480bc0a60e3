"""A way to send digests with one sending in vain, and scores that were published."""

from __future__ import annotations

from datetime import date

from township_safety.desk.models import DigestChannel, Part, Push, Score, ScoreSheet, Who
from township_safety.desk.scores.points import PartScore, to_json
from township_safety.organisation.models import Office, User, Village


def make_scores(office: Office, village: Village, clerk: User) -> dict[str, int]:
    sheet = ScoreSheet.objects.create(
        office=office,
        who=Who.VILLAGE,
        label="季度",
        first_day=date(2000 + village.pk % 20, 1, 1),
        last_day=date(2000 + village.pk % 20, 3, 31),
        weights={},
        published_on=date(2024, 4, 1),
        published_by=clerk,
    )
    parts = [to_json(PartScore(Part.CLOSURE))]
    score = Score.objects.create(sheet=sheet, village=village, name=village.name, parts=parts)
    return {"score_sheet": sheet.pk, "score": score.pk}


def make_digest_rows(office: Office, clerk: User) -> dict[str, int]:
    number = DigestChannel.objects.count()
    channel = DigestChannel.objects.create(
        office=office, kind="email", name=f"群{number}", recipient=clerk, address="a@example.com"
    )
    delivery = Push.objects.create(
        office=office,
        channel=channel,
        for_day=date(2024, 3, 5),
        subject="待办汇总",
        text="没有待办事项",
        state=Push.State.FAILED,
    )
    return {"channel": channel.pk, "delivery": delivery.pk}
