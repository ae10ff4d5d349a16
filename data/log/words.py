"""What the actions of the log and their details are called."""

from collections.abc import Mapping
from typing import Any

from data.casework.fields import ALL
from data.log.entries import Entry
from data.scope import Role
from data.text import N_, Words

ACTIONS: Mapping[str, str] = {
    "accept contracts": N_("Contracts accepted"),
    "account": N_("Account made"),
    "account changed": N_("Account changed"),
    "account disabled": N_("Account disabled"),
    "account enabled": N_("Account enabled"),
    "account moved": N_("Account given another role or other divisions"),
    "accept record": N_("Record changed outside taken as it is"),
    "add source": N_("Source of online requests added"),
    "backup failed": N_("Backup failed"),
    "begin backup": N_("Backup begun"),
    "book": N_("Reception booked"),
    "bring case back": N_("Case brought back"),
    "cancel booking": N_("Booking cancelled"),
    "change register": N_("Register changed"),
    "confirm clock": N_("Clock confirmed"),
    "check file": N_("File checked, nothing kept"),
    "confirm successors": N_("Successors confirmed"),
    "copy record": N_("Record copied elsewhere"),
    "correct case": N_("Case corrected"),
    "correct number": N_("Number of a case corrected"),
    "correct stops": N_("Stops of a visit corrected"),
    "demo": N_("Demo county made"),
    "desk arrival": N_("Registered people came to the desk"),
    "desk call": N_("Called to a table"),
    "desk correction": N_("Entry of the desk corrected"),
    "desk entry": N_("Entry at the desk"),
    "desk outcome": N_("Outcome recorded at the desk"),
    "desk undo": N_("Step at the desk undone"),
    "download": N_("File downloaded"),
    "end backup": N_("Backup made"),
    "enter case": N_("Case entered by hand"),
    "even out teams": N_("Villages given to other teams"),
    "explain word": N_("Word of a file explained"),
    "export log": N_("Log exported"),
    "finding": N_("Finding decided"),
    "findings": N_("Findings searched for"),
    "forget name": N_("Learned name forgotten"),
    "forget word": N_("Explanation of a word forgotten"),
    "hand on record": N_("Record handed on to the province"),
    "hand out desk": N_("Desk without a line handed out"),
    "import boundaries": N_("Boundaries imported"),
    "import divisions": N_("List of divisions imported"),
    "import petitions": N_("Petitions imported"),
    "import register": N_("Register imported"),
    "import roads": N_("Roads imported"),
    "import surroundings": N_("Waters or neighbouring counties imported"),
    "import terrain": N_("Relief imported"),
    "init": N_("County set up"),
    "keep promise": N_("Promise marked as kept"),
    "reopen promise": N_("Promise marked as not kept after all"),
    "lift recusal": N_("Recusal ended"),
    "link matters": N_("Petitions linked to matters"),
    "link matters by hand": N_("Petitions linked to a matter by hand"),
    "look at persons": N_("Personal data looked at"),
    "name successor": N_("Successor named"),
    "password": N_("Password set"),
    "password reset": N_("Password reset"),
    "place again": N_("Petitions placed again"),
    "finish errand": N_("Errand done"),
    "receive request": N_("Online request accepted"),
    "forget requests": N_("Content of requests taken away"),
    "record absence": N_("Absence recorded"),
    "record case": N_("Outcome of a reception recorded"),
    "record contact": N_("Contact of a team recorded"),
    "record errand": N_("Errand recorded"),
    "recuse": N_("Recusal recorded"),
    "reject matters": N_("Proposed links rejected"),
    "remove profile": N_("Profile removed"),
    "renew tags": N_("Themes looked for again"),
    "repair": N_("Petitions placed by hand"),
    "restore backup": N_("Record put back from a backup"),
    "revoke absence": N_("Absence taken back"),
    "revoke source": N_("Key of a source ended"),
    "rotate key": N_("Key of personal data changed"),
    "rules": N_("Rule set"),
    "save plan": N_("Plan saved"),
    "save profile": N_("Profile saved"),
    "search person": N_("Person searched for"),
    "session ended": N_("Session ended from elsewhere"),
    "settle": N_("Learned names applied"),
    "sign-in": N_("Signed in"),
    "sign-in refused": N_("Sign-in refused"),
    "sign-out": N_("Signed out"),
    "take back outcome": N_("Outcome taken back"),
    "take over desk": N_("Desk without a line taken over"),
    "undo contact": N_("Contact of a team taken back"),
    "undo errand": N_("Errand taken back"),
    "undo import": N_("Import undone"),
    "undo matter links": N_("Links to matters undone"),
    "undo repair": N_("Placing by hand undone"),
    "visit state": N_("Visit moved on"),
    "withdraw case": N_("Case withdrawn"),
    "withdraw successors": N_("Successors withdrawn"),
    "change meeting": N_("Agenda of a meeting changed"),
    "convene meeting": N_("Joint meeting written down"),
    "decide at meeting": N_("Decision of a meeting written down"),
    "finish instruction": N_("Instruction reported as done"),
    "meet over led case": N_("Leader met people of a contracted case"),
    "reopen instruction": N_("Instruction taken back as not done"),
    "reply to proposal": N_("Reply to a proposal written down"),
    "take step": N_("Step of a case written down"),
    "undo step": N_("Step of a case taken back"),
    "accept cases": N_("Cases taken on together"),
    "forward cases": N_("Cases passed on together"),
}
"""Action -> what it is called (English, of the catalog)."""

