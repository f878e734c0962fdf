"""The codes of people and their words."""

from enum import StrEnum

from callcenter.i18n import N_, phrases


class Role(StrEnum):
    """What somebody may do; one person may hold several."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    POINT = "point"


phrases(
    {
        "role.agent": N_("agent"),
        "role.supervisor": N_("supervisor"),
        "role.admin": N_("administrator"),
        "role.point": N_("service point staff"),
    }
)
