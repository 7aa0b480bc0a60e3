"""What the office did besides hazards and inspections: small dated records."""

from township_safety.activities.models.accident_reports import AccidentReport, AccidentTerms
from township_safety.activities.models.attachments import Attachment, carriers
from township_safety.activities.models.attendance import Attendance, Attendee, Gathering
from township_safety.activities.models.base import Activity, ActivityQuerySet, TaggedQuerySet
from township_safety.activities.models.duties import Obligation
from township_safety.activities.models.events import Accident, PublicReport
from township_safety.activities.models.feedback import Feedback, FeedbackProblem
from township_safety.activities.models.gatherings import Drill, Level, Meeting, Publicity, Training
from township_safety.activities.models.informants import Informant
from township_safety.activities.models.letters import (
    Counterparty,
    LetterClass,
    LetterObligation,
    SignedLetter,
    with_counterparty,
)
from township_safety.activities.models.plans import (
    DutyRoster,
    PlanItem,
    PolicyDocument,
    Submission,
)
from township_safety.activities.models.reminders import Reminder
from township_safety.activities.models.resources import (
    Fund,
    HouseholdSurvey,
    InsuranceClaim,
    SamplingTest,
    Standardisation,
)
from township_safety.activities.models.station_figures import StationContact, StationFigure
from township_safety.activities.models.stations import Asked, Slot, StationQuestion
from township_safety.activities.models.tasks import MeetingTask

__all__ = [
    "Accident",
    "AccidentReport",
    "AccidentTerms",
    "Activity",
    "ActivityQuerySet",
    "Asked",
    "Attachment",
    "Attendance",
    "Attendee",
    "Counterparty",
    "Drill",
    "DutyRoster",
    "Feedback",
    "FeedbackProblem",
    "Fund",
    "Gathering",
    "HouseholdSurvey",
    "Informant",
    "InsuranceClaim",
    "LetterClass",
    "LetterObligation",
    "Level",
    "Meeting",
    "MeetingTask",
    "Obligation",
    "PlanItem",
    "PolicyDocument",
    "PublicReport",
    "Publicity",
    "Reminder",
    "SamplingTest",
    "SignedLetter",
    "Slot",
    "Standardisation",
    "StationContact",
    "StationFigure",
    "StationQuestion",
    "Submission",
    "TaggedQuerySet",
    "Training",
    "carriers",
    "with_counterparty",
]
