"""The demonstration township: invented, made from a fixed seed, different only by today's date."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db import transaction

from township_safety.desk.demo.answers import write_answers
from township_safety.desk.demo.cases import Finder
from township_safety.desk.demo.clearances import write_clearances
from township_safety.desk.demo.consultations import write_consultations
from township_safety.desk.demo.counts import write_counts
from township_safety.desk.demo.courses import Planner
from township_safety.desk.demo.current import Today, major_cases
from township_safety.desk.demo.days import Window
from township_safety.desk.demo.drafts import write_drafts, write_phrases, write_questions
from township_safety.desk.demo.duties import write_duties
from township_safety.desk.demo.events import write_events
from township_safety.desk.demo.feedback import write_feedback
from township_safety.desk.demo.finds import Searcher, write_findings
from township_safety.desk.demo.handed import write_handed
from township_safety.desk.demo.handovers import write_handover
from township_safety.desk.demo.issued import write_issued
from township_safety.desk.demo.leaders import write_leaders
from township_safety.desk.demo.licences import site_licences
from township_safety.desk.demo.lives import write_lives
from township_safety.desk.demo.maps import write_places
from township_safety.desk.demo.outings import write_outings
from township_safety.desk.demo.papers import advice, give_numbers, write_papers
from township_safety.desk.demo.photos import write_photos
from township_safety.desk.demo.programme import void_some, write_programme
from township_safety.desk.demo.proofs import write_proofs
from township_safety.desk.demo.rounds import write_rounds
from township_safety.desk.demo.signed import write_signed
from township_safety.desk.demo.sites import place_sites
from township_safety.desk.demo.stations import write_stations
from township_safety.desk.demo.township import founded, teams
from township_safety.desk.demo.visits import write_visits


class Output(Protocol):
    def write(self, msg: str, /) -> object: ...


@transaction.atomic
def load(*, today: date, stdout: Output, signs: bool = True) -> None:
    """Fill the empty ledger with everything from two years back until yesterday.

    The report that was signed takes a third of the time: `signs` says whether it is wanted.
    """
    place = founded(Window.until(today))
    place_sites(place)
    place.ledger.write(list(teams(place)))
    place.ledger.write(list(site_licences(place)))
    write_leaders(place)

    planner = Planner(place)
    searcher = Searcher(place, Finder(place), planner)
    finds = searcher.search()
    finds.cases += [*major_cases(searcher, planner), *Today(searcher, planner).cases()]
    planner.papers += advice(place)
    give_numbers(place, planner.papers)

    write_outings(place, finds.outings)
    write_counts(place, finds.cases)
    hazards = [life.hazard for life in write_lives(place, finds.cases)]
    write_papers(place, planner.papers)
    write_visits(place, planner.papers)
    write_findings(place, finds.cases)
    write_answers(place, finds.outings, finds.cases)
    write_programme(place, hazards)
    void_some(place)
    write_rounds(place)
    write_duties(place)
    write_events(place, finds.cases)
    write_consultations(place, hazards)
    write_clearances(place, hazards)
    write_photos(place, hazards)
    write_proofs(place)
    write_feedback(place)
    write_signed(place, planner.papers)
    write_stations(place)
    write_drafts(place)
    if signs:
        write_issued(place)
    write_handed(place)
    write_questions(place)
    write_phrases(place)
    write_places(place)
    write_handover(place, hazards)
    place.ledger.close()
    stdout.write(
        f"演示乡：{place.office}，监管对象{sum(map(len, place.sites.values()))}家，"
        f"隐患{len(hazards)}处，检查执法{len(finds.outings)}次"
    )
