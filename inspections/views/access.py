"""Which outing a request may reach; anything outside is a 404."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from inspections.models import Operation, OperationTarget
from township_safety.organisation.http import UserRequest
from township_safety.organisation.permissions import Permission


def operation_of(request: UserRequest, pk: int) -> Operation:
    """An outing that this person may write to."""
    found = Operation.objects.scoped_for(request.user).select_related("office", "kind", "village")
    operation = get_object_or_404(found, pk=pk)
    if not request.user.may(Permission.RECORD, office_id=operation.office_id):
        raise PermissionDenied
    return operation


def target_of(request: UserRequest, pk: int, row: int) -> OperationTarget:
    operation = operation_of(request, pk)
    targets = operation.targets.counted().select_related("site", "category", "office")
    target = get_object_or_404(targets, pk=row)
    target.operation = operation
    return target
