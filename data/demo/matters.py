"""Which of the demo's repeated petitions report the matter of an earlier one: most are linked, some wait."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from data.demo.geography import SEED
from data.importing.petitions.inserting import insert_rows
from data.matters.links import Rule
from data.matters.rules import BY_AGENT, SAME_PERSON, SURE
from data.tables import Matter, MatterLink, PetitionPerson
from data.tables.petitions import Petition
from data.terms import Occurrence, Purpose, categories

ACTOR = "demo"
REPEATED = 0.7
"""Share of the repeated petitions that report the matter of an earlier one of their village and category."""
LINKED = 0.9
"""Share of these that are linked; the others are left for `data.matters.proposals.propose` to find."""
SAME_TEXT = 0.3
"""Share of those among the petitions that come from a neighbour, in the same words."""
_LONGEST = pd.Timedelta(days=500)
"""Between the two, within `data.matters.rules.LONGEST_PAUSE`."""
_SCORES = {Rule.PETITIONER: SAME_PERSON, Rule.TEXT: SURE, Rule.HAND: SURE}
_PERSON = ("name", "id_number", "phone", "home")
_WORDS = (
    "去年秋天答应修好的事情至今没有动静，几次到镇里询问都说还在研究，大家等得很着急",
    "隔壁工地夜里一直施工，灰尘和噪音让老人小孩无法休息，打过电话以后只停了两天",
    "当时签字的面积同现在公布的对不上，要求重新丈量并把底册拿出来给村民看清楚",
    "补助款名单上没有我们这几户，条件相同的人家却已经领到，希望说明理由并补发",
    "沟渠被堵以后下雨天水都漫进院子，墙脚已经裂开，担心汛期到来时房屋会出危险",
    "说好年底付清的钱拖到今天还没有拿到，负责人电话不接，请有关单位出面协调解决",
)


def write(connection: Connection, frame: pd.DataFrame, as_of: dt.date) -> None:
    """Link repeated petitions that have their ids, and let their persons be those who came before."""
    rng = np.random.default_rng([SEED, as_of.toordinal(), 2])
    found = _repeats(frame, rng)
    _let_persons_agree(connection, frame, found, rng)
    links: list[tuple[int, int, Rule, int]] = []
    matter_of: dict[int, int] = {}
    opened: list[int] = []
    for later, earlier, rule, linked in found:
        if not linked:
            continue
        if earlier not in matter_of:
            matter_of[earlier] = len(opened)
            opened.append(later)
            links.append((earlier, later, rule, matter_of[earlier]))
        matter_of[later] = matter_of[earlier]
        links.append((later, later, rule, matter_of[later]))
    _store(connection, frame, matter_of, opened, links)


def _repeats(frame: pd.DataFrame, rng: np.random.Generator) -> list[tuple[int, int, Rule, bool]]:
    """Rows of a repeated petition and an earlier one, why they are one matter, whether they are linked."""
    filed, petition = frame["filed"].tolist(), (~frame["request"]).tolist()
    before: dict[tuple[str, str, bool], int] = {}
    found = []
    columns = ("village_code", "category", "purpose", "occurrence")
    told = zip(*(frame[name].tolist() for name in columns), strict=True)
    for row, (village, category, purpose, occurrence) in enumerate(told):
        if village is None or pd.isna(village) or purpose == Purpose.ACCUSATION.value:
            continue
        key = (village, category, petition[row])
        earlier = before.get(key)
        before[key] = row
        if occurrence != Occurrence.REPEAT.value or earlier is None:
            continue
        same, joined, by_text = rng.random(3)
        if same < REPEATED and filed[row] - filed[earlier] <= _LONGEST:
            rule = Rule.TEXT if by_text < SAME_TEXT else Rule.PETITIONER
            found.append((row, earlier, rule if petition[row] else Rule.HAND, bool(joined < LINKED)))
    return found


def _let_persons_agree(
    connection: Connection,
    frame: pd.DataFrame,
    found: list[tuple[int, int, Rule, bool]],
    rng: np.random.Generator,
) -> None:
    """The same petitioner, or the same words, where a rule says so."""
    ids, category = frame["id"].tolist(), frame["category"].tolist()
    names = categories("2022")
    columns = [getattr(PetitionPerson, name) for name in ("petition_id", *_PERSON, "statement", "against")]
    persons = {row.petition_id: row._asdict() for row in connection.execute(select(*columns))}
    changed = set()
    for later, earlier, rule, _ in found:
        if rule is Rule.HAND:
            continue
        one, other = persons[ids[later]], persons[ids[earlier]]
        if rule is Rule.PETITIONER:
            one.update({name: other[name] for name in _PERSON})
        else:
            words = _WORDS[int(rng.integers(len(_WORDS)))]
            other["statement"] = f"演示事由：{words}（{names[category[earlier]]}），请求处理。"
            one["statement"] = other["statement"]
        changed |= {ids[later], ids[earlier]}
    which = PetitionPerson.petition_id == bindparam("its_petition_id")
    connection.execute(delete(PetitionPerson).where(which), [{"its_petition_id": one} for one in changed])
    rows = pd.DataFrame.from_records([persons[one] for one in sorted(changed)])
    insert_rows(connection, PetitionPerson.metadata.tables["petition_persons"], rows)


def _store(
    connection: Connection,
    frame: pd.DataFrame,
    matter_of: dict[int, int],
    opened: list[int],
    links: list[tuple[int, int, Rule, int]],
) -> None:
    """Write matters and links (petition, the one whose filing made the link, rule, matter)."""
    ids, agent = frame["id"].tolist(), frame["by_proxy"].tolist()
    filed = [moment.to_pydatetime() for moment in frame["filed"]]
    connection.execute(insert(Matter), [{"opened_at": filed[row], "opened_by": ACTOR} for row in opened])
    matters = connection.scalars(select(Matter.id).order_by(Matter.id)).all()
    rows: list[dict[str, Any]] = []
    for row, cause, rule, matter in links:
        by_agent = rule is Rule.PETITIONER and (agent[row] or agent[cause])
        score = BY_AGENT if by_agent else _SCORES[rule]
        link = {"matter_id": matters[matter], "petition_id": ids[row], "rule": rule.value, "score": score}
        rows.append(link | {"at": filed[cause], "actor": ACTOR})
    connection.execute(insert(MatterLink), rows)
    which = update(Petition.__table__).where(Petition.id == bindparam("its_id"))  # type: ignore[arg-type]
    moved = [{"its_id": ids[row], "its_matter": matters[one]} for row, one in matter_of.items()]
    connection.execute(which.values(matter_id=bindparam("its_matter")), moved)
