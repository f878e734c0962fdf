"""The codes of the floor and their words."""

from enum import StrEnum

from callcenter.i18n import N_, phrases


class AgentState(StrEnum):
    """What an agent is doing."""

    READY = "ready"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"
    AWAY = "away"


phrases(
    {
        "agent_state.ready": N_("ready"),
        "agent_state.on_call": N_("on a call"),
        "agent_state.wrap_up": N_("wrap-up"),
        "agent_state.paused": N_("paused"),
        "agent_state.away": N_("away"),
    }
)