DETAILS: Mapping[str, str] = {
    "as_of": N_("data as of"),
    "backup": N_("backup"),
    "before": N_("before"),
    "bytes": N_("bytes"),
    "cases": N_("cases"),
    "changed": N_("changed"),
    "changes": N_("changes"),
    "contracts": N_("contracts"),
    "divisions": N_("divisions"),
    "duplicates": N_("duplicates"),
    "entries": N_("entries"),
    "fields": N_("fields"),
    "first": N_("first day"),
    "found": N_("findings in all"),
    "import_run": N_("import"),
    "kind": N_("kind of file"),
    "last": N_("last day"),
    "links": N_("links"),
    "made": N_("made at"),
    "matters": N_("matters"),
    "new": N_("of them new"),
    "numbers": N_("numbers"),
    "outcome": N_("outcome"),
    "pairs": N_("pairs"),
    "petition": N_("petition"),
    "petitions": N_("petitions"),
    "register": N_("register"),
    "rejected": N_("rejected"),
    "removed": N_("removed"),
    "restored": N_("restored"),
    "role": N_("role"),
    "rows": N_("rows"),
    "seed": N_("seed of the demo"),
    "session_id": N_("session"),
    "slip": N_("slip"),
    "state": N_("state"),
    "step": N_("step"),
    "stops": N_("stops"),
    "stored": N_("stored"),
    "to": N_("moved to"),
    "unchanged": N_("unchanged"),
    "units": N_("units"),
    "valid_from": N_("valid from"),
    "valid_to": N_("valid to"),
    "version": N_("version"),
}
"""Detail of an entry -> what it is called; any other stands as the log has it."""
ROLES: Mapping[str, str] = {
    Role.OFFICE.value: N_("Head of the petition office"),
    Role.CLERK.value: N_("Clerk of the petition office"),
    Role.LEADER.value: N_("County leader"),
    Role.TOWNSHIP.value: N_("Township officer"),
    Role.TEAM.value: N_("Liaison team"),
    Role.UNIT.value: N_("Unit that answers cases"),
    Role.SCREEN.value: N_("Screen of a meeting"),
    Role.ADMINISTRATOR.value: N_("Administrator"),
}
"""Role -> what it is called."""
READERS: Mapping[str, str] = {
    "demo reader": N_("A reader of the demo county (synthetic)"),
    "role reader": N_("Whoever uses this machine, not signed in"),
}
"""Who stands in the log where nobody signed in and a file was taken -> what they are called."""
FILES: Mapping[str, str] = {
    ".csv": N_("table of text (CSV)"),
    ".xlsx": N_("workbook (Excel)"),
    ".pdf": N_("document (PDF)"),
    ".html": N_("page that opens without a network"),
    ".zip": N_("packed files (ZIP)"),
    ".pptx": N_("slides (PPT)"),
    ".ics": N_("calendar"),
    ".png": N_("picture"),
}
"""Ending of a file -> what kind of file it is called."""
_FILE, _LOG = "file ", "log"
PROGRAM = ("demo", "findings", "nightly backup")
"""Who stands in the log where the program acted by itself."""
_NONE: tuple[Any, ...] = (None, "", [], {})


def action(words: Words, name: str) -> str:
    """What an action is called."""
    return words(ACTIONS[name]) if name in ACTIONS else name


def actor(words: Words, name: str) -> str:
    """Who acted: an account's name as it is; a role that nobody signed in to, and the program, in words."""
    role = name.removeprefix("role:")
    if role != name and role in ROLES:
        return words(N_("{role}, not signed in"), role=words(ROLES[role]))
    if name in READERS:
        return words(READERS[name])
    return words(N_("the program itself")) if name in PROGRAM else name


def subject(words: Words, name: str) -> str:
    """What an entry is about: the log itself, and a file by its fingerprint, in words; else as it is."""
    if name == _LOG:
        return words(N_("Log"))
    mark = name.removeprefix(_FILE)
    return words(N_("file {mark}"), mark=mark) if mark != name else name


def detail(words: Words, entry: Entry) -> str:
    """What an entry says besides, in a line."""
    told = (
        words(N_("{what}: {value}"), what=words(DETAILS[name]) if name in DETAILS else name, value=value)
        for name, value in ((name, _value(words, name, value)) for name, value in entry.detail.items())
        if value not in _NONE
    )
    return words(N_("; ")).join(told)


def _value(words: Words, name: str, value: Any) -> str:
    if isinstance(value, list):
        return words.listed(_value(words, name, one) for one in value)
    if isinstance(value, dict):
        return words.listed(f"{key} {_value(words, key, one)}" for key, one in value.items())
    if name == "fields" and value in ALL:
        return words(ALL[value].label)
    if name == "kind" and value in FILES:
        return words(FILES[value])
    if name in ("role", "before") and value in ROLES:
        return words(ROLES[value])
    return "" if value is None else str(value)
