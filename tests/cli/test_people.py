"""Who may sit down here, on the command line."""

from typing import Any


def test_people_are_added_listed_given_roles_and_let_go(run: Any) -> None:
    said = run("people", "add", "lishifu", "--name", "李师傅", "--role", "point", "--point", "2")
    assert said.out == "lishifu is now: service point staff, 泰安维修.\n"
    row = next(one for one in run("people", "list").lines if one.startswith("lishifu"))
    assert row.split() == ["lishifu", "李师傅", "service", "point", "staff", "2", "泰安维修"]
    both = run("people", "add", "boss", "--role", "supervisor", "--role", "agent", "--json").json
    assert (both["roles"], both["point_id"], both["active"]) == (["agent", "supervisor"], None, True)
    assert run("people", "set-role", "lishifu", "--role", "agent", "--json").json["roles"] == ["agent"]
    assert "may not sit down" in run("people", "let-go", "lishifu").out
    assert "let go" in next(one for one in run("people", "list").lines if one.startswith("lishifu"))
    assert "not active" in run("--agent", "lishifu", "queue").refused()
    run("people", "take-back", "lishifu")
    assert run("--agent", "lishifu", "queue").status in (0, 1)


def test_what_does_not_fit_is_one_sentence(run: Any) -> None:
    for words, rest in (
        ("need their point", ["li", "--role", "point"]),
        ("nobody else has one", ["li", "--role", "agent", "--point", "2"]),
        ("no other role", ["li", "--role", "point", "--role", "agent", "--point", "2"]),
        ("nowhere", ["li", "--role", "point", "--point", "nowhere"]),
        ("empty", [" ", "--role", "agent"]),
        ("readable characters", ["li", "--name", "a\x07", "--role", "agent"]),
        ("wangfang is here already", ["wangfang", "--role", "agent"]),
    ):
        assert words in run("people", "add", *rest).refused()
    assert "Nobody here is called li" in run("people", "set-role", "li", "--role", "agent").refused()
    run("people", "add", "li", "--role", "boss").refused(2)


def test_staff_of_a_point_get_no_desk_of_the_house(run: Any) -> None:
    run("people", "add", "li", "--role", "point", "--point", "2")
    for command in (
        ("lookup", "139"), ("card", "1"), ("case", "show", "4821-7"), ("queue",), ("points", "near", "--place", "上海"), ("calls",),
        ("people", "list"), ("keys", "list"), ("export", "customers", "-"), ("retention", "--dry-run"),
        ("customer", "merges", "1"), ("people", "set-role", "li", "--role", "admin"),
    ):  # fmt: skip
        assert "li works at a service point" in run("--agent", "li", *command).refused()
    assert run("people", "list", "--json").json[0]["roles"] == ["point"]
