"""In a real terminal: the PostgreSQL server is stopped and started again while an agent types."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from callcenter.desk.agent import open_agent_desk
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.store import Store
from tests import own_server
from tests.own_server import OwnServer

LOST = "! store away, trying again"


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with own_server.running() as one:
        with closing(Store(one.url)) as store:
            migrate.upgrade(store)
        yield one


def test_an_agent_goes_on_typing_while_the_server_is_away(
    terminal: Callable[..., Any], server: OwnServer, tmp_path: Path
) -> None:
    env = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "CALLCENTER_REGION": "CN"}
    env |= {f"XDG_{name}_HOME": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "STATE")}
    screen = terminal("callcenter", "--store", server.url, "--agent", "wangfang", size=(100, 30), env=env)
    screen.wait_for("Ready for a call")
    screen.press("f6")
    screen.wait_for("New customer")
    screen.type("Chen")
    screen.wait_for("Chen")

    server.stop()
    screen.wait_for(LOST)
    screen.type(" Jing")
    screen.wait_for("Chen Jing")
    screen.press("ctrl+s")
    screen.wait_for("Not done")
    screen.wait_for("Chen Jing")

    server.start()
    screen.wait_gone(LOST)
    screen.wait_for("Chen Jing")
    screen.press("ctrl+s")
    screen.wait_for("is on file")
    screen.press("ctrl+q")
    assert screen.exit_status() == 0

    desk = open_agent_desk(Settings(store=server.url, agent="wangfang"))
    assert [row.name for row in desk.find("Chen Jing").rows if row.kind == "customer"] == ["Chen Jing"]
    assert desk.drafts() == ()
    desk.store.close()
