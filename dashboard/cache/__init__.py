"""The only place that uses ``st.cache_*``. Keys hold scope, versions and parameters, never frames.

A cache names the subjects of the record that it reads (`data.tables.SubjectVersion`): what changes another
subject leaves it as it is.

What comes out is shared between sessions and must not be changed by the caller.
"""

from dashboard.cache.ahead import answer_ahead, usual
from dashboard.cache.counting import (
    by_month,
    by_village,
    cases_behind,
    casework,
    facts,
    figures,
    handled,
    liaison,
    newest_scheme,
    periods,
    requests,
    sent,
    tally,
    totals,
)
from dashboard.cache.hubs import more_hubs, reach
from dashboard.cache.keys import Key, newest, reader, writer
from dashboard.cache.land import Geography, as_of, geography, rules, warm
from dashboard.cache.meetings import snapshot, standing
from dashboard.cache.spots import complete, hot, measured, new, now, typical_heat, undecided
from dashboard.cache.visits import (
    on_record,
    planned,
    plans_of_day,
    reliability,
    township_year,
    units_along,
    visit_effect,
)
from dashboard.record import begin_record, store
from data.clock import today

__all__ = [
    "Geography",
    "Key",
    "answer_ahead",
    "as_of",
    "begin_record",
    "by_month",
    "by_village",
    "cases_behind",
    "casework",
    "complete",
    "facts",
    "figures",
    "geography",
    "handled",
    "hot",
    "liaison",
    "measured",
    "more_hubs",
    "new",
    "newest",
    "newest_scheme",
    "now",
    "on_record",
    "periods",
    "planned",
    "plans_of_day",
    "reach",
    "reader",
    "reliability",
    "requests",
    "rules",
    "sent",
    "snapshot",
    "standing",
    "store",
    "tally",
    "today",
    "totals",
    "township_year",
    "typical_heat",
    "undecided",
    "units_along",
    "usual",
    "visit_effect",
    "warm",
    "writer",
]
