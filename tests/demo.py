"""What tests add to the demo county."""

import datetime as dt

from data.store import Store
from tests.county import finding

AS_OF = dt.date(2026, 11, 24)
"""The day of the demo that is looked at."""

SPOT = ["330726101304", "330726101305", "330726101309", "330726101314"]
"""The villages in which the demo has more of ecology for five months."""


def keep_finding(path) -> None:
    """Keep a finding in the demo of a file, as the daily run does."""
    store = Store(str(path))
    with store.write("test", "findings", "") as session:
        session.add(
            finding(
                SPOT,
                category="ecology",
                since=dt.date(2026, 7, 25),
                first_found=AS_OF,
                last_found=AS_OF,
                cases=120,
                expected=20.0,
            )
        )
    store.close()
