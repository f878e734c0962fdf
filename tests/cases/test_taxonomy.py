from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter import i18n
from callcenter.cases import taxonomy
from callcenter.errors import Invalid

SMALL = """
[other]
en = "other"
zh_CN = "其他"
skill = "general"

[questions]
safe = { en = "Is everybody safe?", zh_CN = "人都安全吗？" }

[safety_words]
en = ["fire"]
harmless = ["fire up"]

[families]
bikes = { en = "Bicycles", words = ["bike"] }

[lines]
city = { family = "bikes", en = "City bike", words = ["commuter"], skill = "city_bikes", usual_way = "pick_up" }

[components.chain]
en = "Chain"
family = "bikes"
skill = "drive"
usual_way = "on_site"
words = ["chain"]
symptoms.snaps = { en = "snaps", zh_CN = "断", words = ["snap"], safety = true, safety_question = "safe" }
symptoms.rubs = { en = "rubs", words = ["rub"], usual_way = "bring_in", skill = "tuning" }
"""


@pytest.fixture(name="small")
def _small(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL)
    return path


def shipped() -> taxonomy.Taxonomy:
    return taxonomy.load()


def test_shipped_names_are_complete_in_both_languages() -> None:
    for component in shipped().components:
        assert set(component.names) == {"en", "zh_CN"}, component.code
        for symptom in component.symptoms:
            assert set(symptom.names) == {"en", "zh_CN"}, symptom.code


def test_shipped_covers_both_families_and_what_can_hurt() -> None:
    tx = shipped()
    assert {c.family for c in tx.components} == {"", "vehicle", "appliance"}
    dangerous = {
        "brakes.fails", "electrical.smoke", "gas.smell", "power.shock", "steering.lost", "battery.swollen",
        "restraints.deploys", "speed_control.surges", "cold.leak", "traction_battery.burns",
    }  # fmt: skip
    assert {code for code in dangerous if tx.by_code[code].safety} == dangerous
    for symptom in tx.by_code.values():
        assert set(symptom.safety_question) == ({"en", "zh_CN"} if symptom.safety else set())


def test_each_component_has_other_and_there_is_a_general_one() -> None:
    tx = shipped()
    assert all(f"{component.code}.other" in tx.by_code for component in tx.components)
    assert tx.name("other.other", "en") == "Other › other"


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        ("engine.stalls", "en", "Engine › stalls"),
        ("engine.stalls", "zh_CN", "发动机 › 熄火"),
        ("engine.stalls", "zh-Hans", "发动机 › 熄火"),
        ("engine", "en", "Engine"),
        ("engine.of_old", "en", "engine.of_old"),
        ("of_old.stalls", "zh_CN", "of_old.stalls"),
    ],
)
def test_name(code: str, language: str, words: str) -> None:
    assert shipped().name(code, language) == words


def test_a_missing_language_falls_back(small: Path) -> None:
    assert taxonomy.load(small).name("chain.snaps", "zh_CN") == "Chain › 断"


def test_way_and_skill_come_from_the_symptom_then_the_line_then_the_component(small: Path) -> None:
    tx = taxonomy.load(small)
    assert (tx.category("chain.snaps").way, tx.category("chain.snaps").skill) == ("on_site", "drive")
    assert (tx.category("chain.snaps", "city").way, tx.category("chain.snaps", "city").skill) == (
        "pick_up",
        "city_bikes",
    )
    assert (tx.category("chain.rubs", "city").way, tx.category("chain.rubs", "city").skill) == (
        "bring_in",
        "tuning",
    )


def test_a_safety_category_brings_its_question() -> None:
    view = shipped().category("gas.smell", "water_heater")
    assert (view.safety, view.way, view.skill) == (True, "on_site", "plumbing_gas")
    assert "windows" in view.safety_question["en"]


def test_a_category_of_an_older_file_is_treated_as_other() -> None:
    view = shipped().category("loom.tangled")
    assert (view.code, view.component, view.symptom) == ("loom.tangled", "loom", "tangled")
    assert (view.safety, view.way, view.skill) == (False, "bring_in", "general")


@pytest.mark.parametrize("said", ["fridge", "Fridge", " FRIDGE ", "冰箱", "refrigerator"])
def test_a_line_goes_by_any_of_its_words(said: str) -> None:
    line = shipped().line(said)
    assert line is not None
    assert line.code == "fridge"


def test_only_fitting_components_remain_for_a_line() -> None:
    tx = shipped()
    fridge = {component.code for component in tx.fitting("fridge")}
    assert {"cold", "water", "service", "other"} <= fridge
    assert not fridge & {"engine", "gas", "display"}
    assert tx.fitting("spaceship") == tx.components
    assert {c.family for c in tx.fitting(family="vehicle")} == {"", "vehicle"}


def test_a_taxonomy_is_read_once_and_again_when_it_changes(small: Path) -> None:
    before = taxonomy.load(small)
    assert taxonomy.load(small) is before
    small.write_text(SMALL.replace('"Chain"', '"Drive chain"'))
    assert taxonomy.load(small).name("chain.rubs", "en") == "Drive chain › rubs"
    with pytest.raises(FrozenInstanceError):
        before.components[0].code = "x"  # type: ignore[misc]


