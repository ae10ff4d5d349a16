"""When Python looks for garbage, in this one place.

Streamlit by itself collects all of memory after every script run: 0.1 to 0.4 s of CPU a click, for libraries
and record are half a million objects, none of them ever garbage. Instead:

- `by_need` turns that off, however the server was started; ``.streamlit/config.toml`` says the same.
- `settle`, once all is warm, collects a last time and freezes what is left: no later collection looks at it.
- Then the young are looked at when `YOUNG` more objects were made than given back, which is some ten clicks,
  and everything once in `SECONDS`: with the old ones frozen that takes 10 ms. It is never turned off
  altogether: a page leaves circles behind (folium's elements know their parents, refusals their frames), and
  an upload may hang on one.
"""

import gc
import time

from streamlit import config

YOUNG = 10_000
SECONDS = 60


def by_need() -> None:
    """Leave collecting to what stands here, also where Streamlit's configuration was not read."""
    config.set_option("runner.postScriptGC", False)


def settle() -> None:
    """Freeze what is in memory now, for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    gc.collect()  # so that Python knows how few are left: it waits until a quarter of those is new


def keep_house() -> None:
    """Collect once in a while; does not return."""
    while True:
        time.sleep(SECONDS)
        gc.collect()
