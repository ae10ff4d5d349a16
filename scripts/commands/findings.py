"""The daily run: what is high or rising in several villages at once."""

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from data.clock import today
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    opened,
)

if TYPE_CHECKING:
    from data.hotspots.effects import PolicyEffect


def findings(
    on: Annotated[
        dt.datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="截至日，默认数据截止日 / as of; default: the record's day"
        ),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(
            help="误报预算：数据毫无规律时一次运行报出发现的概率，默认按县里规则"
            " / chance that a run finds anything where there is nothing; default: the county's rule"
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """每日发现：几个村同时偏多的问题，及措施前后对比 / Findings: what is high in several villages at once,
    and what the measures did."""
    from data import frames
    from data.hotspots import effects as policy_effects
    from data.hotspots import findings as kept  # slow to load: not for --help
    from data.petitions.facts import facts

    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        day = on.date() if on else dataset.as_of or today(dataset)
        writer = office(store, day)
        new = kept.run(writer, budget=budget)
        listed = kept.findings(writer)
        columns = ["id", "category", "villages", "since", "cases", "expected", "q", "state"]
        columns += ["measure", "measure_from"]
        measured = listed[listed["measure_from"].notna()]
        facts = facts(writer) if len(measured) else None
        effects = {
            one.id: policy_effects.effect(facts, one.villages, one.category, one.measure_from, day)
            for one in frames.rows(measured)
        }
        result = {
            "date": day.isoformat(),
            "synthetic": dataset.synthetic,
            "new": new,
            "findings": [
                one | {"effect": asdict(effects[one["id"]]) if one["id"] in effects else None}
                for one in frames.records(listed[columns])
            ],
        }
        lines = [DEMO] * dataset.synthetic + [f"新发现 / new: {new}"]
        for one in frames.rows(listed):
            lines.append(
                f"  {one.id}. {one.category}  {len(one.villages)} 村 / villages  {one.since} –"
                f"  {one.cases} 件（预期 / expected {one.expected:.1f}）  {one.state}"
            )
            if one.id in effects:
                lines.append(f"     {one.measure}  {one.measure_from} –  {_in_words(effects[one.id])}")
        answer(result, lines, as_json)


def _in_words(effect: "PolicyEffect") -> str:
    """What a measure did, in a line."""
    words = {
        "fell": "下降，且降幅大于未涉及的村和问题 / fell more than the untouched ones",
        "rose": "上升，且升幅大于未涉及的村和问题 / rose more than the untouched ones",
        "unclear": "无明显变化 / no clear change",
        "too_early": f"为时尚早，{effect.tells_from} 起可比 / too early, tells from {effect.tells_from}",
        "no_past": "措施前的记录不足 / too little record before it",
    }
    told = words[effect.verdict.value]
    if effect.own is None:
        return told
    own = effect.own
    counts = f"前后各 {effect.days} 天 / days each：{own.before} → {own.after} 件"
    return f"{told}  {counts}，{own.ratio:.2f} 倍 / times（{own.low:.2f}–{own.high:.2f}）"
