"""Simplified Chinese is complete, says the same things with the same gaps, and is compiled."""

import ast
import gettext
import io
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGES = ("callcenter", "screens")
REMEDY = "run make catalogues, then translate"


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    return repository / "callcenter/locales/zh_CN/LC_MESSAGES"


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> Catalog:
    return read_po((folder / "callcenter.po").read_bytes().splitlines(), locale="zh_CN")


@pytest.fixture(scope="module")
def in_code(repository: Path) -> set[str]:
    """Every message in the code, by its singular."""
    return {
        message[0] if isinstance(message, tuple) else message
        for package in PACKAGES
        for _, _, message, _, _ in extract_from_dir(
            repository / package, [("**.py", "python")], keywords=dict(DEFAULT_KEYWORDS)
        )
    } - {""}  # fmt: skip


def texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def gaps(template: str) -> set[tuple[str, str | None]]:
    """Names and conversions of a template's gaps; words with a lone brace have none."""
    try:
        return {
            (name, conversion) for _, name, _, conversion in Formatter().parse(template) if name is not None
        }
    except ValueError:
        return set()


def messages(catalogue: Catalog) -> Iterator[tuple[str, Message]]:
    for message in catalogue:
        if message.id:
            yield (message.id if isinstance(message.id, str) else message.id[0]), message


def test_every_message_is_in_the_catalogue(catalogue: Catalog, in_code: set[str]) -> None:
    assert len(in_code) > 20
    assert not in_code - {name for name, _ in messages(catalogue)}, REMEDY


def test_the_catalogue_holds_nothing_that_is_gone(catalogue: Catalog, in_code: set[str]) -> None:
    assert not {name for name, _ in messages(catalogue)} - in_code, REMEDY


def test_nothing_is_untranslated_or_guessed(catalogue: Catalog) -> None:
    assert not [name for name, message in messages(catalogue) if message.fuzzy or not all(texts(message))], (
        REMEDY
    )


def test_gaps_and_conversions_are_the_same(catalogue: Catalog) -> None:
    different = {}
    for name, message in messages(catalogue):
        source = name if isinstance(message.id, str) else message.id[-1]
        if unlike := [text for text in texts(message) if text and gaps(text) != gaps(source)]:
            different[source] = unlike
    assert not different


def test_chinese_has_one_form_for_every_number(catalogue: Catalog) -> None:
    assert catalogue.num_plurals == 1
    assert all(len(texts(message)) == 1 for _, message in messages(catalogue))


def test_what_is_compiled_is_what_is_written(catalogue: Catalog, folder: Path) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    with (folder / "callcenter.mo").open("rb") as compiled:
        assert words(compiled) == words(fresh), "run make catalogues"


def words(compiled: io.BufferedIOBase | io.BytesIO) -> dict[object, str]:
    return {key: text for key, text in vars(gettext.GNUTranslations(compiled))["_catalog"].items() if key}


def test_no_message_is_put_together_before_it_is_looked_up(repository: Path) -> None:
    """``_(f"...")`` would never be found in a catalogue."""
    found = [
        f"{file.relative_to(repository)}:{call.lineno}"
        for package in PACKAGES
        for file in (repository / package).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "N_", "ngettext"}
        if any(isinstance(part, ast.JoinedStr) for part in call.args)
    ]
    assert not found


def test_no_message_stands_within_an_f_string(repository: Path) -> None:
    """Before Python 3.12 an f-string is one token: what stands in it is not found by whoever looks for messages."""
    hidden = [
        f"{file.relative_to(repository)}:{call.lineno}"
        for package in PACKAGES
        for file in (repository / package).rglob("*.py")
        for text in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "N_", "ngettext"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden, "name the word first"


def test_gaps_are_told_apart() -> None:
    assert gaps("{at!t} by {who}") == {("at", "t"), ("who", None)}
    assert gaps("{at!d}") != gaps("{at!t}")