FAULTS = [
    ('en = "Chain"\n', "", "mine.toml, components.chain: it has no name; add en or zh_CN."),
    ('en = "Chain"', 'en = ""', "mine.toml, components.chain: en must be a text between quotes and not empty."),
    ('en = "Chain"', "en = 3", "mine.toml, components.chain: en must be a text between quotes and not empty."),
    ("safety = true", "saftey = true", "mine.toml, components.chain.symptoms.snaps: saftey is not known here; use safety."),
    ("safety = true", 'safety = "yes"', "mine.toml, components.chain.symptoms.snaps: safety must be true or false, without quotes."),
    (', safety_question = "safe"', "", "mine.toml, components.chain.symptoms.snaps: safety needs a safety_question; name one of [questions]."),
    ("safety = true, ", "", "mine.toml, components.chain.symptoms.snaps: safety_question without safety; add safety = true."),
    ('safety_question = "safe"', 'safety_question = "gone"', "mine.toml, components.chain.symptoms.snaps: safety_question is “gone”; use one of safe."),
    ('"on_site"', '"by_air"', "mine.toml, components.chain: usual_way is “by_air”; use one of bring_in, on_site, pick_up, mail_in, roadside."),
    ('words = ["chain"]', 'words = "chain"', 'mine.toml, components.chain: words must be a list of texts, like ["stall", "熄火"].'),
    ('words = ["chain"]', 'words = ["..."]', "mine.toml, components.chain: the word “...” needs letters; at most one ..., between words."),
    ('words = ["chain"]', 'lines = ["car"]', "mine.toml, components.chain: “car” is no line of its family; use one of city."),
    ('words = ["chain"]', "weight = 0", "mine.toml, components.chain: weight must be a number above 0, at most 10."),
    ('family = "bikes"\nskill', 'family = "cars"\nskill', "mine.toml, components.chain: family is “cars”; use one of bikes."),
    ('{ family = "bikes", en = "City', '{ en = "City', "mine.toml, lines.city: it has no family; add family = one of bikes."),
    ("symptoms.rubs", "symptoms.Rubs", "mine.toml, components.chain.symptoms: the code Rubs may hold only a-z, 0-9 and _, a letter first."),
    ("[components.chain]", "[components.other]", "mine.toml, components.other: this code is kept for what fits nowhere; rename it."),
    ("[components.chain]", "[parts.chain]", "mine.toml, top level: parts is not known here; use other, questions, safety_words, families, lines, components."),
    ("[other]", "[others]", "mine.toml, top level: others is not known here; use other."),
    ('harmless = ["fire up"]', 'harmless = ["fires"]', "mine.toml, safety_words: harmless “fires” is a form of “fire”; take one of them out."),
    ("[other]", "[other", "mine.toml is not valid TOML: Expected ']' at the end of a table declaration (at line 2, column 7). Mend that line."),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "sentence"), FAULTS)
def test_a_faulty_file_is_refused_with_its_remedy(small: Path, right: str, wrong: str, sentence: str) -> None:
    assert right in SMALL
    small.write_text(SMALL.replace(right, wrong))
    with pytest.raises(Invalid) as refused:
        taxonomy.load(small)
    assert str(refused.value) == sentence


def test_a_missing_table_is_named(small: Path) -> None:
    small.write_text('[other]\nen = "other"\n')
    with pytest.raises(Invalid, match=r"mine.toml, top level: the table components is missing; add it."):
        taxonomy.load(small)
    small.write_text('[other]\nen = "other"\n[components]\n')
    with pytest.raises(Invalid, match="there is no component; add at least one"):
        taxonomy.load(small)
    small.write_text('components = 3\n[other]\nen = "other"\n')
    with pytest.raises(Invalid, match=r"components must be a table; write \[components\] or \{ … \}"):
        taxonomy.load(small)


def test_an_unreadable_file_is_named(small: Path) -> None:
    with pytest.raises(
        Invalid, match=r"none.toml can't be read \(No such file or directory\): check its path"
    ):
        taxonomy.load(small.with_name("none.toml"))
    small.write_bytes(SMALL.encode("gbk"))
    with pytest.raises(Invalid, match=r"mine.toml is not UTF-8 text \(byte \d+\): save it as UTF-8."):
        taxonomy.load(small)


@given(
    st.integers(0, len(SMALL) - 1), st.sampled_from(['"', "=", "]", "{", "3", "", "\n", "组", "...", "true"])
)
@settings(max_examples=150)
def test_whatever_is_mistyped_loads_or_is_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, at: int, typed: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "typed.toml"
    path.unlink(missing_ok=True)
    path.write_text(SMALL[:at] + typed + SMALL[at + 1 :])
    refused = None
    try:
        assert taxonomy.load(path).by_code["other.other"]
    except Invalid as error:
        refused = i18n.sentence(error)
    if refused is not None:
        assert refused.startswith("typed.toml")
        assert "{file}" not in refused
