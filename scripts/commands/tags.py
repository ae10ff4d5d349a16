"""Themes of petitions: look again at their words, after the list of words has changed."""

from data.clock import today
from data.petitions.tags import renew, version
from data.text import in_both
from scripts.commands.receptions import office
from scripts.commands.terminal import DEFAULT_DATABASE, AsJson, Database, actor, answer, answering, opened


def tags(database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """Look for the themes of petitions again."""
    with answering(as_json), opened(database) as store:
        count = renew(office(store, today(store.dataset())).by(actor()))
        line = in_both(
            "{n} petitions looked at, by version {version} of the list", n=count, version=version()
        )
        answer({"looked_at": count, "version": version()}, [line], as_json)
