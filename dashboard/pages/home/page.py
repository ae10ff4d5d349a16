"""What is mine to do? The office's work, a township, or the villages of a team."""

from dashboard.pages.home import office, team, township
from data.scope import Role, Scope
from data.tables import Dataset


def show(scope: Scope, dataset: Dataset) -> None:
    """The view of the role."""
    match scope.role:
        case Role.TEAM:
            team.show(scope, dataset)
        case Role.LEADER | Role.TOWNSHIP:
            township.show(scope, dataset)
        case _office:
            office.show(scope, dataset)
