"""What visits did: villages just taken into the plans beside those just left out."""

import math
from dataclasses import asdict
from typing import Any

from data import clock, frames
from data.text import LANGUAGES, Words
from data.visits.effect import VisitEffect, visit_effect
from data.visits.words import what_visits_did
from geo.statistics.paired import PairedDifference
from scripts.commands.receptions import office
from scripts.commands.terminal import DEFAULT_DATABASE, DEMO, AsJson, Database, answer, answering, opened


def effect(database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """Say what became of villages just visited beside those just left out."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        found = visit_effect(office(store, clock.today(dataset)))
        told = {language: what_visits_did(Words(language), found) for language in LANGUAGES}
        result = {"synthetic": dataset.synthetic, **_values(found)}
        result["told"] = {language[:2]: sentences for language, sentences in told.items()}
        lines = [f"{one} / {other}" for one, other in zip(*told.values(), strict=True)]
        answer(result, [DEMO] * dataset.synthetic + lines, as_json)


def _values(found: VisitEffect) -> dict[str, Any]:
    return {
        "months": found.months,
        "least": found.least,
        "held": found.held,
        "too_early": found.too_early,
        "not_known": found.not_known,
        "no_pair": found.no_pair,
        "pairs": frames.records(found.pairs),
        "petitions": _difference(found.petitions),
        "days": _difference(found.days),
    }


def _difference(found: PairedDifference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {name: value if math.isfinite(value) else None for name, value in asdict(found).items()}
