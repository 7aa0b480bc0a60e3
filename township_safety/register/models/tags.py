"""Conditions on the dimensions that every register shares; none of them multiplies rows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q


def tagged(
    model: type[models.Model],
    relation: str,
    values: Collection[Any],
    *,
    by: str = "pk",
    row: str = "pk",
) -> Q:
    """Whether a row has one of the tags: a many-to-many `relation` of `model`.

    `by` names the column of the tag that `values` are compared with; "pk" takes rows, too.
    `row` says where the tagged row is seen from: "pk" from itself, "operation" from a line.
    """
    field = model._meta.get_field(relation)
    if not isinstance(field, models.ManyToManyField) or field.remote_field.through is None:
        raise TypeError(f"{relation} of {model.__name__} is not a set of tags")
    tag = field.m2m_reverse_field_name()
    links = field.remote_field.through._default_manager.filter(
        **{
            field.m2m_field_name(): OuterRef(row),
            f"{tag}__in" if by == "pk" else f"{tag}__{by}__in": list(values),
        }
    )
    return Q(Exists(links))


def of_kind(codes: Collection[str], *, prefix: str = "") -> Q:
    """Rows of these kinds. `prefix` is the way to them from a line, as "operation__"."""
    return Q(**{f"{prefix}kind__code__in": list(codes)})


def in_sectors(codes: Collection[str], *, prefix: str = "") -> Q:
    """By main sector: the partition, in which every row stands once."""
    return Q(**{f"{prefix}sector__code__in": list(codes)})


def touching_sectors(
    model: type[models.Model], codes: Collection[str], *, prefix: str = "", row: str = "pk"
) -> Q:
    """By main or extra sector: for a labelled 其中, never for parts of a whole."""
    return in_sectors(codes, prefix=prefix) | tagged(
        model, "extra_sectors", codes, by="code", row=row
    )
