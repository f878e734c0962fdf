"""The line to the database breaks between a commit and its answer: whoever asks again gets the first result."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, make_url
from sqlmodel import col, select

from callcenter import clock
from callcenter.cases.models import Case
from callcenter.cases.views import Intake, MoveDetails
from callcenter.desk.agent import AgentDesk
from callcenter.errors import StoreAway
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.models import Event
from callcenter.store.store import Store
from tests.crash.line import Line
from tests.seats import key


@pytest.fixture
def line(postgresql_url: str) -> Iterator[Line]:
    with closing(Store(postgresql_url)) as store:
        migrate.upgrade(store)
    folder = make_url(postgresql_url).query.get("host")
    if not folder:
        pytest.skip("the named server has no unix socket here")
    with Line(Path(str(folder)) / ".s.PGSQL.5432").open() as line:
        yield line


@pytest.fixture
def desk(line: Line, postgresql_url: str) -> Iterator[AgentDesk]:
    url = make_url(postgresql_url).set(host="127.0.0.1", port=line.port, query={"sslmode": "disable"})
    chosen = Settings(store=url.render_as_string(hide_password=False), region="CN", zone="Asia/Shanghai")
    with closing(Store(chosen.store)) as store:
        yield AgentDesk(store, chosen, sit_down(store, "王芳", clock.now()))


def test_what_was_committed_but_not_answered_is_not_done_again(desk: AgentDesk, line: Line) -> None:
    intake, first = Intake("question", "热车后熄火", caller="139 1234 5678"), key()
    line.cuts = 1
    with pytest.raises(StoreAway, match=r"what you typed is kept"):
        desk.log(first, intake)
    assert line.done == 1
    logged = desk.log(first, intake)
    assert desk.log(first, replace(intake, description="something else")) == logged
    note, move = key(), key()
    asks = (
        lambda: desk.note(note, logged.case_id, "等配件"),
        lambda: desk.move(move, logged.case_id, 1, "cancel", MoveDetails(reason="so it is")),
    )
    for ask in asks:
        line.cuts = 1
        with pytest.raises(StoreAway):
            ask()
    assert line.done == 3
    for ask in asks:
        ask()
    with desk.store.read() as connection:
        cases = connection.execute(select(col(Case.id), col(Case.version))).all()
        verbs = select(col(Event.verb), func.count()).group_by(col(Event.verb))
        told = {row[0]: row[1] for row in connection.execute(verbs)}
    assert [tuple(row) for row in cases] == [(logged.case_id, 2)]
    assert (told["case.logged"], told["case.noted"], told["case.cancelled"]) == (1, 1, 1)
