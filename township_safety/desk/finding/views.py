"""查找: the page of answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from hazards.models import Hazard
from township_safety.desk.finding.asking import LEAST, LONGEST, Question
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.VIEW)
def find(request: UserRequest) -> HttpResponse:
    """A whole number of a hazard opens the hazard itself."""
    question = Question(request.GET.get("q", ""), reader=request.user)
    if question.is_asked:
        numbered = Hazard.objects.scoped_for(request.user).numbered(question.text)
        if numbered is not None:
            return redirect(numbered)
    groups = [
        (group, [(hit, hit.marked(question.words)) for hit in group.hits])
        for group in question.groups()
    ]
    context = {"question": question, "groups": groups, "least": LEAST, "longest": LONGEST}
    return render(request, "finding/found.html", context)
