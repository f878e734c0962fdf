"""As which case a merged one goes on."""

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases.models import CaseLink
from callcenter.cases.words import LinkKind

_FAR = 50  # cases merged into one another, in a row


def survivor_of(connection: Connection, case_id: int) -> int:
    """The case as which this one goes on: where it was merged, its survivor; else itself."""
    for _step in range(_FAR):
        into = connection.execute(
            select(col(CaseLink.other_id)).where(
                col(CaseLink.case_id) == case_id, col(CaseLink.kind) == LinkKind.MERGED
            )
        ).scalar()
        if into is None:
            break
        case_id = int(into)
    return case_id
