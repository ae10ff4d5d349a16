"""Categories across a change of scheme (crosswalks in ``reference/categories.toml``).

A category that became several cannot be followed forward; backward, all of them are the one. So a series
of counts across the change is told in the scheme in which more of it can be told: the older, as a rule.
"""

import pandas as pd

from data.terms import FORMER, crosswalks, schemes


def crosswalk(code: str, from_scheme: str, to_scheme: str) -> tuple[str, ...]:
    """What a category of one scheme may be in another.

    Returns
    -------
    tuple of str
        One code where it is clear, several where it was split, none where it is not known.
    """
    if from_scheme == to_scheme:
        return (code,)
    for source, target, becomes in crosswalks():
        if (source, target) == (from_scheme, to_scheme):
            return tuple(becomes.get(code, ()))
        if (target, source) == (from_scheme, to_scheme):
            return tuple(old for old, new in becomes.items() if code in new)
    return ()


def comparable(codes: pd.Series, scheme: pd.Series, to: str) -> pd.Series:
    """Categories of petitions in one scheme.

    Parameters
    ----------
    codes, scheme
        Category and its scheme, of each petition; shape (n,), same index.
    to
        Scheme to tell them in.

    Returns
    -------
    Series of object, shape (n,), same index
        The code in `to`; None where there is none, or more than one. None must be counted and shown apart:
        a code left as it was could be taken for one of the same name in `to`.
    """
    pairs = pd.MultiIndex.from_arrays([codes, scheme])
    places, unique = pd.factorize(pairs)
    found = [crosswalk(code, own, to) for code, own in unique]
    single = pd.Series([only[0] if len(only) == 1 else None for only in found], dtype=object)
    return pd.Series(single.to_numpy(dtype=object)[places], index=codes.index, dtype=object)


def told_in_one(codes: pd.Series, scheme: pd.Series) -> pd.Series:
    """Categories of a record that holds several schemes, in the newest of them as far as it is clear.

    Parameters
    ----------
    codes, scheme
        As in `comparable`.

    Returns
    -------
    Series of object, shape (n,), same index
        Codes of the newest scheme; what was split since is ``scheme:code``, apart from what is called alike
        now. Codes of schemes that are not known stay as they are.
    """
    known = [each for each in schemes() if each in set(scheme.unique())]
    if len(known) < 2:
        return codes
    followed = comparable(codes, scheme, known[-1])
    unclear = followed.isna()
    older = unclear & scheme.isin(known[:-1])
    kept = followed.where(~unclear, codes)
    return kept.where(~older, scheme.astype(str) + FORMER + codes.astype(str))
