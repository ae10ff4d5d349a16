"""What can be said of a text that names a place: the division, how sure, and why."""

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why a text has the answer it has."""

    OFFICIAL = "official"
    """An official name, with its suffix."""
    BARE = "bare"
    """An official name without suffix."""
    ALIAS = "alias"
    """A learned name."""
    FORMER = "former"
    """The name of a village that became part of this one."""
    TOWNSHIP = "township"
    """A township alone is named."""
    COUNTY = "county"
    """The county alone is named."""
    SEVERAL = "several"
    """Several villages are named."""
    SHARED = "shared"
    """The name belongs to several villages, or to a township as well."""
    CONTRADICTION = "contradiction"
    """The township named is not the village's, or another county is named."""
    PART = "part"
    """The name stands inside what may be a longer one, or a word that means something else."""
    UNCONFIRMED = "unconfirmed"
    """A former name whose successor nobody has confirmed."""
    SIMILAR = "similar"
    """Only a similar name is known: a typing error or a homophone."""
    NOTHING = "nothing"


SCORES = {
    Reason.OFFICIAL: 1.0,
    Reason.ALIAS: 0.97,
    Reason.BARE: 0.95,
    Reason.FORMER: 0.95,
    Reason.TOWNSHIP: 1.0,
    Reason.COUNTY: 1.0,
    Reason.NOTHING: 0.0,
}
"""Score of an answer by its reason."""

OF_THE_OTHER_KIND = 0.97
"""A village's name with a community's suffix, or the other way round."""
DOUBTED = 0.8
"""Score of candidates whose names stand in the text; similar names have less."""
MOST_CANDIDATES = 5


class Meaning(NamedTuple):
    """How a name means a village."""

    reason: Reason
    score: float


class Answer(NamedTuple):
    """What a text names beyond doubt, and what else it may mean (`Gazetteer.match` describes the fields)."""

    code: str | None
    level: str
    score: float
    reason: Reason
    candidates: tuple[str, ...] = ()
    township: str | None = None


UNKNOWN = Answer(None, "none", 0.0, Reason.NOTHING)
