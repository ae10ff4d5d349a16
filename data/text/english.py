"""English sentences of the catalog tell of several; where a count is one, they tell of one.

The key of a sentence is its English (`data.text`), written once, in the plural; Chinese has no such forms.
"""

import re
from collections.abc import Mapping

_NOUNS = (
    "absences|accounts|agents|alerts|areas|bandwidths|cases|cells|changes|characters|columns|"
    "contacts|contracts|corrections|counties|days|divisions|entries|faults|files|groups|hours|"
    "instructions|kinds|leaders|lines|matches|matters|members|minutes|months|outlines|pages|pairs|"
    "parts|people|periods|persons|petitions|places|points|promises|recusals|reports|requests|"
    "residents|rows|seconds|steps|teams|times|townships|units|vertices|villages|visits|weeks|years"
)
_ONE = {"people": "person", "matches": "match", "vertices": "vertex"}
_VERBS = {
    "are": "is",
    "come": "comes",
    "differ": "differs",
    "have": "has",
    "hold": "holds",
    "lie": "lies",
    "name": "names",
    "need": "needs",
    "run": "runs",
    "say": "says",
    "stand": "stands",
    "tell": "tells",
    "wait": "waits",
    "were": "was",
}
_WHICH = r"(?:(?:more|closed|open|first|new|further|other) )?"
_OF = r"(?: (?:of|under)(?: [a-z]+){1,2})?"
_IS = "|".join(_VERBS)
_COUNTED = re.compile(rf"\{{(\w+)\}} ({_WHICH})({_NOUNS})\b(?:({_OF}) ({_IS})\b)?")


def in_number(sentence: str, values: Mapping[str, object]) -> str:
    """A sentence with its fields still open, in the singular after each count that is one."""

    def one(counted: re.Match[str]) -> str:
        field, which, noun, of, verb = (each or "" for each in counted.groups())
        if str(values.get(field)) != "1":
            return counted[0]
        return f"{{{field}}} {which}{_singular(noun)}{of}" + (f" {_VERBS[verb]}" if verb else "")

    return _COUNTED.sub(one, sentence) if any(str(each) == "1" for each in values.values()) else sentence


def _singular(noun: str) -> str:
    return _ONE.get(noun) or (f"{noun[:-3]}y" if noun.endswith("ies") else noun[:-1])
