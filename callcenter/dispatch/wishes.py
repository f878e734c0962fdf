"""What a case asks of a point: the wish, from the form while it is typed or from the case once logged."""

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers.models import Customer, Item, Repair, WarrantyTerm
from callcenter.callers.words import TermKind
from callcenter.cases import home, standing
from callcenter.cases.intake import safety_sign
from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import Intake, PlaceSaid
from callcenter.cases.words import Cover
from callcenter.dispatch import rounds, rows
from callcenter.dispatch.views import Wish
from callcenter.points import gazetteer, geocoder
from callcenter.points.geocoder import Address

_MAKERS = frozenset(["", "maker", "manufacturer", "厂家", "厂商", "原厂", "生产商"])


def wish_of_case(connection: Connection, case_id: int, taxonomy: Taxonomy) -> Wish:
    """The wish of a logged case; points that declined or did not answer are excluded until it changes.

    Raises:
        NotFound: no such case.
    """
    case = standing.load(connection, case_id)
    place = PlaceSaid(
        case.place or "",
        case.place_city or "",
        case.place_postcode or "",
        case.place_country or "",
        case.place_lat,
        case.place_lon,
    )
    return _wish(
        connection,
        taxonomy,
        customer_id=case.customer_id,
        item_id=case.item_id,
        place=place,
        way=case.way.value if case.way else "",
        category=case.category or "",
        cover=case.cover.value if case.cover else "",
        language=case.language or "",
        line=case.line or "",
        brand=case.brand or "",
        safety=case.safety,
        exclude=rounds.of_case(connection, case).gone,
    )


def wish_of_intake(connection: Connection, intake: Intake, taxonomy: Taxonomy) -> Wish:
    """The wish of a form that is still being filled."""
    return _wish(
        connection,
        taxonomy,
        customer_id=intake.customer_id,
        item_id=intake.item_id,
        place=intake.place,
        way=intake.way,
        category=intake.category,
        cover=intake.cover,
        language=intake.language,
        line=intake.line,
        brand=intake.brand,
        safety=bool(safety_sign(intake, taxonomy)),
        exclude=(),
    )


def _wish(
    connection: Connection,
    taxonomy: Taxonomy,
    *,
    customer_id: int | None,
    item_id: int | None,
    place: PlaceSaid,
    way: str,
    category: str,
    cover: str,
    language: str,
    line: str,
    brand: str,
    safety: bool,
    exclude: tuple[int, ...],
) -> Wish:
    customer, item = rows.one(connection, Customer, customer_id), rows.one(connection, Item, item_id)
    line, brand = (item.line or "" if item else line), (item.brand if item else brand)
    kind = taxonomy.category(category, line) if category else None
    lat, lon = _place(place, customer)
    spot = None if lat is not None else geocoder.known(connection, _address(place))
    if spot is not None:
        lat, lon = spot.lat, spot.lon
    return Wish(
        way=way or (kind.way if kind else ""),
        lat=lat,
        lon=lon,
        skill=kind.skill if kind else "",
        brand=brand,
        authorised=_authorised(connection, cover, item),
        line=line,
        item_id=item_id,
        category=category,
        language=language or (customer.language or "" if customer else ""),
        safety=safety,
        usual_point_id=_usual(connection, customer, item_id),
        exclude=exclude,
        placed_by="geocoder" if spot is not None and lat is not None else "",
    )


def unplaced(connection: Connection, case_id: int) -> Address | None:
    """The address of a case that only a geocoder could place and none was asked about; else None."""
    case = standing.load(connection, case_id)
    said = PlaceSaid(
        case.place or "", case.place_city or "", case.place_postcode or "", case.place_country or ""
    )
    address = _address(said)
    return address if address.text and geocoder.known(connection, address) is None else None


def _address(said: PlaceSaid) -> Address:
    """All that was said of a place, as a geocoder is asked."""
    words = (said.text, said.city, said.postcode)
    return Address(", ".join(dict.fromkeys(word.strip() for word in words if word.strip())), said.country)


def _place(said: PlaceSaid, customer: Customer | None) -> tuple[float | None, float | None]:
    """The coordinates of the place said, else of its city or postcode; home only where nothing was said."""
    said = home.exact(said, customer)
    if said.lat is not None and said.lon is not None:
        return said.lat, said.lon
    if said.postcode or said.city or said.text:
        return _found(said.country, said.postcode, said.city, said.text)
    if customer is None:
        return None, None
    if customer.lat is not None and customer.lon is not None:
        return customer.lat, customer.lon
    return _found(customer.country or "", customer.postcode or "", customer.city or "")


def _found(country: str, *texts: str) -> tuple[float | None, float | None]:
    for text in texts:
        for place in gazetteer.find(text, country=country or None, limit=1) if text else ():
            return place.lat, place.lon
    return None, None


def _authorised(connection: Connection, cover: str, item: Item | None) -> bool:
    """Whether the maker pays, who pays authorised points only."""
    if cover in (Cover.WARRANTY, Cover.RECALL):
        return True
    if cover != Cover.EXTENDED or item is None:
        return False
    sources = connection.execute(
        select(col(WarrantyTerm.source)).where(
            col(WarrantyTerm.item_id) == item.id, col(WarrantyTerm.kind) == TermKind.EXTENDED
        )
    ).scalars()
    makers = _MAKERS | {item.brand.casefold()}
    return any((source or "").strip().casefold() in makers for source in sources)


def _usual(connection: Connection, customer: Customer | None, item_id: int | None) -> int | None:
    """The point the customer prefers, else where the item was repaired last."""
    if customer and customer.preferred_point_id:
        return customer.preferred_point_id
    if item_id is None:
        return None
    return connection.execute(
        select(col(Repair.point_id))
        .where(col(Repair.item_id) == item_id, col(Repair.point_id).is_not(None))
        .order_by(col(Repair.received_on).desc(), col(Repair.id).desc())
        .limit(1)
    ).scalar()
