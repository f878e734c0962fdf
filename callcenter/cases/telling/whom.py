"""How a customer is told: by which channel, as they asked, in which language, on which clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter import i18n
from callcenter.callers import wishes
from callcenter.callers.models import Customer, Phone
from callcenter.callers.phones import kind_guess, region_of
from callcenter.callers.words import PhoneKind
from callcenter.cases.models import Case
from callcenter.outbox.words import Channel
from callcenter.points import gazetteer
from callcenter.reading import is_zone
from callcenter.settings import Settings

CHANNELS = (Channel.EMAIL, Channel.SMS)
"""In the order in which they are taken where nobody asked for one: a calendar entry needs an e-mail."""
_CHINESE = frozenset({"CN", "HK", "MO", "TW"})
_ENGLISH = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})


@dataclass(frozen=True, slots=True)
class Reached:
    """How somebody is told."""

    code: str
    """``told_by.email``, ``told_by.sms``, or why not: ``told_by.refused`` ..."""
    channel: Channel | None = None
    address: str = ""
    customer: Customer | None = None


def reach(connection: Connection, case: Case, settings: Settings) -> Reached:
    """Find how the customer of a case is told, or why it isn't.

    A case with nothing but a number is told by SMS where that is a mobile's.

    Args:
        connection: for reading.
        case: whose customer.
        settings: what the house sends by, its language and zone.
    """
    sends = _sends(settings)
    if not sends:
        return Reached("told_by.off")
    customer = _customer(connection, case.customer_id)
    allowed = channels(wishes.wishes(connection, case.customer_id))
    if not allowed:
        return Reached("told_by.refused")
    addresses = {
        Channel.EMAIL: (customer.email or "").strip() if customer else "",
        Channel.SMS: _mobile(connection, case),
    }
    if customer is None and not addresses[Channel.SMS]:
        return Reached("told_by.nobody")
    for channel in allowed:
        if channel in sends and addresses[channel]:
            return Reached(f"told_by.{channel.value}", channel, addresses[channel], customer)
    return Reached("told_by.no_address")


def channels(asked: Mapping[str, bool]) -> tuple[Channel, ...]:
    """The channels that may be used, those that were asked for first.

    Args:
        asked: what the customer said of each channel; ``any`` is of all that nothing else is said of.
    """
    if asked.get("any") is False:  # said of all, by whichever of two merged entries
        return ()
    said = {channel: asked.get(channel.value, asked.get("any")) for channel in CHANNELS}
    return tuple(sorted((one for one in CHANNELS if said[one] is not False), key=lambda one: not said[one]))


def _sends(settings: Settings) -> Sequence[Channel]:
    by = {Channel.EMAIL: settings.email["host"], Channel.SMS: settings.sms["url"]}
    return [channel for channel in CHANNELS if by[channel]]


def sends_anything(settings: Settings) -> bool:
    """Whether the house tells customers anything at all."""
    return bool(_sends(settings))


def _customer(connection: Connection, customer_id: int | None) -> Customer | None:
    if customer_id is None:
        return None
    row = connection.execute(select(Customer).where(col(Customer.id) == customer_id)).first()
    return Customer(**row._mapping) if row else None


def _mobile(connection: Connection, case: Case) -> str:
    """The customer's own mobile, that of the call first; without a customer the caller's."""
    own = select(col(Phone.e164), col(Phone.kind)).where(
        col(Phone.customer_id) == case.customer_id,
        col(Phone.contact_id).is_(None),
        col(Phone.held_to).is_(None),
        col(Phone.e164).is_not(None),
    )
    held = [
        (number, kind)
        for number, kind in connection.execute(own.order_by(col(Phone.position), col(Phone.id)))
        if number
    ]
    if case.customer_id is None and case.caller_e164:
        held = [(case.caller_e164, PhoneKind.OTHER)]
    mobiles = [number for number, kind in held if _is_mobile(number, kind)]
    return next((one for one in mobiles if one == case.caller_e164), mobiles[0] if mobiles else "")


def _is_mobile(number: str, kind: PhoneKind) -> bool:
    return kind == PhoneKind.MOBILE or (kind != PhoneKind.FAX and kind_guess(number) == "mobile")


def language_of(customer: Customer | None, case: Case, settings: Settings) -> str:
    """The language on file, else the caller's, else the country's, else the house's."""
    said = (customer.language if customer else None) or case.language
    if said:
        return i18n.nearest(said)
    country = ((customer.country if customer else None) or "").upper()
    by_country = "zh_CN" if country in _CHINESE else "en" if country in _ENGLISH else ""
    return by_country or settings.language


def zone_of(customer: Customer | None, case: Case, settings: Settings) -> str:
    """The zone of the place on file, else of the country, else of the number; else the house's."""
    found = None
    if customer is not None and customer.lat is not None and customer.lon is not None:
        found = gazetteer.zone_at(customer.lat, customer.lon)
    elif customer is not None and customer.country:
        places = gazetteer.find(customer.city or "", country=customer.country, limit=1)
        found = places[0].timezone if places else gazetteer.country_zone_default(customer.country)
    elif case.caller_e164 and (region := region_of(case.caller_e164)):
        found = gazetteer.country_zone_default(region)
    return found if found and is_zone(found) else settings.zone
