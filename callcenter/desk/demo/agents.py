"""The people at the consoles of the demo: six agents in two teams, each with a queue."""

from datetime import timedelta
from random import Random

from callcenter.desk.demo.catalogue import is_vehicle
from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage
from callcenter.floor.models import AgentStateInterval
from callcenter.floor.words import AgentState
from callcenter.people.models import Agent, AgentRole, Queue, Team
from callcenter.people.words import Role

WANG_FANG = "wangfang"
_AGENTS = (
    (WANG_FANG, "王芳", 1, 1, "zh_CN", "Asia/Shanghai", (Role.AGENT,), AgentState.READY, 4.2),
    ("lijing", "李静", 1, 1, "zh_CN", "Asia/Shanghai", (Role.AGENT, Role.SUPERVISOR), AgentState.READY, 21),
    ("jonas", "Jonas Weber", 1, 1, "en", "Europe/Berlin", (Role.AGENT,), AgentState.ON_CALL, 3.4),
    (
        "chenyu",
        "陈宇",
        2,
        2,
        "zh_CN",
        "Asia/Shanghai",
        (Role.AGENT, Role.SUPERVISOR, Role.ADMIN),
        AgentState.READY,
        11,
    ),
    ("zhaolei", "赵磊", 2, 2, "zh_CN", "Asia/Shanghai", (Role.AGENT,), AgentState.WRAP_UP, 1.1),
    ("sarah", "Sarah Miller", 2, 2, "en", "America/New_York", (Role.AGENT,), AgentState.PAUSED, 9),
)


def make_agents(stage: Stage) -> None:
    """Teams, queues, agents with their roles, and what each is doing just now."""
    rows, hired = stage.rows, stage.at(stage.day - timedelta(days=800))
    for name, queue in (("SH-2", "车辆 Vehicles"), ("SH-1", "家电 Appliances")):
        team = rows.add(Team, name=name)
        rows.add(Queue, name=queue, team_id=team["id"])
    for login, name, team_id, queue_id, language, zone, roles, state, minutes in _AGENTS:
        agent = rows.add(
            Agent,
            login=login,
            name=name,
            team_id=team_id,
            queue_id=queue_id,
            language=language,
            zone=zone,
            created_at=hired,
        )
        for role in roles:
            rows.add(AgentRole, agent_id=agent["id"], role=role)
        since = stage.anchor - timedelta(minutes=minutes)
        rows.add(
            AgentStateInterval,
            agent_id=agent["id"],
            state=AgentState.AWAY,
            from_at=since - timedelta(hours=1),
            to_at=since,
        )
        rows.add(AgentStateInterval, agent_id=agent["id"], state=state, from_at=since)


def agent_for(
    stage: Stage, chance: Random, customer: Values | None, item: Values | None, login: str = ""
) -> Values:
    """Who looks after a case: by what it is about and by language, or the one of this login."""
    vehicle = item is not None and is_vehicle(item["line"])
    china = customer is None or customer["country"] == "CN"
    names = {
        (True, True): ("wangfang", "wangfang", "lijing"),
        (True, False): ("jonas",),
        (False, True): ("zhaolei", "zhaolei", "chenyu"),
        (False, False): ("sarah",),
    }[vehicle, china]
    login = login or chance.choice(names)
    return next(agent for agent in stage.rows.of(Agent) if agent["login"] == login)


def supervisor_of(stage: Stage, agent: Values) -> Values:
    """The supervisor of an agent's team."""
    login = "lijing" if agent["team_id"] == 1 else "chenyu"
    return next(one for one in stage.rows.of(Agent) if one["login"] == login)
