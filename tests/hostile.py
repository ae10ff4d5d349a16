"""A record in which every word from outside is more than a word: markup, script, formulas, unseen signs."""

import datetime as dt

from sqlalchemy import update

from data.clock import now
from data.importing.petitions.columns import propose
from data.importing.petitions.profile_files import dumps
from data.tables import (
    Absence,
    CalendarDay,
    Dataset,
    Division,
    Hub,
    HubWindow,
    ImportProfile,
    ImportRun,
    Leader,
    LiaisonTeam,
    PetitionPerson,
    TeamMember,
)
from data.tables.petitions import Petition, PetitionState
from tests.county import COUNTY, TODAY, finding, petition

MARKED = "[夺](//e.example)![图](//e.example/x.png)$x^2$:red[红]:material/home:**粗**:+1:"
"""A link, a picture, a formula, a colour, an icon, bold letters and a face, were it read as Markdown."""
SCRIPT = (
    "<img src=x onerror=window.top.pwned=1>${window.top.pwned=1}`+(window.top.pwned=1)+`"
    "</script><script>window.top.pwned=1</script>[跑](javascript:window.top.pwned=1)"
)
"""Whatever ran of it would set a variable."""
UNSEEN = "\u202e\u200b\u0007\u001b[31m"
"""Turns the direction of writing, stands unseen, rings, colours a terminal."""
WORD = f"{MARKED}<b>重</b>{SCRIPT}{UNSEEN}{'长' * 60}"
SEEN = f"{MARKED}<b>重</b>{SCRIPT}[31m{'长' * 60}"
"""The same as it is shown: what cannot be seen is left out."""


def fill(store, *, synthetic=True):
    """Put such words wherever the small county has words."""
    with store.write("test", "attack", COUNTY) as session:
        run = ImportRun(
            file_name=WORD,
            digest="",
            frame=None,
            at=now(),
            actor=WORD,
            as_of=TODAY,
            fields=[],
            rows=8,
            stored=8,
            rejected=0,
            duplicates=0,
        )
        session.add(run)
        session.flush()
        for number in range(8):
            session.add(
                petition(
                    f"N{number}{WORD}",
                    "990001001001",
                    category=WORD,
                    address=WORD,
                    unit=WORD,
                    case_leader=WORD,
                    agent=WORD,
                    words={"purpose": WORD},
                    import_run_id=run.id,
                )
            )
        for number in range(24):  # a whole month of many: a plan has stops
            village = ("990001001001", "990001002001")[number % 2]
            session.add(petition(f"O{number}", village, filed=dt.datetime(2026, 10, 14), category=WORD))
        session.add(petition("W", basis="none", address=WORD, stated_village=WORD, category=WORD))
        session.flush()
        session.add(PetitionPerson(petition_id=1, name=WORD, phone=WORD, home=WORD, statement=WORD))
        changes = {"unit": ["", WORD], "category": ["", WORD]}
        state = {"kind": "edit", "reason": WORD, "at": now(), "actor": WORD, "as_of": TODAY}
        session.add(PetitionState(petition_id=1, changes=changes, **state))
        session.add(finding(["990001001001", "990001001002"], category=WORD, cases=8, expected=1.0, q=0.01))
        absent = {"first": dt.date(2026, 12, 1), "last": dt.date(2027, 1, 31)}
        session.add(Absence(leader_id=1, recorded_at=now(), recorded_by=WORD, **absent))
        session.add(TeamMember(team_id=1, name=WORD, duty="contact", phone=WORD))
        session.add(CalendarDay(on=dt.date(2026, 12, 31), working=False, name=WORD))
        profile = {"content": dumps(propose(["信访件编号", "登记日期", "内容分类"])), "headings": ""}
        session.add(ImportProfile(name=WORD, at=now(), actor=WORD, **profile))
        for table in (Division, Leader, LiaisonTeam, Hub):
            session.execute(update(table).values(name=WORD))
        session.execute(update(Leader).values(post=WORD, portfolio=WORD))
        session.execute(update(Hub).values(services=[WORD]))
        session.add(HubWindow(hub_id=1, service=WORD, unit=WORD, presence="by_rota", days="3"))
        session.execute(update(Dataset).values(county_name=WORD, synthetic=synthetic))
        assert session.query(Petition).count() == 33
