import csv
import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.cases import taxonomy
from callcenter.cases.suggest import (
    Classifier,
    KeywordClassifier,
    Suggestion,
    safety_signs,
    suggest,
    type_ahead,
)

DATA = Path(os.environ.get("CALLCENTER_TEST_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def codes(found: tuple[Suggestion, ...]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("said", "line", "first"),
    [
        ("engine stalls at red lights", "car", "engine.stalls"),
        ("it stalled twice on the motorway, engine just dies", None, "engine.stalls"),
        ("the motor keeps stalling", "car", "engine.stalls"),
        ("发动机突然熄火", "car", "engine.stalls"),
        ("刹车异响，踩的时候吱吱响", None, "brakes.noise"),
        ("低速刹车吱吱响", "car", "brakes.noise"),
        ("中控台吱吱响", "car", "body.rattles"),
        ("Brakes squeal every morning", None, "brakes.noise"),
        ("高速上方向盘抖动", None, "steering.vibrates"),
        ("变速箱顿挫", "car", "transmission.jerks"),
        ("transmission slips and drops out of gear", None, "transmission.slips"),
        ("中控屏黑屏了", "car", "infotainment.black"),
        ("续航缩水很厉害", "ev", "traction_battery.range"),
        ("冬天充不进电", "ev", "traction_battery.no_charge"),
        ("天窗漏水", "car", "body.water"),
        ("seat belt does not retract", None, "restraints.belt"),
        ("airbag light is on", None, "restraints.warning"),
        ("tyre pressure light", "car", "wheels.pressure"),
        ("空调不制冷", "car", "hvac.not_cold"),
        ("空调不制冷", "air_conditioner", "cold.warm"),
        ("冰箱不制冷，食物都坏了", None, "cold.warm"),
        ("the fridge is not cooling", None, "cold.warm"),
        ("washing machine won't drain, water left in the drum", None, "water.drain"),
        ("洗衣机不脱水", None, "motion.still"),
        ("洗衣机脱水时噪音大", None, "motion.noise"),
        ("热水器漏电", None, "power.shock"),
        ("热水器打不着火", None, "gas.no_flame"),
        ("i smell gas near the boiler", None, "gas.smell"),
        ("phone screen is cracked", None, "display.cracked"),
        ("手机充不进电", None, "battery.no_charge"),
        ("my phone's battery is swollen", None, "battery.swollen"),
        ("电视没有声音", None, "sound.silent"),
        ("笔记本开机很慢，老是卡", None, "performance.slow"),
        ("laptop keeps restarting by itself", None, "performance.restarts"),
        ("WiFi keeps disconnecting on my tablet", None, "network.wifi"),
        ("降价了，要求补差价", "car", "sales.price"),
        ("客服态度恶劣，没人处理", None, "service.rude"),
    ],
)
def test_the_first_suggestion_is_what_an_agent_would_take(said: str, line: str | None, first: str) -> None:
    assert codes(suggest(said, taxonomy.load(), line=line))[0] == first


def test_the_words_that_led_there_are_shown_as_typed() -> None:
    (first, *_) = suggest("My ENGINE keeps  Stalling", taxonomy.load())
    assert (first.code, first.words) == ("engine.stalls", ("ENGINE", "Stalling"))
    assert suggest("ｅｎｇｉｎｅ熄火", taxonomy.load())[0].words == ("ｅｎｇｉｎｅ", "熄火")


@pytest.mark.parametrize("form", ["stall", "stalls", "Stalled", "STALLING", "ｓｔａｌｌ"])
def test_forms_of_a_word_are_one(form: str) -> None:
    assert codes(suggest(f"it {form}", taxonomy.load(), line="car")) == ["engine.stalls"]


@pytest.mark.parametrize("said", ["won't start", "won’t start", "wont start"])
def test_an_apostrophe_may_be_any_or_none(said: str) -> None:
    assert codes(suggest(said, taxonomy.load(), line="car"))[0] == "engine.no_start"


def test_the_longest_word_wins() -> None:
    assert codes(suggest("seat belt", taxonomy.load())) == ["restraints.other"]
    assert codes(suggest("打不着火", taxonomy.load(), line="car")) == ["engine.no_start"]


def test_a_component_without_a_symptom_is_other() -> None:
    assert codes(suggest("something about the gearbox", taxonomy.load())) == ["transmission.other"]


def test_nothing_known_suggests_nothing() -> None:
    for said in ("", "   ", "hello", "你好", "...", "!!!"):
        assert suggest(said, taxonomy.load()) == ()


def test_each_component_is_offered_before_a_second_symptom() -> None:
    found = codes(suggest("engine stalls, engine noise, brakes squeal", taxonomy.load(), line="car", limit=6))
    assert [code.partition(".")[0] for code in found[:2]] == ["engine", "brakes"]
    assert {"engine.stalls", "engine.noise", "brakes.noise"} <= set(found)


def test_line_and_family_narrow_and_an_unknown_line_does_not() -> None:
    tx = taxonomy.load()
    assert {
        tx.by_code[c].code.split(".")[0] for c in codes(suggest("it leaks", tx, line="washer", limit=9))
    } == {"water"}
    vehicle = codes(suggest("it leaks", tx, family="vehicle", limit=9))
    assert vehicle
    assert "water.leaks" not in vehicle
    assert suggest("engine stalls", tx, line="spaceship") == suggest("engine stalls", tx)


def test_the_keyword_classifier_is_a_classifier() -> None:
    classifier: Classifier = KeywordClassifier(taxonomy.load())
    assert classifier.suggest("刹车失灵", line="car")[0].code == "brakes.fails"


@given(st.text(max_size=300) | st.text(alphabet="刹车失灵发动机熄火 smoke engine no,.。没不", max_size=200))
@settings(max_examples=150)
def test_any_text_gives_ordered_repeatable_suggestions_with_their_words(text: str) -> None:
    tx = taxonomy.load()
    found = suggest(text, tx)
    assert found == suggest(text, tx)
    assert len(found) <= 3
    evened = " ".join(text.split())
    for one in found:
        assert one.code in tx.by_code
        assert all(word in evened for word in one.words)
    for sign in safety_signs(text, tx):
        assert sign in evened


@pytest.mark.parametrize(
    ("said", "signs"),
    [
        ("there is SMOKE coming out", ("SMOKE",)),
        ("it caught fire", ("caught fire",)),
        ("smell something burning", ("smell something burning",)),
        ("the brakes completely failed", ("brakes completely failed",)),
        ("pedal went straight to the floor", ("pedal went straight to the floor",)),
        ("刹车突然就失灵了", ("刹车突然就失灵",)),
        ("洗衣机漏电，麻手", ("漏电", "麻手")),
        ("车子冒烟了", ("冒烟",)),
        ("无故自燃", ("自燃",)),
        ("厨房煤气味很重", ("煤气味",)),
        ("phone battery is swollen", ("battery is swollen",)),
        ("no, smoke is coming out", ("smoke",)),
        ("没有，起火了", ("起火",)),
        ("有没有漏电", ("漏电",)),
        ("no brakes at all", ("no brakes",)),
        ("the washer gave me a shock", ("gave me a shock",)),
        ("I see no smoke", ()),
        ("not smoking, without any flames", ()),
        ("I don't smell smoke", ()),
        ("没有冒烟", ()),
        ("不冒烟，也没起火", ()),
        ("打不着火", ()),
        ("can you fire up the system", ()),
        ("the shock absorber leaks", ()),
        ("the engine misfires", ()),
        ("点烟器坏了", ()),
        ("engine stalls", ()),
        ("", ()),
    ],
)
def test_safety_signs(said: str, signs: tuple[str, ...]) -> None:
    assert safety_signs(said, taxonomy.load()) == signs


def test_a_gap_ends_with_the_sentence() -> None:
    assert safety_signs("I pressed the brake. The radio failed", taxonomy.load()) == ()


def test_a_denied_danger_is_not_suggested() -> None:
    assert suggest("没有冒烟", taxonomy.load(), line="car") == ()
    assert codes(suggest("no smoke, but the engine stalls", taxonomy.load(), line="car")) == ["engine.stalls"]


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("stal", "en", "engine.stalls"),
        ("eng st", "en", "engine.stalls"),
        ("st eng", "en", "engine.stalls"),
        ("Engine › stalls", "en", "engine.stalls"),
        ("熄", "zh_CN", "engine.stalls"),
        ("发动机 熄火", "en", "engine.stalls"),
        ("fdjxh", "zh_CN", "engine.stalls"),
        ("fdj xh", "zh_CN", "engine.stalls"),
        ("xihuo", "zh_CN", "engine.stalls"),
        ("brake noise", "en", "brakes.noise"),
        ("swoll", "en", "battery.swollen"),
    ],
)
def test_type_ahead(typed: str, language: str, first: str) -> None:
    assert codes(type_ahead(typed, taxonomy.load(), language=language))[0] == first


