"""The small registers as sheets, in the order of the menu."""

from township_safety.activities.sheets.duties import DUTY
from township_safety.activities.sheets.events import ACCIDENT, PUBLIC_REPORT
from township_safety.activities.sheets.feedback import FEEDBACK, PROBLEM
from township_safety.activities.sheets.gatherings import DRILL, MEETING, PUBLICITY, TRAINING
from township_safety.activities.sheets.letters import LETTER, OBLIGATION
from township_safety.activities.sheets.people import ATTENDEE, TASK
from township_safety.activities.sheets.plans import PLAN_ITEM, POLICY, ROSTER, SUBMISSION
from township_safety.activities.sheets.resources import (
    FUND,
    INSURANCE,
    SAMPLING,
    STANDARDISATION,
    SURVEY,
)
from township_safety.activities.sheets.stations import STATION_FIGURE, STATION_QUESTION

SHEETS = [
    MEETING,
    TRAINING,
    PUBLICITY,
    DRILL,
    ATTENDEE,
    TASK,
    LETTER,
    OBLIGATION,
    FUND,
    SURVEY,
    ACCIDENT,
    PUBLIC_REPORT,
    SUBMISSION,
    FEEDBACK,
    PROBLEM,
    DUTY,
    PLAN_ITEM,
    ROSTER,
    POLICY,
    INSURANCE,
    SAMPLING,
    STANDARDISATION,
    STATION_QUESTION,
    STATION_FIGURE,
]
