"""Words of files that no code is known for: the office says what each means, and may take it back."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements
from dashboard.language import _, number
from dashboard.markdown import plain
from dashboard.pages.importing.fields import code_name, field_names
from data.importing.petitions.unknown import HIDDEN
from data.importing.petitions.words import explain, explained, forget, known_codes, unexplained
from data.scope import Scope

KEY = "words"
LISTED = 30
"""Words asked about at a time, the most frequent first."""


def see(words: Mapping[str, Mapping[str, int]]) -> None:
    """Keep the unknown words of a file until they are explained."""
    steps.keep(KEY, {field: dict(counts) for field, counts in words.items()})


def show(scope: Scope) -> None:
    """A list of codes for each unknown word, of the record and of the file checked last."""
    known = explained(cache.store())
    waiting = _waiting(scope, known)
    if waiting:
        _ask(scope, waiting)
    steps.show(KEY)
    if known:
        _known(scope, known)


def _waiting(scope: Scope, known: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, int]]:
    """Field, word and petitions, the most frequent first."""
    counts = Counter[tuple[str, str]]()
    for field, words in unexplained(cache.reader(scope)).items():
        counts += Counter({(field, word): count for word, count in words.items()})
    for field, words in (steps.kept(KEY) or {}).items():
        for word, count in words.items():
            if word != HIDDEN and word not in known.get(field, {}):
                counts[field, word] = max(counts[field, word], count)
    return [(field, word, count) for (field, word), count in counts.most_common(LISTED)]


def _ask(scope: Scope, waiting: list[tuple[str, str, int]]) -> None:
    names = field_names()
    st.subheader(_("Words that nobody has explained"))
    elements.quiet(
        _("Choose what they mean. Every petition with the word takes it, on record and in files to come.")
    )
    with steps.form(KEY):
        chosen = {}
        for at, (field, word, count) in enumerate(waiting):
            label = _("{field}: {word} ({n})", field=names[field], word=word, n=number(count))
            if at % 3 == 0:
                grid = st.columns(3, gap="small")
            with grid[at % 3]:
                chosen[field, word] = st.selectbox(
                    plain(label),
                    known_codes(field),
                    None,
                    partial(code_name, field),
                    key=f"word-{field}-{word}",
                    placeholder=_("leave it as it is"),
                )
        sent = st.form_submit_button(_("Keep what they mean"))
    if sent:
        with steps.taking(KEY):
            changed = left = 0
            for (field, word), code in chosen.items():
                if code is not None:
                    result = explain(cache.writer(scope), field, word, code)
                    changed, left = changed + result.changed, left + result.left
            steps.done(_("{n} petitions changed", n=number(changed)))
            if left:
                steps.done(
                    _("{n} cases with a closing date cannot be open and stay as they are", n=number(left))
                )
        st.rerun()


def _known(scope: Scope, known: Mapping[str, Mapping[str, str]]) -> None:
    names = field_names()
    every = [(field, word, code) for field, words in known.items() for word, code in words.items()]
    with st.expander(plain(_("Words that were explained: {n}", n=number(len(every))))):
        at = st.selectbox(
            _("Word"),
            range(len(every)),
            None,
            lambda at: _(
                "{field}: {word} means {code}",
                field=names[every[at][0]],
                word=every[at][1],
                code=code_name(every[at][0], every[at][2]) if every[at][2] else "—",
            ),
            key="word-known",
        )
        if st.button(_("Take the meaning back"), disabled=at is None) and at is not None:
            with steps.taking(KEY):
                result = forget(cache.writer(scope), *every[at][:2])
                steps.done(_("{n} petitions changed", n=number(result.changed)))
            st.rerun()
