"""Numbers that we issue: per office, kind and year, without a gap, never twice."""

from __future__ import annotations

from typing import Self

from django.db import models, transaction


class NumberSequenceQuerySet(models.QuerySet["NumberSequence"]):
    def for_office(self, office_id: int) -> Self:
        return self.filter(office=office_id)

    def next_number(self, *, office_id: int, kind: str, year: int) -> int:
        """The next number; call it inside the transaction that uses it.

        The counter row stays locked until that transaction ends: a rollback gives the
        number back, so none is skipped, and two writers wait for each other.
        """
        sequence = self._locked(office_id=office_id, kind=kind, year=year)
        sequence.last += 1
        sequence.save(update_fields=["last"])
        return sequence.last

    def next_run(self, count: int, *, office_id: int, kind: str, year: int) -> tuple[int, int]:
        """First and last of so many numbers in one piece, as next_number() gives one."""
        sequence = self._locked(office_id=office_id, kind=kind, year=year)
        first = sequence.last + 1
        sequence.last += count
        sequence.save(update_fields=["last"])
        return first, sequence.last

    def move_past(self, number: int, *, office_id: int, kind: str, year: int) -> None:
        """Numbers up to this one were used before (imported or given out on paper)."""
        sequence = self._locked(office_id=office_id, kind=kind, year=year)
        if number > sequence.last:
            sequence.last = number
            sequence.save(update_fields=["last"])

    def _locked(self, *, office_id: int, kind: str, year: int) -> NumberSequence:
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("a number is given out only inside a transaction")
        self.get_or_create(office_id=office_id, kind=kind, year=year)
        return self.select_for_update().get(office_id=office_id, kind=kind, year=year)


class NumberSequence(models.Model):
    office = models.ForeignKey(
        "organisation.Office", models.PROTECT, verbose_name="单位", related_name="+"
    )
    kind = models.CharField("种类", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField(
        "已用到的号", default=0, help_text="启用本系统前已用的最后一个号；下一个从它后面接着编"
    )

    objects = NumberSequenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "编号"
        ordering = ["office", "kind", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "year"], name="one_sequence_per_office_kind_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.last}"
