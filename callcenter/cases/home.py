"""The customer's home as the place of an item: exact in the store, only about where to those who look."""

from dataclasses import replace

from callcenter.callers.models import Customer
from callcenter.cases.views import PlaceSaid

_ROUGH = 2  # decimals of a degree: about a kilometre, as on the card


def exact(said: PlaceSaid, customer: Customer | None) -> PlaceSaid:
    """The place as it is stored and ranked by: of a home what is on file, not what the card shows of it.

    Args:
        said: the place of a form.
        customer: whose home it may be.
    """
    if not said.home or customer is None:
        return said
    known = customer.lat is not None and customer.lon is not None
    return replace(
        said,
        text=customer.address or "",
        city=said.city or customer.city or "",
        postcode=customer.postcode or "",
        country=customer.country or said.country,
        lat=customer.lat if known else said.lat,
        lon=customer.lon if known else said.lon,
    )


def masked(place: PlaceSaid, on_file: tuple[str | None, float | None], *, verified: bool) -> PlaceSaid:
    """The place as it is shown: of a home only the city, unless the agent has verified the customer.

    Args:
        place: as stored.
        on_file: the customer's address and latitude; either one tells a home.
        verified: whether this agent has verified them.
    """
    is_home = any(
        known and known == here for known, here in zip(on_file, (place.text, place.lat), strict=True)
    )
    if verified or not is_home:
        return place
    lat, lon = (None if value is None else round(value, _ROUGH) for value in (place.lat, place.lon))
    return replace(place, text="", postcode="", lat=lat, lon=lon, home=True)
