"""What the desk says: heads of its list, the page that works without a line, what came of a file."""

from data.desk.figures import RECEIVED
from data.desk.queue import Listed
from data.desk.taking_over import TakenOver
from data.desk.terms import LEADER, DeskOutcome
from data.text import N_, Words

_PAGE = {
    "enter": N_("Write down"),
    "clear": N_("Empty the form"),
    "category": N_("Category: characters or initials"),
    "village": N_("Village: characters or initials; empty: not known"),
    "people": N_("Number of people"),
    "persons": N_("{n} people"),
    "case": N_("Number of the case, if known"),
    "likely": N_("Perhaps they come for:"),
    "words": N_("What the petition says"),
    "name": N_("Name of the petitioner"),
    "phone": N_("Telephone number"),
    "address": N_("Address of the problem"),
    "sealed_here": N_(
        "Words, name, telephone and address are sealed for the county as you write them down, and cannot be"
        " read here any more. Reports on officers are not taken down here: lead the visitor to the petition"
        " office."
    ),
    "choose_category": N_("Choose a category: write it out, or enough of it that it is one alone"),
    "which_village": N_("Which village? Write it out, or leave it empty"),
    "how_many": N_("The number of people is a whole number from 1"),
    "twice": N_("This case is written down already, as {slip}"),
    "entered": N_("Written down: {slip}"),
    "corrected": N_("Corrected: {slip}"),
    "editing": N_("Correcting {slip}: what was said stays as it is, unless you write it anew"),
    "edit": N_("Correct"),
    "call": N_("Call"),
    "table": N_("Table"),
    "outcome": N_("Outcome"),
    "change": N_("Correct the outcome"),
    "undo": N_("Undo"),
    "slip": N_("Slip"),
    "record": N_("Record"),
    "cancel": N_("Close"),
    "owner": N_("Unit or officer to whom it goes"),
    "due": N_("To be done by"),
    "why": N_("Why they were not heard"),
    "note": N_("Note"),
    "busy": N_("That table still hears {slip}: record what came of it first"),
    "leader_full": N_(
        "The leader hears {places} groups at most, and they are taken: call them to a deputy's table"
    ),
    "nobody_heard": N_(
        "Nobody has heard {slip} yet: call them to a table first, or record that they were not heard, and why"
    ),
    "no_due": N_("What is handed on needs a day by which it is done"),
    "due_before": N_("The day lies before that of the visit"),
    "no_owner": N_("Name the unit or officer to whom it goes"),
    "no_why": N_("Say why nobody heard them; another reason needs a note"),
    "take_back": N_("Take {slip} back? It counts nowhere then, and its number is not given again."),
    "figures": RECEIVED,
    "nobody": N_("Nobody has come to the reception yet"),
    "save": N_("Save the file for the county"),
    "bring": N_("Open a saved file"),
    "stored": N_("{n} entries on this computer; saved as a file at {at}, {dirty} steps since"),
    "never_saved": N_("{n} entries on this computer; not saved as a file yet"),
    "not_kept": N_(
        "This browser keeps nothing: use another window that is not private, or another browser. The last"
        " step was not kept"
    ),
    "not_sealed": N_(
        "This browser cannot seal: leave words, name, telephone and address empty, or use a newer browser"
    ),
    "other_file": N_("This is no file of this desk"),
    "keep_slip": N_("Please keep this slip until you are called"),
    "how": N_(
        "Ctrl+Enter writes down, Alt+N begins anew. Entries stay on this computer when it is turned off. Save"
        " the file at the end and bring it to the county: handed in twice, it changes nothing."
    ),
}


def of_the_page(words: Words) -> dict[str, str]:
    """Sentences of the page of a desk without a line; what stands in braces is filled in there."""
    fields = {
        name: f"{{{name}}}"
        for name in ("slip", "places", "groups", "people", "settled", "promised", "n", "at", "dirty")
    }
    return {key: words(sentence, **fields) for key, sentence in _PAGE.items()}


def heads(words: Words) -> list[str]:
    """Heads of the desk's list."""
    columns = (
        N_("Slip"),
        N_("Time"),
        N_("Village"),
        N_("Category"),
        N_("People"),
        N_("Case"),
        N_("Where they are"),
        N_("Heard by"),
        N_("What came of it"),
    )
    return [*map(words, columns), ""]


def heard_by(words: Words, table: str, leader: str) -> str:
    """Who hears, or heard."""
    return (leader or words(N_("the leader"))) if table == LEADER else table or "—"


def came(words: Words, entry: Listed) -> str:
    """What came of an entry, with owner and day, or why nobody heard it."""
    if entry.outcome is None:
        return "—"
    name = words.term(entry.outcome)
    if entry.outcome is DeskOutcome.PROMISED:
        return words(
            N_("{outcome}: {owner}, by {due}"),
            outcome=name,
            owner=entry.owner,
            due=words.iso(entry.due) if entry.due else "—",
        )
    if entry.outcome is DeskOutcome.REFERRED:
        return words(N_("{outcome}: {owner}"), outcome=name, owner=entry.owner)
    if entry.why is not None:
        return words(N_("{outcome}: {owner}"), outcome=name, owner=words.term(entry.why))
    return name


def came_of(words: Words, report: TakenOver) -> list[str]:
    """What became of the entries of a file: the sum, and each refusal with its reason."""
    lines = [
        words(
            N_(
                "{n} entries in the file: {taken} taken over, {updated} brought up to date, {known} on record"
                " already, {refused} refused"
            ),
            n=words.number(report.in_file),
            taken=words.number(len(report.taken)),
            updated=words.number(len(report.updated)),
            known=words.number(len(report.known)),
            refused=words.number(len(report.refused)),
        )
    ]
    lines += [words(N_("{slip}: {why}"), slip=each.slip, why=words.say(each.why)) for each in report.refused]
    return lines
