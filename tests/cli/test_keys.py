"""Keys for telephone systems on the command line: shown once."""

from typing import Any


def test_a_key_is_made_listed_and_revoked(run: Any) -> None:
    assert "no key yet" in run("keys", "list").out
    made = run("keys", "make", "cti").lines
    assert made[0].startswith("cti_")
    again = run("keys", "make", "cti", "--json").json
    assert (again["key_id"], again["purpose"]) == (2, "cti")
    assert [one["key_id"] for one in run("keys", "list", "--json").json] == [2, 1]
    assert made[0] not in run("keys", "list").out
    assert run("keys", "revoke", "1").out == "Key 1 counts no more.\n"
    assert run("keys", "list").lines[2].split()[-1] == "10:40"
    assert "no key 9" in run("keys", "revoke", "9").refused()
    run("keys", "make", "tea").refused(2)


def test_a_role_without_whole_numbers_still_gets_the_key(run: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("CALLCENTER_FULL_NUMBERS", "supervisor")
    for _ in range(20):
        assert "•" not in run("keys", "make", "cti").lines[0]
