"""Free digits are free: whatever stands there, the plans say the same, and a cache built on them never errs."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.callers import phones
from callcenter.callers.number_plans import Unknown, _pattern, free_digits

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = phonenumbers.PhoneNumberType
KINDS = (TYPES.MOBILE, TYPES.FIXED_LINE, TYPES.TOLL_FREE, TYPES.PREMIUM_RATE, TYPES.VOIP, TYPES.UAN)


@pytest.mark.parametrize(
    ("number", "region", "free"),
    [
        ("13912345678", "CN", 7),
        ("+8613912345678", None, 8),
        ("02158881234", "CN", 7),
        ("+491712345678", None, 8),
        ("2125551234", "US", 6),
        ("+79161234567", "RU", 7),
        ("0000000000", "CN", 0),
        ("12345", "DE", 0),
    ],
)
def test_how_far_a_plan_looks(number: str, region: str | None, free: int) -> None:
    assert free_digits(number, region) == free


@pytest.mark.parametrize("pattern", ["a", "[1-a]", "(1", "1)", r"\w", "1{2,}"])
def test_a_pattern_that_is_not_understood_is_not_guessed(pattern: str) -> None:
    with pytest.raises((Unknown, ValueError)):
        _pattern(pattern)


@st.composite
def dialled(draw: st.DrawFn) -> tuple[str, str | None]:
    """A number of any country, its last digits changed, as somebody somewhere would dial it."""
    home = draw(st.sampled_from(REGIONS))
    example = phonenumbers.example_number_for_type(home, draw(st.sampled_from(KINDS)))
    example = example or phonenumbers.example_number(home)
    assert example is not None
    national = phonenumbers.national_significant_number(example)
    kept = len(national) - draw(st.integers(0, 6))
    national = national[:kept] + "".join(draw(st.sampled_from("0123456789")) for _ in national[kept:])
    code = str(example.country_code)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(home)
    prefix = (metadata and metadata.national_prefix) or ""
    lead = draw(st.sampled_from([f"+{code}", f"00{code}", code, prefix, ""]))
    return lead + national, draw(st.sampled_from([home, home, "CN", "US", "GB", None]))


@given(dialled(), st.integers(0, 10**8))
def test_free_digits_change_nothing(asked: tuple[str, str | None], other: int) -> None:
    number, region = asked
    free = free_digits(number, region)
    if not free:
        return
    tail = f"{other:08}"[-free:]
    one, two = (phones._narrow(each, region) for each in (number, number[:-free] + tail))
    if one is None or two is None:
        assert one is two
    elif one.e164.endswith(number[-free:]):
        assert (two.e164, two.region) == (one.e164[:-free] + tail, one.region)
        if free_digits(one.e164, None) >= free:
            assert phones.kind_guess(one.e164) == phones.kind_guess(two.e164)


def proven(seed: int, each: int) -> int:
    """Numbers of all countries through one cache; returns how many were asked."""
    pick = random.Random(seed)
    cache = phones.PrefixCache()
    asked = 0
    for region in REGIONS:
        examples = [phonenumbers.example_number_for_type(region, kind) for kind in KINDS]
        for _ in range(each):
            example = pick.choice([one for one in examples if one] or [phonenumbers.example_number(region)])
            national = phonenumbers.national_significant_number(example)
            last = pick.randint(0, 6)
            national = national[: len(national) - last] + "".join(pick.choices("0123456789", k=last))
            lead = pick.choice([f"+{example.country_code}", f"00{example.country_code}", "0", ""])
            home = pick.choice([region, region, region, "CN", "US", None])
            found = phones.candidates(lead + national, home)
            assert cache.candidates(lead + national, home) == found, (lead + national, home)
            for one in found:
                assert cache.kind_guess(one.e164) == phones.kind_guess(one.e164), one
            asked += 1
    return asked


def test_the_cache_is_never_wrong() -> None:
    assert proven(1, 8) > 1900


@pytest.mark.slow
def test_the_cache_is_never_wrong_in_many() -> None:
    assert proven(2, 400) > 90_000
