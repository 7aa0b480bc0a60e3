"""应到名单和签到 of meetings, trainings and drills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Q

from township_safety.activities.models.gatherings import Drill, Meeting, Training
from township_safety.organisation.models import OwnedModel, ScopedQuerySet

Gathering = Meeting | Training | Drill

_LINKS = ("meeting", "training", "drill")


def _exactly_one() -> Q:
    condition = Q()
    for link in _LINKS:
        one = Q(**{f"{link}__isnull": False})
        for other in _LINKS:
            if other != link:
                one &= Q(**{f"{other}__isnull": True})
        condition |= one
    return condition


@dataclass(frozen=True)
class Attendance:
    """How the list stands beside the number written into the record."""

    expected: int
    present: int
    counted: int | None

    @property
    def difference(self) -> int:
        """Written into the record, less those who signed; 0 when one of both is not known."""
        return (self.counted - self.present) if self.counted is not None and self.present else 0

    @property
    def words(self) -> str:
        """What is to be said about the difference; nothing when there is none."""
        if not self.difference:
            return ""
        more = "多" if self.difference > 0 else "少"
        return (
            f"登记的参加人数是{self.counted}人，签到{self.present}人，"
            f"登记的比签到的{more}{abs(self.difference)}人，请核对。"
        )


class AttendeeQuerySet(ScopedQuerySet["Attendee"]):
    def of(self, gathering: Gathering) -> Self:
        return self.filter(**{str(gathering._meta.model_name): gathering})

    def present(self) -> Self:
        return self.filter(is_present=True)

    def attendance(self, gathering: Gathering) -> Attendance:
        found = self.of(gathering).aggregate(
            expected=Count("pk"), present=Count("pk", filter=Q(is_present=True))
        )
        return Attendance(found["expected"], found["present"], counted_in(gathering))


def counted_in(gathering: Gathering) -> int | None:
    """The number of people written into the record itself."""
    return getattr(gathering, counted_field(gathering))  # type: ignore[no-any-return]  # one of two columns


def counted_field(gathering: Gathering) -> str:
    return "participant_count" if isinstance(gathering, Drill) else "attendee_count"


class Attendee(OwnedModel):
    """One line of the list: a person, or a unit whose person signs with the own name."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name="会议", null=True, blank=True, related_name="people"
    )
    training = models.ForeignKey(
        Training, models.PROTECT, verbose_name="培训", null=True, blank=True, related_name="people"
    )
    drill = models.ForeignKey(
        Drill, models.PROTECT, verbose_name="演练", null=True, blank=True, related_name="people"
    )
    name = models.CharField("姓名", max_length=50, blank=True)
    unit = models.CharField("单位", max_length=100, blank=True)
    post = models.CharField("职务", max_length=50, blank=True)
    is_present = models.BooleanField("已签到", default=False)

    objects: ClassVar[models.Manager[Attendee]] = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参加人员"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=_exactly_one(),
                name="attendee_of_one_gathering",
                violation_error_message="会议、培训、演练三项中须填且只填一项",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(unit=""),
                name="attendee_has_name_or_unit",
                violation_error_message="姓名和单位至少填一项",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.unit, self.name) if part)
