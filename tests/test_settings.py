"""Settings: where they come from, in which order, and the sentence for every fault."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter import i18n, reading, settings
from callcenter.errors import Invalid
from callcenter.settings import Settings, load
from callcenter.tables import PRIORITIES, Target

PLACE = {"LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "LOGNAME": "fang"}


def said(tmp_path: Path, text: str, **variables: str) -> Settings:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, PLACE | variables)


def fault(tmp_path: Path, text: str, **variables: str) -> str:
    with pytest.raises(Invalid) as caught:
        said(tmp_path, text, **variables)
    return i18n.sentence(caught.value)


def test_the_place_gives_what_nobody_set() -> None:
    here = load(environment=PLACE)
    assert (here.language, here.zone, here.region, here.currency) == ("zh_CN", "Asia/Shanghai", "CN", "CNY")
    assert here.agent == "fang"
    assert here.store.endswith("callcenter.sqlite3")
    assert here.hold_seconds == 10


@pytest.mark.parametrize(
    ("variables", "language", "region", "currency"),
    [
        ({"LANG": "de_DE.UTF-8"}, "en", "DE", "EUR"),
        ({"LC_ALL": "en_GB", "LANG": "zh_CN"}, "en", "GB", "GBP"),
        ({"LC_ALL": "", "LANG": "zh_TW.UTF-8@stroke"}, "zh_CN", "TW", "TWD"),
        ({"LANG": "C.UTF-8"}, "en", "CN", "CNY"),
        ({"LANG": "en_ZW"}, "en", "ZW", "USD"),
    ],
)
def test_the_locale(variables: dict[str, str], language: str, region: str, currency: str) -> None:
    here = load(environment=variables)
    assert (here.language, here.region, here.currency) == (language, region, currency)


def test_a_zone_that_is_no_name_gives_way_to_the_systems() -> None:
    system = load(environment={}).zone
    assert reading.is_zone(system)
    assert load(environment={"TZ": "CST-8"}).zone == system
    assert load(environment={"TZ": ":Europe/Berlin"}).zone == "Europe/Berlin"


def test_command_line_over_environment_over_file(tmp_path: Path) -> None:
    text = 'agent = "file"\nlanguage = "en"\nhold_seconds = 3\n'
    file = tmp_path / "settings.toml"
    file.write_text(text)
    variables = PLACE | {
        "CALLCENTER_SETTINGS": str(file),
        "CALLCENTER_AGENT": "env",
        "CALLCENTER_LANGUAGE": "zh",
    }
    read = load(environment=variables, agent="line", store=None)
    assert (read.agent, read.language, read.hold_seconds) == ("line", "zh_CN", 3)
    assert load(environment=variables).agent == "env"
    assert load(environment=variables | {"CALLCENTER_HOLD_SECONDS": "0"}).hold_seconds == 0


def test_paths_start_at_the_file_that_names_them(tmp_path: Path) -> None:
    read = said(tmp_path, 'store = "data/store.sqlite3"\ntaxonomy = "tree.toml"')
    assert read.store == str(tmp_path / "data/store.sqlite3")
    assert read.taxonomy == tmp_path / "tree.toml"
    assert load(environment=PLACE, store="here.sqlite3").store == str(Path.cwd() / "here.sqlite3")
    assert load(environment=PLACE, store="postgresql://db/cc").store == "postgresql://db/cc"


def test_a_password_in_the_store_is_not_printed() -> None:
    assert "me:secret" not in repr(Settings(store="postgresql://me:secret@db/cc"))


@pytest.mark.parametrize(
    "said",
    [
        "postgresql+psycopg:/me:secret@db/cc", "postgres:me:secret@db/cc", "host=db password=secret",
        "sslmode=require user=me password=secret",
    ],
)  # fmt: skip
def test_a_mistyped_address_makes_no_file_that_is_called_by_its_password(said: str) -> None:
    with pytest.raises(Invalid, match="store looks like the address of a database and is none") as caught:
        load(environment=PLACE, store=said)
    assert "secret" not in str(caught.value)


def test_targets_in_three_spellings(tmp_path: Path) -> None:
    read = said(
        tmp_path,
        '[targets]\nurgent = { first = "1m" }\n"high.gold" = { resolve = "1h30m" }\n'
        '[targets.low.bronze]\nfirst = "2d"\n',
    )
    assert read.target("urgent") == Target(timedelta(minutes=1), timedelta(hours=4))
    assert read.target("high", "gold") == Target(timedelta(minutes=30), timedelta(minutes=90))
    assert read.target("low", "bronze") == Target(timedelta(days=2), timedelta(days=7))
    assert read.target("low", "unheard of") == read.target("low") == Settings().target("low")


def test_a_priority_that_is_set_leaves_no_tier_worse_off(tmp_path: Path) -> None:
    read = said(tmp_path, '[targets.urgent]\nfirst = "2m"\nresolve = "1h"\n')
    assert read.target("urgent", "gold") == read.target("urgent")
    assert read.target("high", "gold") == Settings().target("high", "gold")


def test_built_in_targets_favour_the_better_tier_and_the_higher_priority() -> None:
    for priority in PRIORITIES:
        lines = [Settings().target(priority, tier) for tier in ("gold", "silver", None)]
        assert (
            lines
            == sorted(lines, key=lambda line: line.first)
            == sorted(lines, key=lambda line: line.resolve)
        )
    ranked = [Settings().target(priority) for priority in PRIORITIES]
    assert ranked == sorted(ranked, key=lambda line: line.resolve)


def test_answer_times(tmp_path: Path) -> None:
    read = said(tmp_path, '[answer_times]\nnormal = "90m"')
    assert read.answer_time("normal") == timedelta(minutes=90)
    assert read.answer_time("urgent") == timedelta(minutes=15)


def test_keys_quoted_or_not(tmp_path: Path) -> None:
    read = said(tmp_path, '[keys]\n"case.log" = "f2"\nqueue.mine = "ctrl+q,m"\nhelp = "f1"')
    assert read.keys == {"case.log": "f2", "queue.mine": "ctrl+q,m", "help": "f1"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('langauge = "en"', "there is no setting langauge. Did you mean language? Correct it or take it out."),
        ("zzzzzz = 1", "there is no setting zzzzzz. Take it out, or use one of: store, agent, language"),
        ("agent = 7", "agent must be text in quotes, not 7. Correct it or take it out."),
        ('agent = " "', 'agent must be text in quotes, not " ".'),
        ('language = "fr"', 'language must be en or zh_CN, not "fr".'),
        ('zone = "Asia/Shangai"', 'zone is "Asia/Shangai", which is no time zone. Did you mean Asia/Shanghai?'),
        ('zone = "####"', 'zone must be the name of a time zone such as Asia/Shanghai, not "####".'),
        ('zone = "../etc"', "zone "),
        ('region = "CHN"', "region must be a country's two letters such as CN, not \"CHN\"."),
        ("currency = 1", "currency must be a currency's three letters such as CNY, not 1."),
        ('theme = "pink"', 'theme must be one of dark, light, 16, plain, not "pink".'),
        ("theme = 16", "theme must be one of dark, light, 16, plain, not 16."),
        ("hold_seconds = -1", "hold_seconds must be a whole number, 0 or more, not -1."),
        ("hold_seconds = true", "hold_seconds must be a whole number, 0 or more, not true."),
        ("webhook_timeout_s = 0", "webhook_timeout_s must be a number above 0, not 0."),
        ('allow_private_addresses = "perhaps"', 'must be true or false, not "perhaps".'),
        ("targets = 5", "targets must be a table, not 5."),
        ('[targets]\nurgnet = { first = "1m" }', "there is no setting targets.urgnet. Did you mean urgent?"),
        ('[targets]\nurgent = { frist = "1m" }', "there is no setting targets.urgent.frist. Did you mean first?"),
        ("[targets]\nurgent = { first = 15 }", "targets.urgent.first must be a length of time such as 90s"),
        ('[answer_times]\nlow = "5 fortnights"', 'answer_times.low must be a length of time such as 90s, 15m, 4h or 3d, not "5 f'),
        ('[answer_times]\nhihg = "5m"', "there is no setting answer_times.hihg. Did you mean high?"),
        ("[keys]\ncase.log = 1", "keys.case.log must be text in quotes, not 1."),
        ('[telephony]\npublic_url = "desk.example"', 'telephony.public_url must be an address that begins with https:// or'),
        ('[telephony]\ncaller_names = "some"', 'telephony.caller_names must be one of masked, off, full, not "some".'),
        ('[telephony]\ntwillio_token = "x"', "there is no setting telephony.twillio_token. Did you mean twilio_token?"),
        ('[telling]\nquiet_from = "9pm"', 'telling.quiet_from must be a time of day such as 21:00, not "9pm".'),
        ("telephony = 5", "telephony must be a table, not 5."),
        ("agent = ", "is not TOML: Invalid value (at end of document). Correct that line."),
    ],
)  # fmt: skip
def test_every_fault_has_its_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    told = fault(tmp_path, text)
    assert sentence in told
    assert str(tmp_path / "settings.toml") in told


def test_faults_outside_the_file_name_their_place(tmp_path: Path) -> None:
    assert fault(tmp_path, "", CALLCENTER_REOPEN_DAYS="two").startswith(
        'CALLCENTER_REOPEN_DAYS: reopen_days must be a whole number, 0 or more, not "two".'
    )
    with pytest.raises(Invalid, match="--language: language must be en or zh_CN"):
        load(environment=PLACE, language="klingon")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.toml can't be read: No such file .* name another one"):
        load(environment={"CALLCENTER_SETTINGS": str(tmp_path / "none.toml")})
    (tmp_path / "latin").write_bytes('agent = "é"'.encode("latin-1"))
    with pytest.raises(Invalid, match=r"is not UTF-8 text\. Save it as UTF-8"):
        load(tmp_path / "latin", {})


def test_the_documented_file_says_the_defaults(tmp_path: Path) -> None:
    assert said(tmp_path, settings.documented()) == load(environment=PLACE)
    uncommented = re.sub(r"^# (?=\w+ = )", "", settings.documented(), flags=re.MULTILINE)
    assert said(tmp_path, uncommented) == replace(
        load(environment=PLACE),
        store=str(tmp_path / "callcenter.sqlite3"),
        taxonomy=tmp_path / "taxonomy.toml",
        erasures=tmp_path / "callcenter.erasures",
        secret_key=tmp_path / "callcenter.secret",
        agent="wangfang",
        theme="dark",
    )


def test_the_documentation_is_what_the_code_says(repository: Path) -> None:
    assert (repository / "docs/settings.md").read_text(encoding="utf-8") == settings.reference(), (
        "run make docs"
    )


@given(st.integers(0, 10**8))
def test_a_length_of_time_reads_back(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert reading.duration(reading.duration_text(length)) == length


@given(st.text(alphabet="0123456789smhd .-x", max_size=12))
def test_a_length_of_time_is_read_or_refused(text: str) -> None:
    try:
        assert reading.duration(text) >= timedelta(0)
    except ValueError:
        assert not reading._PIECE.fullmatch(text)
