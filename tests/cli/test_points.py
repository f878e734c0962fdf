from typing import Any

import pytest

FIELDS = ["point_id", "external_id", "name", "metres", "open", "room", "reasons"]
HERE = ("--lat", "31.2128", "--lon", "121.5268")


def test_the_fields_are_exactly_these(run: Any) -> None:
    found = run("points", "near", *HERE, "--skill", "engine", "--json").json
    assert list(found) == ["points", "rejected"]
    assert [list(one) for one in found["points"]] == [FIELDS] * 3
    first = found["points"][0]
    assert (first["external_id"], first["open"], first["room"]) == ("P1", True, 8)
    assert 700 < first["metres"] < 900
    assert first["reasons"]


def test_without_a_wish_every_point_qualifies_open_or_not(run: Any) -> None:
    found = run("points", "near", *HERE, "--at", "2026-03-01T03:00+08:00", "--json").json
    assert [one["external_id"] for one in found["points"]] == ["P1", "P3", "P2", "P4"]
    assert [one["open"] for one in found["points"]] == [True, None, False, False]
    assert found["rejected"] == []


def test_the_nearer_one_says_why_it_is_not_first(run: Any) -> None:
    found = run("points", "near", "--lat", 31.231, "--lon", 121.52, "--skill", "engine", "--json").json
    (no,) = found["rejected"]
    assert list(no) == [*FIELDS, "cause"]
    assert (no["external_id"], no["cause"]) == ("P3", "does no such work")
    said = run("points", "near", "--lat", 31.231, "--lon", 121.52, "--skill", "engine", "--language", "zh")
    assert said.lines[-1].startswith("not: 美的浦东服务中心") or "美的浦东服务中心" in said.lines[-1]


@pytest.mark.parametrize(("lat", "lon"), [("90", "0"), ("-90", "180"), ("-17", "-180"), ("-17.0", "180")])
def test_poles_and_the_antimeridian(run: Any, lat: Any, lon: Any) -> None:
    found = run("points", "near", f"--lat={lat}", f"--lon={lon}", "--json").json
    assert len(found["points"]) == 4
    if lat.startswith("-17"):
        assert (found["points"][0]["external_id"], found["points"][0]["metres"] < 6000) == ("P4", True)


def test_a_negative_latitude_needs_no_equals_sign(run: Any) -> None:
    assert run("points", "near", "--lat", "-17.5", "--lon", "-179.5", "--json").status == 0


def test_a_place_by_name(run: Any) -> None:
    said = run("points", "near", "--place", "上海", "--limit", 2)
    assert said.lines[0] == "Near Shanghai (CN):"
    assert said.lines[1].split()[:4] == ["ID", "Point", "City", "Distance"]
    assert len(said.lines) == 4


@pytest.mark.parametrize(
    ("argv", "status", "sentence"),
    [
        ((), 2, "Say where: either --place TEXT, or --lat and --lon."),
        (("--lat", "1"), 2, "Say where: either --place TEXT, or --lat and --lon."),
        ((*HERE, "--place", "x"), 2, "Say where: either --place TEXT, or --lat and --lon."),
        (("--lat", "91", "--lon", "0"), 2, "--lat takes -90 to 90 and --lon -180 to 180 degrees."),
        (("--lat", "nan", "--lon", "0"), 2, "--lat takes -90 to 90 and --lon -180 to 180 degrees."),
        (("--place", "Xyzzyville"), 1, "No city or postcode Xyzzyville is known. Try the next larger town."),
        (
            (*HERE, "--at", "2026-03-02T10:40"), 2,
            "--at: 2026-03-02T10:40 is no time with an offset. Write it as 2026-03-02T14:30+08:00.",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly(run: Any, argv: Any, status: Any, sentence: Any) -> None:
    assert run("points", "near", *argv).refused(status) == sentence


def test_nobody_can_take_it(run: Any) -> None:
    said = run("points", "near", *HERE, "--way", "mail-in")
    assert said.status == 1
    assert said.lines[0] == "No service point can take it."
    assert run("points", "near", *HERE, "--way", "roadside", "--json").json["points"] == []