def test_type_ahead_keeps_to_the_line_and_the_limit() -> None:
    tx = taxonomy.load()
    assert codes(type_ahead("熄火", tx, language="zh_CN", line="water_heater")) == ["gas.goes_out"]
    assert len(type_ahead("e", tx, language="en", limit=5)) == 5
    assert type_ahead("", tx, language="en") == ()
    assert type_ahead("zzzz", tx, language="en") == ()


def test_type_ahead_puts_the_readers_language_first() -> None:
    ranked = type_ahead("b", taxonomy.load(), language="en", limit=300)
    names = [taxonomy.load().name(one.code, "en").casefold() for one in ranked]
    assert " b" in f" {names[0]}"
    assert len(ranked) > 20


NHTSA = {
    "ENGINE": "engine", "ELECTRICAL SYSTEM": "electrical", "POWER TRAIN": "transmission", "SEATS": "seats",
    "FUEL/PROPULSION SYSTEM": "fuel", "VISIBILITY/WIPER": "glass", "AIR BAGS": "restraints", "WHEELS": "wheels",
    "SEAT BELTS": "restraints", "STEERING": "steering", "STRUCTURE": "body", "EXTERIOR LIGHTING": "lights",
    "SERVICE BRAKES": "brakes", "VEHICLE SPEED CONTROL": "speed_control", "TIRES": "wheels",
    "SUSPENSION": "suspension", "FORWARD COLLISION AVOIDANCE": "driver_assist", "LANE DEPARTURE": "driver_assist",
    "BACK OVER PREVENTION": "driver_assist", "LATCHES/LOCKS/LINKAGES": "doors",
}  # fmt: skip
CHINESE = {
    "发动机": "engine fuel", "车身": "body doors glass seats", "传动系": "transmission", "制动系": "brakes",
    "电气设备": "electrical infotainment hvac lights driver_assist", "转向系": "steering", "销售欺诈": "sales",
    "承诺不兑现": "sales", "服务态度": "service", "配件争议": "service", "服务收费": "service", "悬架系": "suspension",
    "人员技术": "service", "轮胎和车轮": "wheels", "气囊和安全带": "restraints", "电力驱动系统": "e_drive",
    "动力电池及电源管理系统": "traction_battery",
}  # fmt: skip


