"""A one-time code for the first administrator: ``python -m scripts.first URL ADDRESS``, for run.py.

On a record that is not the demo's and has no account yet; its file is made where there is none.
"""

import sys

from data.accounts import credentials
from data.errors import NoCounty
from data.store import Store
from data.text import in_both
from geo.errors import Refused


def main(url: str, address: str) -> None:
    """Print the code and where it is typed; nothing where there is no need of one."""
    try:
        store = Store(url, create=True)
        try:
            code = None if _is_demo(store) else credentials.first_code(store)
        finally:
            store.close()
    except Refused as error:
        print(in_both(error.message, "\n", **error.values), file=sys.stderr)
        return
    if code is not None:
        print(
            in_both(
                "No account exists yet. Open {address} and make the first one with this code:",
                "\n",
                address=f"{address}/login/first",
            )
        )
        print(f"\n    {code}\n", flush=True)


def _is_demo(store: Store) -> bool:
    try:
        return store.dataset().synthetic
    except NoCounty:
        return False


if __name__ == "__main__":
    main(*sys.argv[1:])
