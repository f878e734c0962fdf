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
    assert run("keys", "rotate", "2", "--overlap", "2h").lines[0].startswith("cti_")
    assert [one["retires_at"] for one in run("keys", "list", "--json").json][1].startswith("2026-03-02T04:40")
    assert "length of time" in run("keys", "rotate", "2", "--overlap", "soon").refused(2)
    made = run("keys", "make", "point", "--point", "2", "--json").json
    assert (made["secret"][:6], made["point_id"]) == ("point_", 2)
    assert "--point" in run("keys", "make", "point").refused()
    assert "no key 9" in run("keys", "revoke", "9").refused()
    run("keys", "make", "tea").refused(2)


def test_a_role_without_whole_numbers_still_gets_the_key(run: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("CALLCENTER_FULL_NUMBERS", "supervisor")
    for _ in range(20):
        assert "•" not in run("keys", "make", "cti").lines[0]


def test_secrets_of_a_point(run: Any) -> None:
    assert "unsigned" in run("points", "secret", "2").out
    first = run("points", "secret", "2", "make").lines[0]
    assert first.startswith("whsec_")
    assert "Rotate" in run("points", "secret", "2", "make").refused()
    assert run("points", "secret", "2", "rotate").lines[0] not in ("", first)
    listed = run("points", "secret", "2", "--json").json
    assert [one["retires_at"] and one["retires_at"][:10] for one in listed] == [None, "2026-03-03"]
    assert first not in run("points", "secret", "2").out
    assert "unsigned" in run("points", "secret", "2", "revoke").out
    assert "Make one" in run("points", "secret", "2", "rotate").refused()
    assert "nowhere" in run("points", "secret", "nowhere").refused()
