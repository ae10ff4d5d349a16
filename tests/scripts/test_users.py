"""A short run of the users: nobody is told another's, no act is lost; and the judge finds where it is not so.

``python -m scripts.reliability.users`` is the long one; its figures are in docs/reliability.md.
"""

import dataclasses
import io
import random
import zipfile

import pytest

from data.casework.cases import case
from data.casework.corrections import correct
from data.clock import now
from data.reader import Reader
from data.scope import Role, Scope
from scripts.reliability import settling, town, users
from scripts.reliability.browser import unpacked
from scripts.reliability.county import CODE
from scripts.reliability.looking import Ear
from scripts.reliability.racing import KEPT, STALE, Told
from scripts.reliability.walking import Walk

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
on_server = pytest.mark.parametrize("empty_store", ["postgresql"], indirect=True)
OF_UNITS = next(user for user in town.users(20) if user.role is Role.UNIT)


@on_server
def test_users_of_two_servers_are_told_their_own_and_lose_nothing(empty_store):
    outcome = users.run(empty_store.url, users=5, seconds=12, seed=3)
    assert outcome.summary()["faults"] == []
    assert outcome.loads >= 6 and outcome.own > 0
    answers = {
        answer: {each.act for each in outcome.told if each.answer == answer} for answer in (KEPT, STALE)
    }
    assert answers[KEPT] >= {"correct", "save"} and answers[STALE] >= {"correct", "save"}


@on_server
def test_a_page_that_tells_a_user_of_others_cases_would_be_found(empty_store):
    """An account is given another unit's cases, and the page that lists them is opened as ever."""
    town.make(empty_store, 20)
    told_wrongly = dataclasses.replace(OF_UNITS, units=("试验县水务局",))
    with users.serving(empty_store.url) as address:
        for user in (OF_UNITS, told_wrongly):
            walk = Walk(user, [address], seed=1)
            walk.sign_in()
            walk.look("cases", {}, random.Random(1))
            walk.browser.close()
            assert walk.troubles == [] and walk.ear.heard > 0
            assert bool(walk.ear.foreign) == (user is told_wrongly)
            assert user is told_wrongly or walk.ear.own > 10  # the own name apart, cases


@pytest.mark.parametrize("word", ["QX0003N", "QX0003A", "QX0000P", "QX0000S", "QX0005N", "QU0001U"])
def test_each_word_of_others_is_found_also_in_a_workbook(word):
    """A case of another unit, a person of an own one, an accusation, another user."""
    ear = Ear(OF_UNITS)
    ear.hear("cases?lang=en", b"QX0000N QX0000A " + OF_UNITS.word.encode())
    assert ear.own == 3 and not ear.foreign
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("sheet.xml", f"<v>{word}</v>")
    for part in unpacked(book.getvalue()):
        ear.hear("cases?lang=en", part)
    assert list(ear.foreign) == [f"unit cases?lang=en: {word}"]


@pytest.fixture
def corrected(empty_store):
    """A record in which one of two was told that a case is corrected; counts before, and what both heard."""
    town.make(empty_store, 2)
    before = settling.counts(empty_store)
    office = Reader(Scope.of(Role.OFFICE, [CODE], CODE), empty_store, now().date()).by("user0")
    seen = case(office, "QX0000N").version
    correct(office, "QX0000N", {"agent": "race1by0"}, reason="race1by0", seen=seen)
    told = [
        Told(1, "correct", "user0", "QX0000N", KEPT, "race1by0"),
        Told(1, "correct", "user1", "QX0000N", STALE, "race1by1"),
    ]
    assert settling.lost(empty_store, told, before) == []
    return empty_store, before, told


@on_server
def test_an_act_that_is_lost_would_be_found(corrected):
    store, before, told = corrected
    both = [told[0], dataclasses.replace(told[1], answer=KEPT)]
    found = " ".join(settling.lost(store, both, before))
    assert "lost: correct user1 QX0000N race1by1" in found
    assert "race 1: correct QX0000N: ['kept', 'kept']" in found
    assert "correct: 2 were told, 1 are logged" in found
    assert "2 acts were told, the record has changed 1 times" in found


@on_server
def test_an_act_that_nobody_was_told_of_would_be_found(corrected):
    store, before, told = corrected
    neither = [dataclasses.replace(told[0], answer=STALE), told[1]]
    found = " ".join(settling.lost(store, neither, before))
    assert "never told: correct user0 QX0000N race1by0" in found
    assert "race 1: correct QX0000N: ['stale', 'stale']" in found


@on_server
def test_a_draft_over_which_another_was_saved_unseen_would_be_found(corrected):
    store, before, told = corrected
    drafts = [
        Told(2, "save", "user0", "990001001", KEPT, "1"),
        Told(3, "save", "user1", "990001001", KEPT, "1"),
    ]
    found = " ".join(settling.lost(store, [*told, *drafts], before))
    assert "plan of 990001001: told [1, 1], on record None" in found
