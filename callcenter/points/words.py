"""The codes of service points and their words. Ways are those of a case; their words stand there."""

from enum import StrEnum

from callcenter.i18n import N_, phrases


class AbilityKind(StrEnum):
    """What a service point can be asked for."""

    WAY = "way"
    BRAND = "brand"
    AUTHORISED = "authorised"
    SKILL = "skill"
    LANGUAGE = "language"


class PlaceQuality(StrEnum):
    """How far a point's coordinates can be trusted."""

    EXACT = "exact"
    CITY = "city"
    NONE = "none"


phrases(
    {
        "ability_kind.way": N_("way"),
        "ability_kind.brand": N_("brand"),
        "ability_kind.authorised": N_("authorised brand"),
        "ability_kind.skill": N_("skill"),
        "ability_kind.language": N_("language"),
        "place_quality.exact": N_("exact"),
        "place_quality.city": N_("centre of the city"),
        "place_quality.none": N_("place unknown"),
    }
)
