"""The last letters before a form is left or the line is cut are kept, though their messages are still on the way."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import log_world as w
import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from callcenter.cases.views import Intake
from callcenter.desk.views import CaseView
from screens.app import CallcenterApp
from screens.base import Modal
from screens.case import forms
from screens.desk.asking import OneLine
from screens.desk.new_customer import NewCustomerScreen
from screens.journal import Journal
from screens.send.one_line import OneLine as AnswerLine
from screens.widgets.field import Field, Words


class Plain(Modal[None]):
    """A form as anybody would write it: it says only what to keep."""

    def body(self) -> ComposeResult:
        yield Field(id="plain")

    def keep_typed(self) -> None:
        self.keep_words("plain", "it", {"words": self.query_one("#plain", Field).value})


def note(case: CaseView) -> tuple[Any, Callable[[Any], None]]:
    return forms.note(case), lambda form: form.query_one(Words).insert("gap")


def promise(case: CaseView) -> tuple[Any, Callable[[Any], None]]:
    return forms.promise(case), lambda form: _put(form.query(Field).first(), "gap")


def customer(_case: CaseView) -> tuple[Any, Callable[[Any], None]]:
    return NewCustomerScreen("1"), lambda form: _put(form.query_one("#new-note", Field), "gap")


def asking(_case: CaseView) -> tuple[Any, Callable[[Any], None]]:
    made = OneLine("Chaser", "", draft=("chaser", "case:1"))
    return made, lambda form: _put(form.query_one(Field), "gap")


def plain(_case: CaseView) -> tuple[Any, Callable[[Any], None]]:
    return Plain(), lambda form: _put(form.query_one(Field), "gap")


def _put(field: Field, words: str) -> None:
    field.value = words


@asynccontextmanager
async def opened(world: w.World, form: Any, state: Path) -> AsyncIterator[tuple[CallcenterApp, Pilot[Any]]]:
    app = CallcenterApp(lambda: world.desk, guard=False, journal=Journal(state, "s", "wang"))
    async with app.run_test(size=(120, 40)) as pilot:
        await w.settle(pilot)
        app.push_screen(form)
        await w.settle(pilot)
        yield app, pilot


def kept(world: w.World, words: str) -> bool:
    return any(words in str(draft.body) for draft in world.desk.drafts())


@pytest.fixture
def case(world: w.World) -> CaseView:
    return world.desk.case(world.desk.log("one", Intake("fault", w.STALLS, 1, item_id=1)).case_id)


@pytest.mark.parametrize("how", [note, promise, customer, asking, plain])
async def test_letters_typed_just_before_the_line_is_cut(
    world: w.World, case: CaseView, tmp_path: Path, how: Callable[[CaseView], Any]
) -> None:
    form, typed = how(case)
    async with opened(world, form, tmp_path / "state") as (app, pilot):
        typed(form)  # and no turn of the message loop in between
        app._keep_everything()
        assert app.bridge._journal.waiting() is not None
        await w.settle(pilot)
    assert kept(world, "gap")


@pytest.mark.parametrize("how", [note, promise, customer, asking, plain])
async def test_letters_typed_just_before_the_form_is_left(
    world: w.World, case: CaseView, tmp_path: Path, how: Callable[[CaseView], Any]
) -> None:
    form, typed = how(case)
    async with opened(world, form, tmp_path / "state") as (app, pilot):
        typed(form)
        form.action_back()
        await w.settle(pilot)
        assert app.screen is not form
    assert kept(world, "gap")


async def test_a_line_over_a_form_is_kept_in_the_form_s_draft(world: w.World, tmp_path: Path) -> None:
    told: list[str] = []
    line = AnswerLine("What was answered", typing=told.append)
    async with opened(world, line, tmp_path / "state") as (app, _pilot):
        line.query_one(Field).value = "turn it off and on"
        app._keep_everything()
    assert told[-1] == "turn it off and on"


async def test_what_a_chaser_asked_comes_back_when_it_was_not_recorded(
    world: w.World, case: CaseView, tmp_path: Path
) -> None:
    draft = "chaser", f"case:{case.case_id}"
    async with opened(world, first := OneLine("Chaser", "", draft=draft), tmp_path / "state") as (app, pilot):
        first.query_one(Field).value = "asks for a lift"
        first.action_record()
        await w.settle(pilot)
        assert kept(world, "asks for a lift")
        app.push_screen(again := OneLine("Chaser", "", draft=draft))
        await w.settle(pilot)
        assert again.query_one(Field).value == "asks for a lift"
