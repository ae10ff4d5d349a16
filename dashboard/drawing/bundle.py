"""The scripts of the map as one file, so that a first visit asks once for what stands in a file a subject."""

import re
from functools import cache
from pathlib import Path

SCRIPTS = Path(__file__).with_name("assets") / "map"
_OWN = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)


@cache
def bundled() -> str:
    """All of them one after the other, without what they import from each other.

    They share one scope then, in which no two call something of their own alike; nothing of another runs
    before all have been read.
    """
    return "\n".join(_OWN.sub("", path.read_text(encoding="utf-8")) for path in sorted(SCRIPTS.glob("*.js")))
