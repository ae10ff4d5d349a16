"""Finding villages in addresses: `geo.gazetteer` against what one would write in an hour, in one run.

    python -m scripts.bench.gazetteer [--addresses 24000] [--sample 2000] [--json]

The addresses are those of `scripts.bench.addresses`. Precision: of the villages answered, the share that is
right. Recall: of the texts that determine their village, the share answered rightly. The peers are told the
same names; they know no candidates, so where several villages answer alike they give none.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from data import frames
from geo.gazetteer import Gazetteer
from geo.gazetteer.names import plain, village_forms, village_name
from scripts.bench.addresses import Address, Case, make

CUTOFF = 90
Matcher = Callable[[Sequence[str]], list[str | None]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--addresses", type=int, default=24_000)
    parser.add_argument("--sample", type=int, default=2_000, help="addresses for the slow peer")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    case = make(options.addresses)
    results = [
        measure("geo.gazetteer", gazetteer(case), case.addresses),
        measure("one regular expression", regular_expression(case), case.addresses),
        measure("rapidfuzz extractOne", extract_one(case), case.addresses[: options.sample]),
    ]
    plain_ones = ordinary(case)
    easy = [
        measure("geo.gazetteer", gazetteer(case), plain_ones),
        measure("one regular expression", regular_expression(case), plain_ones),
        measure("rapidfuzz extractOne", extract_one(case), plain_ones[: options.sample]),
    ]
    if options.json:
        print(json.dumps({"hard": results, "ordinary": easy}))
        return
    print(f"{len(case.addresses):,} hard addresses, {len({a.text for a in case.addresses}):,} different")
    show(results)
    print(kinds(case).to_string())
    print(f"{len(plain_ones):,} ordinary addresses: township, official name, house number")
    show(easy)


def measure(name: str, matcher: Matcher, addresses: list[Address]) -> dict[str, Any]:
    """Precision, recall and speed of a matcher."""
    texts = [address.text for address in addresses]
    matcher(texts[:100])
    start = time.perf_counter()
    codes = matcher(texts)
    seconds = time.perf_counter() - start
    answered = [(a, code) for a, code in zip(addresses, codes, strict=True) if code is not None]
    right = sum(address.codes == (code,) for address, code in answered)
    certain = [(a, code) for a, code in zip(addresses, codes, strict=True) if a.certain]
    return {
        "name": name,
        "precision": right / len(answered),
        "recall": sum(address.codes == (code,) for address, code in certain) / len(certain),
        "per_second": len(texts) / seconds,
    }


def show(results: list[dict[str, Any]]) -> None:
    first = results[0]["per_second"]
    for result in results:
        print(
            f"{result['name']:24} precision {result['precision']:.4%}  recall {result['recall']:.4%}"
            f"  {result['per_second']:>9,.0f} texts/s  {first / result['per_second']:.1f}x"
        )


def ordinary(case: Case, count: int = 100_000) -> list[Address]:
    """Township, official name and house number: what most cells hold."""
    now = case.divisions[case.divisions["valid_to"].isna()]
    townships = dict(zip(now["code"], now["name"], strict=True))
    villages = frames.rows(now[now["level"] == "village"])
    return [
        Address(f"{townships[v.parent]}{v.name}{n // len(villages) + 1}号", "ordinary", (v.code,), True)
        for n, v in zip(range(count), cycle(villages), strict=False)
    ]


def kinds(case: Case) -> pd.DataFrame:
    """What became of each kind of address."""
    found = Gazetteer(case.divisions, case.aliases).match([address.text for address in case.addresses])
    frame = pd.DataFrame(
        {
            "kind": [address.kind for address in case.addresses],
            "texts": 1,
            "determined": [address.certain for address in case.addresses],
            "answered": found["level"] == "village",
            "wrong": [
                level == "village" and address.codes != (code,)
                for address, code, level in zip(case.addresses, found["code"], found["level"], strict=True)
            ],
            "right candidate": [
                bool(set(address.codes) & set(candidates))
                for address, candidates in zip(case.addresses, found["candidates"], strict=True)
            ],
        }
    )
    return frame.groupby("kind").sum()


# --- the matchers ---------------------------------------------------------------------------------------


def gazetteer(case: Case) -> Matcher:
    names = Gazetteer(case.divisions, case.aliases)

    def match(texts: Sequence[str]) -> list[str | None]:
        found = names.match(texts)
        return found["code"].where(found["level"] == "village", None).tolist()

    return match


def regular_expression(case: Case) -> Matcher:
    """All forms of all names in one alternation, the longest first; a township decides equal names."""
    forms, parents = _forms(case)
    townships = case.divisions[case.divisions["level"] == "township"]
    code_of = dict(zip(townships["name"], townships["code"], strict=True))
    names = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
    above = re.compile("|".join(map(re.escape, code_of)))

    def one(text: str) -> str | None:
        text = plain(text)
        named = {code_of[name] for name in above.findall(text)}
        meant = {code for name in names.findall(above.sub(" ", text)) for code in forms[name]}
        inside = {code for code in meant if parents[code] in named} if named else meant
        return inside.pop() if len(inside) == 1 else None

    return lambda texts: [one(text) for text in texts]


def extract_one(case: Case) -> Matcher:
    """The most similar of all names, each also with its township before it."""
    forms, parents = _forms(case)
    townships = dict(zip(case.divisions["code"], case.divisions["name"], strict=True))
    choices = {name: codes for name, codes in forms.items() if len(name) > 1}
    choices |= {townships[parents[c]] + name: {c} for name, codes in choices.items() for c in codes}
    listed = list(choices)

    def one(text: str) -> str | None:
        best = process.extractOne(plain(text), listed, scorer=fuzz.WRatio, score_cutoff=CUTOFF)
        codes = choices[best[0]] if best else set()
        return next(iter(codes)) if len(codes) == 1 else None

    return lambda texts: [one(text) for text in texts]


def _forms(case: Case) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Every form of a village's name -> codes; village -> township."""
    villages = case.divisions[case.divisions["level"] == "village"]
    forms: dict[str, set[str]] = {}
    for row in frames.rows(villages):
        codes = set(row.successors) if row.successors else {row.code}
        name = village_name(row.name)
        for form in (name.bare, *village_forms(name)[0]):
            forms.setdefault(form, set()).update(codes)
    for alias, owners in case.aliases.items():
        forms.setdefault(alias, set()).update(owners)
    current = villages[villages["valid_to"].isna()]
    return forms, dict(zip(current["code"], current["parent"], strict=True))


if __name__ == "__main__":
    main()
