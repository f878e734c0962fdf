"""The file of keys: secrets are sealed and links signed, also while a key is being changed."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from callcenter import settings
from callcenter.errors import Invalid
from callcenter.outbox.secrets import Secrets


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "callcenter.secret"


def test_a_house_finds_its_file_beside_its_store_or_where_the_setting_says(tmp_path: Path) -> None:
    plain = settings.load(store=str(tmp_path / "house.sqlite3"))
    assert Secrets.of(plain).file == tmp_path / "house.sqlite3.secret"
    named = settings.load(
        environment={"CALLCENTER_SECRET_KEY": str(tmp_path / "keys")}, store=str(tmp_path / "house.sqlite3")
    )
    assert Secrets.of(named).file == tmp_path / "keys"
    database = settings.load(store="postgresql+psycopg://someone@host/callcenter")
    assert Secrets.of(database).file.name == "callcenter.secret"


def test_what_is_sealed_can_be_opened_by_every_process_of_the_house(file: Path) -> None:
    sealed = Secrets(file).seal("whsec_abc")
    assert "abc" not in sealed
    assert Secrets(file).opened(sealed) == "whsec_abc"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_who_shares_the_store_by_its_group_shares_the_keys(tmp_path: Path) -> None:
    store = tmp_path / "house.sqlite3"
    store.touch()
    store.chmod(0o660)
    secrets = Secrets.of(settings.load(store=str(store)))
    secrets.seal("x")
    assert stat.S_IMODE(secrets.file.stat().st_mode) == 0o640


def test_a_new_key_on_top_leaves_what_was_sealed_and_signed_before(file: Path) -> None:
    before = Secrets(file)
    sealed, signed = before.seal("words"), before.signature("answer", b"7")
    file.write_bytes(Fernet.generate_key() + b"\n" + file.read_bytes())
    after = Secrets(file)
    assert after.opened(sealed) == "words"
    assert after.is_signature("answer", b"7", signed)
    assert after.signature("answer", b"7") != signed
    assert before.opened(after.seal("more")) == "more", "whoever works on knows the new key"


def test_a_signature_holds_for_its_purpose_and_words_only(file: Path) -> None:
    secrets = Secrets(file)
    signed = secrets.signature("answer", b"7")
    assert secrets.is_signature("answer", b"7", signed)
    assert not secrets.is_signature("answer", b"8", signed)
    assert not secrets.is_signature("appointment", b"7", signed)
    assert not secrets.is_signature("answer", b"7", signed[:-1])
    assert not secrets.is_signature("answer", b"7", "号")


def test_what_another_key_sealed_is_refused_in_one_sentence(file: Path, tmp_path: Path) -> None:
    sealed = Secrets(tmp_path / "other").seal("words")
    with pytest.raises(Invalid, match="lacks the key"):
        Secrets(file).opened(sealed)


@pytest.mark.parametrize(
    "words", [b"", b"no key\n", Fernet.generate_key()[:-4] + b"\n"], ids=["empty", "words", "short"]
)
def test_a_file_that_holds_something_else_is_refused(file: Path, words: bytes) -> None:
    file.write_bytes(words)
    file.chmod(0o600)
    with pytest.raises(Invalid, match="one key a line"):
        Secrets(file).check()


def test_a_file_that_everybody_may_read_is_refused(file: Path) -> None:
    Secrets(file).seal("x")
    file.chmod(0o644)
    with pytest.raises(Invalid, match="chmod o="):
        Secrets(file).seal("x")


def test_a_place_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(Invalid, match="secret_key"):
        Secrets(tmp_path / "taken" / "callcenter.secret").seal("x")
