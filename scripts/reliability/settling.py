"""Is every act that two users were told of on record, and none that they were told is not?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import text

from data.casework.cases import history
from data.clock import now
from data.reader import Reader
from data.scope import Role, Scope
from data.store import Store
from scripts.reliability.county import CODE
from scripts.reliability.racing import KEPT, Told
from scripts.reliability.town import CASES

OF_ONE = ("correct", "book", "save")
"""Acts of which exactly one of two may succeed; both may enter a case."""
ON_RECORD = {
    "book": """
        SELECT b.booked_by, p.number, p.number FROM bookings b JOIN petitions p ON p.id = b.petition_id
        WHERE b.cancelled_at IS NULL""",
    "enter": """
        SELECT l.actor, '', p.number FROM audit_log l JOIN petitions p ON p.id = (l.detail->>'petition')::int
        WHERE l.action = 'enter case'""",
}
"""Act -> who did it, to which case, and its mark; a reason is sealed, and read as the office reads it."""
LOGGED = {"correct": "correct case", "book": "book", "save": "save plan", "enter": "enter case"}


def lost(store: Store, told: list[Told], before: Mapping[str, int]) -> list[str]:
    """What was told and is not on record, or is and was not told; empty: nothing.

    Parameters
    ----------
    before
        What `counts` gave before anybody acted.
    """
    kept = [each for each in told if each.answer == KEPT]
    return [*_races(told), *_acts(store, kept), *_plans(store, kept), *_counts(store, kept, before)]


def counts(store: Store) -> dict[str, int]:
    """Entries of the log by action, and the version of the record."""
    with store.read() as connection:
        entries = connection.execute(text("SELECT action, count(*) FROM audit_log GROUP BY action"))
        found = {action: int(count) for action, count in entries}
    return {**found, "version": store.dataset().version}


def _races(told: Iterable[Told]) -> list[str]:
    """Of two who acted on one version exactly one succeeded."""
    races: dict[int, list[Told]] = defaultdict(list)
    for each in told:
        races[each.race].append(each)
    return [
        f"race {race}: {two[0].act} {two[0].subject}: {[each.answer for each in two]}"
        for race, two in races.items()
        if len(two) == len({each.user for each in two}) == 2
        and two[0].act in OF_ONE
        and sum(each.answer == KEPT for each in two) != 1
    ]


def _acts(store: Store, kept: list[Told]) -> list[str]:
    """Each act that was acknowledged stands on record once, and no other does."""
    found = []
    for act, record in _on_record(store).items():
        wanted: Counter[tuple[str, ...]] = Counter(
            (each.user, each.subject, _mark(each)) for each in kept if each.act == act
        )
        found += [f"lost: {act} {' '.join(key)}" for key in (wanted - record).elements()]
        found += [f"never told: {act} {' '.join(key)}" for key in (record - wanted).elements()]
    return found


def _on_record(store: Store) -> dict[str, Counter[tuple[str, ...]]]:
    """Act -> user, case and mark of all that are on record."""
    office = Reader(Scope.of(Role.OFFICE, [CODE], CODE), store, now().date())
    corrected: Counter[tuple[str, ...]] = Counter(
        (state.actor, case.number, state.reason or "")
        for case in CASES
        for state in history(office, case.number)
        if state.file is None
    )
    found = {"correct": corrected}
    with store.read() as connection:
        for act, statement in ON_RECORD.items():
            found[act] = Counter(tuple(row) for row in connection.execute(text(statement)))
    return found


def _mark(told: Told) -> str:
    return told.subject if told.act == "book" else told.mark


def _plans(store: Store, kept: list[Told]) -> list[str]:
    """Drafts of a plan have the numbers that were told, each once, and the last one's is on record."""
    drafts: dict[str, list[int]] = defaultdict(list)
    for each in kept:
        if each.act == "save":
            drafts[each.subject].append(int(each.mark))
    with store.read() as connection:
        rows = connection.execute(text("SELECT township_code, revision FROM visits"))
        record = {township: int(revision) for township, revision in rows}
    return [
        f"plan of {township}: told {sorted(drafts[township])}, on record {record.get(township)}"
        for township in sorted(drafts.keys() | record.keys())
        if sorted(drafts[township]) != list(range(1, record.get(township, 0) + 1))
    ]


def _counts(store: Store, kept: list[Told], before: Mapping[str, int]) -> list[str]:
    """As many acts were told as there are entries of the log, and states of the record."""
    after, acts = counts(store), Counter(each.act for each in kept)
    found = []
    for act, action in LOGGED.items():
        if (logged := after.get(action, 0) - before.get(action, 0)) != acts[act]:
            found.append(f"{act}: {acts[act]} were told, {logged} are logged")
    if (changes := after["version"] - before["version"]) != len(kept):
        found.append(f"{len(kept)} acts were told, the record has changed {changes} times")
    return found
