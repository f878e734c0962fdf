"""Telephone numbers: the traps, properties that always hold, and the rates reached on real numbers."""

import csv
import gzip
import random
import re
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from callcenter.callers import phones
from callcenter.callers.phones import PrefixCache, candidates

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def read(text: str, region: str | None = "CN") -> list[str]:
    return [f"{one.e164} #{one.extension}" if one.extension else one.e164 for one in candidates(text, region)]


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        # one number, however it is written
        ("13812345678", "CN", ["+8613812345678"]),
        ("１３８１２３４５６７８（李）", "CN", ["+8613812345678"]),
        ("８６－１３８－１２３４－５６７８", "CN", ["+8613812345678"]),
        ("138。1234。5678", "CN", ["+8613812345678"]),
        ("+86\u200b138\u202a12345678\u202c", "CN", ["+8613812345678"]),
        ("٠١٠ ١٢٣٤ ٥٦٧٨", "CN", ["+861012345678"]),
        ("+86 (0)21 5888 1234", "CN", ["+862158881234"]),
        ("+34 (0)912 345 678", "CN", ["+34912345678"]),
        ("+39 (0)6 6982 1234", "CN", ["+390669821234"]),
        ("(+86 21) 5888-1234", "CN", ["+862158881234"]),
        ("8621-58881234", "CN", ["+862158881234"]),
        ("4006-123-456", "CN", ["+864006123456"]),
        ("17951 13812345678", "CN", ["+8613812345678"]),
        ("+13812345678", "CN", ["+8613812345678"]),
        ("030/1234567", "DE", ["+49301234567"]),
        ("01.23.45.67.89", "FR", ["+33123456789"]),
        ("4915123456789", "DE", ["+4915123456789"]),
        ("(0xx11) 2345-6789", "BR", ["+551123456789"]),
        # other countries
        ("0049 30 123456", "CN", ["+4930123456"]),
        ("+0049 30 123456", "CN", ["+4930123456"]),
        ("011 86 138 1234 5678", "US", ["+8613812345678"]),
        ("011 86 138 1234 5678", "CN", ["+8613812345678"]),
        ("005511961234567", "BR", ["+5511961234567"]),
        ("44 20 8765 4321", "CN", ["+442087654321"]),
        ("12125552368", "CN", ["+12125552368"]),
        ("05.90.20.12.34", "FR", ["+590590201234"]),
        ("+86 138 1234 5678", None, ["+8613812345678"]),
        ("8613812345678", None, ["+8613812345678"]),
        ("138 1234 5678", "ZZ", []),
        # extensions
        ("021-58881234 转 8012", "CN", ["+862158881234 #8012"]),
        ("021-58881234转8012", "CN", ["+862158881234 #8012"]),
        ("（021）58881234－8012", "CN", ["+862158881234 #8012"]),
        ("010-88123456-202", "CN", ["+861088123456 #202"]),
        ("0316-8812345-2", "CN", ["+863168812345 #2"]),
        ("400-123-4567 按3", "CN", ["+864001234567 #3"]),
        ("021-58881234 分机：12", "CN", ["+862158881234 #12"]),
        ("(212) 555-2368 x12", "US", ["+12125552368 #12"]),
        ("(212) 555-2368 ext. 12", "US", ["+12125552368 #12"]),
        ("(212) 555-2368 (ext 12)", "US", ["+12125552368 #12"]),
        ("(212) 555-2368 #12", "US", ["+12125552368 #12"]),
        ("212-555-2368 12#", "US", ["+12125552368 #12"]),
        ("+1 212 555 2368,,5#", "US", ["+12125552368 #5"]),
        ("030 1234567-12", "DE", ["+49301234567" + "12"]),  # a German extension is part of the number
        ("tel:+86-21-5888-1234;ext=8012", "CN", ["+862158881234 #8012"]),
        ("tel:5888-1234;phone-context=+86-21", None, ["+862158881234"]),
        # words
        ("(home) 13812345678 ask for Li", "CN", ["+8613812345678"]),
        ("13812345678 (wife 2)", "CN", ["+8613812345678"]),
        ("13812345678mobile", "CN", ["+8613812345678"]),
        ("2024-05-01 13812345678", "CN", ["+8613812345678"]),
        # several
        ("13812345678 13912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("138 1234 5678 139 1234 5678", "CN", ["+8613812345678", "+8613912345678"]),
        ("021 5888 1234 138 1234 5678", "CN", ["+862158881234", "+8613812345678"]),
        ("1381234567813912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("13812345678-13912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("13812345678/13912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("13812345678；13912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("13812345678、13912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("13812345678 or 13912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("13812345678或13912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("+86 138 1234 5678+86 139 1234 5678", "CN", ["+8613812345678", "+8613912345678"]),
        ("+86 138 1234 5678\n+86 139 1234 5678", "CN", ["+8613812345678", "+8613912345678"]),
        ("1. 13812345678 2. 13912345678", "CN", ["+8613812345678", "+8613912345678"]),
        ("办 021-5888 1234，手机 138 1234 5678", "CN", ["+862158881234", "+8613812345678"]),
        ("0310-8012345/0310-8012399", "CN", ["+863108012345", "+863108012399"]),
        ("0316-8012345/8012399", "CN", ["+863168012345", "+863168012399"]),
        ("021-58881234/5/6", "CN", ["+862158881234", "+862158881235", "+862158881236"]),
        ("212-555-2368/69", "US", ["+12125552368", "+12125552369"]),
        ("089 123456/234567", "DE", ["+4989123456", "+4989234567"]),
        ("0769-88123456-821/822", "CN", ["+8676988123456 #821", "+8676988123456 #822"]),
        ("13812345678, 13812345678", "CN", ["+8613812345678"]),
        # letters for digits, for services only
        ("1-800-FLOWERS", "US", ["+18003569377"]),
        ("1300 FLOWERS", "AU", ["+611300356937"]),
        ("1HGCM82633A004352", "US", []),
        # what spreadsheets do
        ("13812345678.0", "CN", ["+8613812345678"]),
        ("1.3812345678E+10", "CN", ["+8613812345678"]),
        ("1.38E+10", "CN", []),
        # no numbers
        ("", "CN", []),
        ("+", "CN", []),
        ("110", "CN", []),
        ("138****5678", "CN", []),
        ("沪A12345", "CN", []),
        ("LSVAA4182E2123456", "CN", []),
        ("310101199001011234", "CN", []),
        ("6222021234567890123", "CN", []),
    ],
)
def test_traps(text: str, region: str | None, expected: list[str]) -> None:
    assert read(text, region) == expected
    assert PrefixCache().candidates(text, region) == candidates(text, region)


def test_a_number_no_plan_knows_is_kept_and_marked() -> None:
    (local,) = candidates("5888 1234", "CN")
    assert (local.raw, local.valid, local.e164) == ("5888 1234", False, "+8658881234")
    (known,) = candidates("95588 021-58881234", "CN")
    assert known.valid


def test_the_raw_text_is_kept() -> None:
    text = "办公室　０２１－５８８８１２３４ 转 ８０１２，手机138\u200b12345678！"
    assert [one.raw for one in candidates(text)] == [
        "０２１－５８８８１２３４ 转 ８０１２",
        "138\u200b12345678",
    ]


def test_a_candidate_says_where_it_belongs() -> None:
    assert [one.region for one in candidates("+44 20 8765 4321 / 021-58881234")] == ["GB", "CN"]
    assert candidates("+800 1234 5678")[0].region == "001"


SIGNS = "0123456789０１٣+-/ ().,;:#x转ext或or分机\n\u200b "


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.text(alphabet=SIGNS, max_size=60)),
    st.sampled_from([*REGIONS, None, "ZZ", ""]),
)
def test_any_text_gives_numbers_or_nothing(text: str, region: str | None) -> None:
    found = candidates(text, region)
    assert PrefixCache().candidates(text, region) == found
    for one in found:
        assert re.fullmatch(r"\+[1-9]\d{1,14}", one.e164)
        assert one.extension is None or re.fullmatch(r"\d{1,20}", one.extension)
        assert one.raw in text
    assert len({(one.e164, one.extension) for one in found}) == len(found)
    assert all(one.valid for one in found) or len(found) == 1


FORMATS = (
    PhoneNumberFormat.E164,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.NATIONAL,
    PhoneNumberFormat.RFC3966,
)


@st.composite
def real_numbers(draw: st.DrawFn) -> tuple[str, phonenumbers.PhoneNumber]:
    region = draw(st.sampled_from(["CN", "US", "DE", "FR", "GB", "JP", "BR", "IN", "AU", "IT", "KR", "ES"]))
    number = phonenumbers.example_number_for_type(region, draw(st.sampled_from(TYPES)))
    assert number is not None
    national = phonenumbers.national_significant_number(number)
    tail = draw(st.integers(0, 9999))
    changed = phonenumbers.parse(f"+{number.country_code}{national[:-4]}{tail:04}")
    return region, changed if phonenumbers.is_valid_number(changed) else number


@settings(max_examples=150, deadline=None)
@given(
    real_numbers(), st.sampled_from(FORMATS), st.sampled_from(["", " ", "  (home)", " 王先生", "\u200f", ","])
)
def test_a_formatted_number_is_read_back(
    given_number: tuple[str, phonenumbers.PhoneNumber], style: int, behind: str
) -> None:
    region, number = given_number
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    text = phonenumbers.format_number(number, style)
    assert [(one.e164, one.extension, one.valid) for one in candidates(text + behind, region)] == [
        (e164, None, True)
    ]
    (with_extension,) = candidates(f"{text} ext. 12{behind}", region)
    assert (with_extension.e164, with_extension.extension) == (e164, "12")
    both = candidates(f"{text}; {text}{behind}; +862158881234", region)
    assert [one.e164 for one in both] == list(dict.fromkeys((e164, "+862158881234")))


def test_the_cache_answers_the_same_for_blocks_of_every_country() -> None:
    pick = random.Random(7)
    cache = PrefixCache()
    for region in REGIONS:
        for kind in TYPES:
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None:
                continue
            national = phonenumbers.national_significant_number(number)
            for lead in ("", f"+{number.country_code}"):
                for _ in range(3):
                    text = f"{lead}{national[:-4]}{pick.randrange(10000):04}"
                    assert cache.candidates(text, region) == candidates(text, region), (text, region)


def test_how_a_number_is_shown() -> None:
    assert phones.pretty("+862158881234") == "+86 21 5888 1234"
    assert phones.pretty("+862158881234", "8012") == "+86 21 5888 1234 #8012"
    assert phones.mask("+862158881234") == "+86 21 5888 ••••"
    assert phones.mask("+12125552368") == "+1 212-555-••••"
    assert read(phones.pretty("+862158881234", "8012")) == ["+862158881234 #8012"]


def test_what_a_number_says_of_itself() -> None:
    assert phones.digits("tel ０２１-٥٨") == "02158"
    assert phones.reverse("+862158881234") == "432188851268"
    assert [phones.region_of(each) for each in ("+862158881234", "+80012345678", "+9991")] == [
        "CN",
        "001",
        None,
    ]
    kinds = [phones.kind_guess(each) for each in ("+8613812345678", "+862158881234", "+12125552368", "+999")]
    assert kinds == ["mobile", "fixed", "other", "other"]


def test_real_variants_of_all_countries(shared_data: Path) -> None:
    rows = rows_of(shared_data, "phones/phone_variants_all_regions.csv.gz")
    cache = PrefixCache()
    right = 0
    for row in rows:
        found = candidates(row["raw"], row["region"])
        assert cache.candidates(row["raw"], row["region"]) == found
        right += [one.e164 for one in found] == [row["e164_expected"]]
        if row["variant"] == "with_ext":
            assert [one.extension for one in found] == ["12"]
    assert right / len(rows) > 0.999


def test_real_cases_that_are_numbers(shared_data: Path) -> None:
    """Rows marked invalid record where the plain parser is fooled; they are among the traps above."""
    rows = [row for row in rows_of(shared_data, "phones/phone_parse_cases.csv.gz") if row["valid"] == "True"]
    right = 0
    for row in rows:
        e164, _, extension = row["result_e164"].partition(";ext=")
        found = candidates(row["raw"], row["default_region"])
        right += [(one.e164, one.extension) for one in found[:1]] == [(e164, extension or None)]
    assert right / len(rows) > 0.998
