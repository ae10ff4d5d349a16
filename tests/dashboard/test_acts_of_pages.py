"""Every act of a page has a way back on a page, or asks first and names what follows from it."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.data.test_acts import acts

ROOT = Path(__file__).resolve().parents[2]
WAYS_BACK = {
    "data.accounts.accounts.add": "data.accounts.accounts.disable",
    "data.accounts.accounts.enable": "data.accounts.accounts.disable",
    "data.accounts.sources.add_source": "data.accounts.sources.revoke_source",
    "data.casework.corrections.bring_back": "data.casework.corrections.withdraw",
    "data.casework.corrections.withdraw": "data.casework.corrections.bring_back",
    "data.casework.entry.enter": "data.casework.corrections.withdraw",
    "data.casework.steps.take": "data.casework.steps.undo",
    "data.casework.steps.undo": "data.casework.steps.take",
    "data.casework.together.accept": "data.casework.steps.undo",
    "data.casework.together.forward": "data.casework.steps.undo",
    "data.desk.booked.enter_booked": "data.desk.outcomes.undo",
    "data.desk.entering.arrive": "data.desk.outcomes.undo",
    "data.desk.entering.enter": "data.desk.outcomes.undo",
    "data.desk.outcomes.record": "data.desk.outcomes.undo",
    "data.desk.queue.call": "data.desk.outcomes.undo",
    "data.desk.taking_over.take_over": "data.desk.outcomes.undo",
    "data.followup.instructions.finish": "data.followup.instructions.reopen",
    "data.followup.instructions.reopen": "data.followup.instructions.finish",
    "data.hotspots.findings.confirm": "data.hotspots.findings.dismiss",
    "data.hotspots.findings.dismiss": "data.hotspots.findings.confirm",
    "data.importing.petitions.words.explain": "data.importing.petitions.words.forget",
    "data.importing.petitions.words.forget": "data.importing.petitions.words.explain",
    "data.importing.petitions.profiles.remove": "data.importing.petitions.profiles.save",
    "data.importing.petitions.profiles.save": "data.importing.petitions.profiles.remove",
    "data.matters.decisions.link": "data.matters.decisions.undo",
    "data.repair.decisions.repair": "data.repair.decisions.undo",
    "data.repair.decisions.settle": "data.repair.decisions.undo",
    "data.repair.decisions.undo": "data.repair.decisions.repair",
    "data.service.contacts.record_contact": "data.service.contacts.undo_contact",
    "data.service.contacts.undo_contact": "data.service.contacts.record_contact",
    "data.service.contracts.lift_recusal": "data.service.contracts.recuse",
    "data.service.contracts.record_absence": "data.service.contracts.revoke_absence",
    "data.service.contracts.recuse": "data.service.contracts.lift_recusal",
    "data.service.contracts.revoke_absence": "data.service.contracts.record_absence",
    "data.service.errands.finish_errand": "data.service.errands.undo_errand",
    "data.service.errands.record_errand": "data.service.errands.undo_errand",
    "data.service.errands.undo_errand": "data.service.errands.record_errand",
    "data.visits.bookings.book": "data.visits.bookings.cancel",
    "data.visits.bookings.cancel": "data.visits.bookings.book",
    "data.visits.days.record": "data.visits.days.take_back",
    "data.visits.days.take_back": "data.visits.days.record",
    "data.visits.promises.keep_promise": "data.visits.promises.reopen_promise",
    "data.visits.promises.reopen_promise": "data.visits.promises.keep_promise",
}
"""Acts, and what takes each back."""

WRITTEN_OVER = {
    *("data.accounts.accounts.change", "data.accounts.accounts.move"),
    *("data.casework.corrections.correct", "data.desk.entering.correct"),
    *("data.followup.led.meet", "data.followup.led.plan", "data.followup.proposals.reply"),
    *("data.followup.meetings.convene", "data.followup.meetings.decide", "data.followup.meetings.set_agenda"),
    *("data.registers.changes.change", "data.visits.days.correct_stops", "data.visits.saved.save"),
}
"""Acts whose own form, or the table of their register, says it anew; what was there stays in the history."""

READ = {
    *("data.desk.handing_out.hand_out", "data.log.workbook.export", "data.search.cases_of_person"),
    *("data.followup.instructions.written", "data.registers.changes.register_rows"),
    *("data.service.contacts.undoable_contact", "data.service.errands.undoable_errand"),
}
"""They change nothing; those that show persons or leave the program are in the log."""

SAID_ONCE = {"data.timekeeping.confirm_clock"}
"""That the clock is right is said where it is doubted, and of that moment alone."""


@cache
def used():
    """Acts that the pages use: name to whether each place asks first (`dashboard.steps.ask`)."""
    names = {name for name, _, _ in acts()}
    found = {}
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known = {
            own.name: f"{node.module}.{own.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for own in node.names
        }
        asks = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_ask(node.func)]
        inside = {id(part) for call in asks for part in ast.walk(call)}
        taken = {part.id for call in asks for part in ast.walk(call) if isinstance(part, ast.Name)}
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            if function.name in taken:
                inside |= {id(part) for part in ast.walk(function)}
        for node in ast.walk(tree):
            if (name := _name(node, known)) in names:
                found.setdefault(name, []).append(id(node) in inside)
    return found


def _is_ask(function):
    return isinstance(function, ast.Attribute) and ast.unparse(function) == "steps.ask"


def _name(node, known):
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{known.get(node.value.id)}.{node.attr}"
    return known.get(node.id) if isinstance(node, ast.Name) else None


def test_a_way_back_is_on_a_page_itself():
    assert set(WAYS_BACK.values()) <= set(used())


@pytest.mark.parametrize("act", sorted(used()))
def test_an_act_has_a_way_back_or_asks_first(act):
    assert act in {*WAYS_BACK, *WRITTEN_OVER, *READ, *SAID_ONCE} or all(used()[act])


def test_no_act_is_listed_that_no_page_uses():
    assert {*WAYS_BACK, *WRITTEN_OVER, *READ, *SAID_ONCE} <= set(used())
