"""Words survive kill -9 while the store is away: the next console brings them in. In a real terminal."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from callcenter import settings
from callcenter.desk.agent import open_agent_desk

CODE = """
import sys
from pathlib import Path
from textual import on
from callcenter import settings
from callcenter.desk.agent import open_agent_desk
from screens.app import CallcenterApp
from screens.base import CallcenterScreen
from screens.journal import Journal
from screens.widgets.field import Drafting, Field

class Form(CallcenterScreen):
    def body(self):
        yield Field(id="words")

    @on(Drafting.DraftPause)
    def pause(self, event):
        self.keep_words("note", "case:7", {"words": event.value})
        self.tell("paused after " + event.value)

    def arrive(self):
        self.kept_words("note", "case:7", lambda body: body and self.query_one(Field).put(body["words"] + "!"))

class App(CallcenterApp):
    MODES = {"desk": Form}

store, state = sys.argv[1:]
chosen = settings.load(store=store, agent="wang", language="en")
App(lambda: open_agent_desk(chosen), journal=Journal(Path(state), chosen.store, chosen.agent)).run(mouse=False)
"""
Start = Callable[..., Any]


def test_a_kill_while_the_store_is_away_costs_no_pause_of_typing(terminal: Start, tmp_path: Path) -> None:
    place, state = tmp_path / "place", tmp_path / "state"
    place.write_text("a file where a folder should be")
    store = place / "c.sqlite3"
    screen = terminal(sys.executable, "-c", CODE, store, state, size=(100, 24)).wait_for("store away")
    screen.type("hinge broken")
    screen.wait_for("paused after hinge broken")
    assert os.listdir(state)
    screen.kill()
    screen.exit_status()

    place.unlink()
    terminal(sys.executable, "-c", CODE, store, state, size=(100, 24)).wait_for("hinge broken!")
    desk = open_agent_desk(settings.load(store=str(store), agent="wang"))
    draft = desk.draft("note", "case:7")
    desk.store.close()
    assert draft is not None
    assert draft.body == {"words": "hinge broken"}
    assert not os.listdir(state)