def hits(
    name: str, heading: str, mapping: dict[str, str], line: str | None, shortest: int = 0
) -> tuple[float, float]:
    """The shares of real complaints whose component is suggested first, and among three."""
    path = DATA / "complaints" / name
    if not path.exists():
        pytest.skip("the complaint data is not at hand")
    tx, first, among, rows = taxonomy.load(), 0, 0, 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            right = mapping.get(row[heading], "").split()
            if not right or len(row["text"]) < shortest:
                continue
            found = [one.code.partition(".")[0] for one in suggest(row["text"], tx, line=line)]
            rows += 1
            first += bool(found) and found[0] in right
            among += not set(found).isdisjoint(right)
    return first / rows, among / rows


def test_real_american_complaints_find_their_component() -> None:
    first, among = hits("nhtsa_complaints_text.csv.gz", "component_norm", NHTSA, "car")
    assert first >= 0.65
    assert among >= 0.82


def test_real_chinese_complaints_find_their_component() -> None:
    """A fifth of these are follow-ups that name no fault at all ("nobody called"), the short ones mostly."""
    first, among = hits("cn_12365auto_2024q1.csv.gz", "component", CHINESE, None)
    assert first >= 0.50
    assert among >= 0.65
    first, among = hits("cn_12365auto_2024q1.csv.gz", "component", CHINESE, "car", shortest=60)
    assert first >= 0.55
    assert among >= 0.74


def test_real_accidents_and_fires_are_safety_matters() -> None:
    path = DATA / "complaints" / "nhtsa_complaints_text.csv.gz"
    if not path.exists():
        pytest.skip("the complaint data is not at hand")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if "Y" in (row["fire"][:1] + row["crash"][:1]).upper()]
    found = sum(bool(safety_signs(row["text"], taxonomy.load())) for row in rows)
    assert found >= 0.75 * len(rows)
