"""Addresses of lists to be signed, papers, letters, agreed tasks and what villages report."""

from django.urls import include, path

from township_safety.desk import (
    accident_views,
    attendance_views,
    finding_views,
    informant_views,
    letter_views,
    proof_paper_views,
    task_views,
    village_views,
)

_RECORD = "registers/<slug:key>/<int:pk>"
_LETTER = "letters/<int:year>/<slug:letter_class>/<slug:kind>/"
_INFORMANT = "public-reports/<int:pk>/informant/"

urlpatterns = [
    path("", include("township_safety.desk.station_urls")),
    path("", include("township_safety.desk.feedback_urls")),
    path("findings/<int:pk>/untie/", finding_views.finding_untie, name="finding_untie"),
    path(f"{_RECORD}/attendance/", attendance_views.attendance, name="attendance"),
    path(f"{_RECORD}/attendance/expected/", attendance_views.expected, name="attendance_expected"),
    path(f"{_RECORD}/papers/<slug:paper>/pdf/", proof_paper_views.proof_pdf, name="proof_pdf"),
    path(f"{_RECORD}/papers/<slug:paper>/word/", proof_paper_views.proof_word, name="proof_word"),
    path("accidents/<int:pk>/report/", accident_views.accident_report, name="accident_report"),
    path("accidents/terms/", accident_views.accident_terms, name="accident_terms"),
    path(_INFORMANT, informant_views.informant, name="informant"),
    path(f"{_INFORMANT}edit/", informant_views.informant_edit, name="informant_edit"),
    path(f"{_INFORMANT}answer/", informant_views.informant_answer, name="informant_answer"),
    path(f"{_INFORMANT}pay/", informant_views.informant_pay, name="informant_pay"),
    path("public-reports/<int:pk>/confine/", informant_views.report_confine, name="report_confine"),
    path("letters/", letter_views.letters, name="letters"),
    path("letters/owed/", letter_views.letters_owed, name="letters_owed"),
    path(_LETTER, letter_views.letter, name="letter"),
    path(f"{_LETTER}pdf/", letter_views.letter_pdf, name="letter_pdf"),
    path(f"{_LETTER}word/", letter_views.letter_word, name="letter_word"),
    path("villages/returns/", village_views.villages, name="village_returns"),
    path("villages/<int:pk>/sheet/", village_views.sheet_excel, name="village_sheet_excel"),
    path("villages/<int:pk>/sheet/pdf/", village_views.sheet_pdf, name="village_sheet_pdf"),
    path("villages/<int:pk>/sheet/back/", village_views.sheet_back, name="village_sheet_back"),
    path("meetings/<int:pk>/tasks/new/", task_views.task_new, name="task_new"),
    path("tasks/", task_views.tasks, name="tasks"),
    path("tasks/<int:pk>/edit/", task_views.task_edit, name="task_edit"),
    path("tasks/<int:pk>/done/", task_views.task_done, name="task_done"),
    path("tasks/<int:pk>/void/", task_views.task_void, name="task_void"),
]
