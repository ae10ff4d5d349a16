"""What each register is for, and what a county without it goes without."""

from typing import NamedTuple

from data.text import N_


class Purpose(NamedTuple):
    """English sentences of the catalog.

    Parameters
    ----------
    title
        What the register is called.
    use
        What it is for.
    lack
        What a county without it goes without.
    """

    title: str
    use: str
    lack: str


PURPOSES: dict[str, Purpose] = {
    "leaders": Purpose(
        N_("Leaders"),
        N_("Who goes down on the day of the visits, with post and portfolio."),
        N_("Without it nobody can be contracted to a township, and no visit can be planned."),
    ),
    "contracts": Purpose(
        N_("Contracts"),
        N_("Which leader is contracted to which township, from which day to which."),
        N_("Without it the visits say 'no leader is contracted', and none can be planned or published."),
    ),
    "absences": Purpose(
        N_("Absences"),
        N_("Which leader cannot go from a first to a last day, and who goes instead."),
        N_("Without it visits are planned for leaders who are away."),
    ),
    "recusals": Purpose(
        N_("Recusals"),
        N_("From which townships and villages a leader keeps out, such as those of kin."),
        N_("Without it nobody is kept out of anywhere."),
    ),
    "rota": Purpose(
        N_("Rota of receptions"),
        N_("Which leader receives people on which day, weekends included, where and from when to when."),
        N_("Without it nobody can read here who receives people between the days of the visits."),
    ),
    "hubs": Purpose(
        N_("Places of reception"),
        N_("Where the county and each township receive people, with their windows and services."),
        N_("Without it no visit to that township can be planned: nobody knows where people are heard."),
    ),
    "windows": Purpose(
        N_("Windows of the places of reception"),
        N_("Which services are there, whose people sit there, on which days and from when to when."),
        N_("Without it nobody can say where a village finds a service, nor where a window is missing."),
    ),
    "visit-points": Purpose(
        N_("Visit points"),
        N_("Where a visit to a village begins, usually the village office, and when it is open."),
        N_("Without it visits begin at a point inside the village's outline, at any hour."),
    ),
    "team-names": Purpose(
        N_("Liaison teams"),
        N_("What the liaison teams are called; a name is corrected here once for all."),
        N_("Without it no village has a team."),
    ),
    "teams": Purpose(
        N_("Villages of the teams"),
        N_("Which liaison team serves which village, from which day to which."),
        N_("Without it every village counts as without a team."),
    ),
    "members": Purpose(
        N_("Members of the teams"),
        N_("Who is in a team, and with which of the four duties."),
        N_("Without it a team has a name and nobody who can be called."),
    ),
    "contacts": Purpose(
        N_("Contacts of the teams"),
        N_("On which days a team was in its village."),
        N_("Without it every team counts as overdue."),
    ),
    "residents": Purpose(
        N_("Residents"),
        N_("How many people live in each village."),
        N_("Without it there are counts and no rates: large villages look worse than small ones."),
    ),
    "calendar": Purpose(
        N_("Calendar"),
        N_(
            "Days that are free or worked by the yearly notice, where this program does not know them or the"
            " county differs."
        ),
        N_("Without it the holidays count that this program knows."),
    ),
    "units": Purpose(
        N_("Units"),
        N_("Which unit is in charge of which categories, and how many of its leaders can come along."),
        N_("Without it nobody can say which units come along on the day of the visits."),
    ),
    "totals": Purpose(
        N_("Totals of the years"),
        N_("How many petitions each year brought, with what is counted: cases, visits or persons."),
        N_("Without it nothing is told of the years before the record."),
    ),
    "court-cases": Purpose(
        N_("Cases of the court"),
        N_("How many new cases each month brought the court from each township."),
        N_("Without it nobody sees whether disputes went to court instead."),
    ),
    "policies": Purpose(
        N_("Policies"),
        N_("What petitions showed of a policy, what was proposed to whom, what was answered and done."),
        N_("Without it nobody can follow a proposal to its written answer and its effect."),
    ),
    "households": Purpose(
        N_("Households helped"),
        N_("How many households the measure of a policy helped, by place and day."),
        N_("Without it the number of households helped is not known."),
    ),
    "instructions": Purpose(
        N_("Instructions"),
        N_("What leaders wrote on petitions: to whom, until when, and what proves that it is done."),
        N_("Without it nobody can read here which instructions wait, and which are past their day."),
    ),
    "led-cases": Purpose(
        N_("Contracted cases"),
        N_("Which leader has taken a case on, who works on it, by which plan and until when."),
        N_("Without it no contracted case can be followed, and none is shown to who goes down."),
    ),
    "proposals": Purpose(
        N_("Three proposals"),
        N_("To improve work, complete a policy or hold to account: to which unit, and its written reply."),
        N_("Without it nobody can read here which proposals were answered."),
    ),
    "meetings": Purpose(
        N_("Joint meetings"),
        N_("When the county and its townships met, who led, and what was on the agenda."),
        N_("Without it no decision can be followed from one meeting to the next."),
    ),
    "agent-points": Purpose(
        N_("Points of agents"),
        N_("Where agents take errands on, village by village."),
        N_("Without it nobody can read here where errands are taken on."),
    ),
    "agents": Purpose(
        N_("Agents"),
        N_("Who runs errands for petitioners, at which point, from which day to which."),
        N_("Without it every village counts as one without an agent."),
    ),
    "divisions": Purpose(
        N_("Townships and villages"),
        N_("What is on record of the official list; a division on which nothing stands can be removed."),
        N_("Without it nothing can be placed."),
    ),
}
