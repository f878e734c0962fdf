"""What each kind of file becomes in the store, and that a second reading changes nothing."""

from datetime import date
from typing import Any

import pytest

from callcenter.callers.models import (
    Consent,
    Contact,
    Customer,
    Item,
    NameToken,
    Phone,
    Purchase,
    Recall,
    RecallItem,
    Repair,
    WarrantyTerm,
)
from callcenter.callers.serials import with_vin_check
from callcenter.points.models import PointAbility, ServicePoint

WANG = {"id": "C-1", "name": "王小明", "phones": "13912345678"}
LI = {"id": "C-2", "name": "李梅", "phones": "021-58881234"}
VIN = with_vin_check("LSGJA52U0EH123456")


# --- customers ---


def test_a_customer_with_everything(office: Any) -> None:
    office.read("points", {"id": "S-1", "name": "永达浦东", "city": "上海", "country": "CN"})
    row = {
        "id": "C-9", "kind": "企业", "name": "永达汽车租赁有限公司", "contact_name": "赵刚", "phones": "021-68880000转8012；13900001111/13900002222",
        "email": "a@example.com", "city": "上海", "country": "中国", "lat": "31.23", "lon": "121.47", "tier": "金卡", "language": "中文",
        "preferred_point": "永达浦东", "do_not_call": "是", "consent_marketing": "no", "consent_on": "2025年3月4日", "note": "Ring twice",
    }  # fmt: skip
    assert office.sums(office.read("customers", row)) == (1, 0, 0, 0)
    (customer,) = office.rows(Customer)
    assert (customer.kind, customer.country, customer.tier, customer.language) == (
        "firm",
        "CN",
        "gold",
        "zh_CN",
    )
    assert (customer.do_not_call, customer.preferred_point_id) == (True, office.rows(ServicePoint)[0].id)
    assert [(row.e164, row.extension) for row in office.rows(Phone)] == [
        ("+862168880000", "8012"), ("+8613900001111", None), ("+8613900002222", None),
    ]  # fmt: skip
    assert [row.name for row in office.rows(Contact)] == ["赵刚"]
    assert [(row.given, row.given_on) for row in office.rows(Consent)] == [(False, date(2025, 3, 4))]
    assert {"zhaogang", "zg"} <= {row.token for row in office.rows(NameToken) if row.contact_id}
    assert office.sums(office.read("customers", row)) == (0, 0, 1, 0)


def test_changes_are_told_apart_and_blanks_take_nothing_away(office: Any) -> None:
    office.read("customers", WANG | {"city": "上海", "note": "x"}, LI)
    summary = office.read(
        "customers", WANG | {"city": "", "name": "王大明"}, LI, {"id": "C-3", "name": "Ann Lee"}
    )
    assert office.sums(summary) == (1, 1, 1, 0)
    wang = next(row for row in office.rows(Customer) if row.external_id == "C-1")
    assert (wang.name, wang.latin, wang.city, wang.note, wang.version) == (
        "王大明",
        "Wang Daming",
        "上海",
        "x",
        2,
    )
    tokens = {row.token for row in office.rows(NameToken) if row.customer_id == wang.id}
    assert "wangdaming" in tokens
    assert "小明" not in tokens


def test_a_reissued_number_does_not_come_back(office: Any, house: Any) -> None:
    office.read("customers", WANG)
    customer_id = office.rows(Customer)[0].id
    house.desk().not_this_person("k", customer_id, "+8613912345678")
    assert office.sums(office.read("customers", WANG)) == (0, 0, 1, 0)
    assert [row.held_to is None for row in office.rows(Phone)] == [False]


def test_what_is_odd_goes_in_with_a_warning(office: Any) -> None:
    summary = office.read(
        "customers",
        WANG
        | {
            "phones": "ring the shop",
            "country": "Atlantis",
            "tier": "platinum",
            "lat": "0",
            "lon": "0",
            "preferred_point": "?X",
        },
    )
    assert (office.sums(summary), summary.warned) == ((1, 0, 0, 0), 1)
    told = office.warnings(summary)
    assert (
        "customers.csv, line 2, phones: “ring the shop” is no complete telephone number. It is kept as it is."
        in told
    )
    assert (
        "customers.csv, line 2, country: “Atlantis” is no country we know. Write its code, like CN." in told
    )
    assert any("tier: “platinum” is none of" in line for line in told)
    assert "customers.csv, line 2, preferred_point: “?X” is no service point on file. It is left out." in told
    assert [(row.raw, row.e164) for row in office.rows(Phone)] == [("ring the shop", None)]


# --- purchases ---


def test_an_unknown_customer_says_which_file_comes_first(office: Any) -> None:
    summary = office.read("purchases", {"id": "P-1", "customer_id": "C-7", "brand": "Buick"})
    assert office.refusals(summary) == [
        "purchases.csv, line 2, customer_id: there is no customer “C-7” on file. Import the customers first."
    ]


BUICK = {
    "id": "P-1",
    "customer_id": "C-1",
    "brand": "Buick",
    "product": "Excelle 1.6",
    "line": "car",
    "serial": VIN,
}


@pytest.mark.parametrize("order", [1, -1])
def test_a_car_changes_hands_in_whatever_order_the_rows_stand(office: Any, order: int) -> None:
    office.read("customers", WANG, LI)
    first = BUICK | {
        "bought_on": "2020-05-10",
        "plate": "沪A·12345",
        "price": "¥128,000.50",
        "proof": "yes",
        "warranty_until": "2023-05-09",
    }
    second = BUICK | {
        "id": "P-2",
        "customer_id": "C-2",
        "bought_on": "2024-01-15",
        "plate": "沪B·99999",
        "km": "61,000 km",
        "km_on": "2024-01-15",
    }
    assert office.sums(office.read("purchases", *[first, second][::order])) == (2, 0, 0, 0)
    (item,) = office.rows(Item)
    assert (item.plate, item.km, item.serial_key) == ("沪B·99999", 61000, VIN.replace("O", "0"))
    owned = {row.external_id: row for row in office.rows(Purchase)}
    assert (owned["P-1"].owned_until, owned["P-2"].owned_until) == (date(2024, 1, 15), None)
    assert (owned["P-1"].price, owned["P-1"].currency, owned["P-1"].proof) == (12_800_050, "CNY", "receipt")
    (term,) = office.rows(WarrantyTerm)
    assert (term.kind, term.from_on, term.until_on) == ("maker", date(2020, 5, 10), date(2023, 5, 9))
    assert office.sums(office.read("purchases", *[first, second][::order])) == (0, 0, 2, 0)
    assert office.sums(office.read("purchases", second)) == (0, 0, 1, 0)
    assert office.sums(office.read("purchases", first)) == (0, 0, 1, 0)


def test_a_later_file_with_a_new_owner_ends_the_earlier_ownership(office: Any) -> None:
    office.read("customers", WANG, LI)
    office.read("purchases", BUICK | {"bought_on": "2020-05-10"})
    summary = office.read("purchases", BUICK | {"id": "P-2", "customer_id": "C-2", "bought_on": "2025-01-01"})
    assert office.sums(summary) == (1, 0, 0, 0)
    assert len(office.rows(Item)) == 1
    owned = {row.external_id: row.owned_until for row in office.rows(Purchase)}
    assert owned == {"P-1": date(2025, 1, 1), "P-2": None}


def test_a_wrong_vin_warns_and_a_wrong_date_refuses(office: Any) -> None:
    office.read("customers", WANG)
    wrong = VIN[:8] + ("0" if VIN[8] != "0" else "1") + VIN[9:]
    summary = office.read(
        "purchases",
        BUICK | {"serial": wrong},
        BUICK | {"id": "P-2", "serial": "", "bought_on": "2024-02-30"},
        BUICK | {"id": "P-3", "serial": "", "bought_on": "2024-02-03", "owned_until": "2023-01-31"},
        {"id": "P-4", "customer_id": "C-1"},
    )
    assert office.sums(summary) == (1, 0, 0, 3)
    assert office.warnings(summary) == [
        f"purchases.csv, line 2, serial: the check digit of the VIN {wrong} doesn't fit. Compare it with the papers."
    ]
    assert office.refusals(summary) == [
        "purchases.csv, line 3, bought_on: “2024-02-30” is no date. Write it like 2026-03-02.",
        "purchases.csv, line 4, owned_until: 2023-01-31 lies before the purchase on 2024-02-03. Correct one of them.",
        "purchases.csv, line 5, product: nothing says what was bought. Fill in brand and product, or the serial.",
    ]


def test_one_serial_of_two_makers_is_two_items(office: Any) -> None:
    office.read("customers", WANG)
    rows = [
        {"id": f"P-{brand}", "customer_id": "C-1", "brand": brand, "product": "TV", "serial": "A-1001"}
        for brand in ("Sony", "Haier", "SONY")
    ]
    office.read("purchases", *rows)
    assert sorted(row.brand for row in office.rows(Item)) in (["Haier", "SONY"], ["Haier", "Sony"])
    assert office.sums(office.read("purchases", *rows)) == (0, 0, 3, 0)


# --- warranties, repairs, recalls ---


@pytest.fixture
def car(office: Any) -> Any:
    office.read("customers", WANG)
    office.read("purchases", BUICK | {"bought_on": "2020-05-10", "model_year": "2020"})
    return office


def test_warranties(car: Any) -> None:
    rows = [
        {
            "id": "W-1",
            "purchase_id": "P-1",
            "kind": "延保",
            "from": "2023-05-10",
            "until": "2025-05-09",
            "until_km": "60000",
        },
        {"id": "W-2", "purchase_id": "P-1", "kind": "", "covers": "compressor", "until": "2027.11.01"},
        {"id": "W-3", "purchase_id": "P-1", "kind": "forever", "until": "2027-11-01"},
        {"id": "W-4", "purchase_id": "P-8", "until": "2027-11-01"},
        {"id": "W-5", "purchase_id": "P-1", "from": "2027-11-02", "until": "2027-11-01"},
    ]
    summary = car.read("warranties", *rows)
    assert car.sums(summary) == (2, 0, 0, 3)
    assert [(row.kind, row.covers, row.until_on, row.until_km) for row in car.rows(WarrantyTerm)] == [
        ("extended", None, date(2025, 5, 9), 60000), ("part", "compressor", date(2027, 11, 1), None),
    ]  # fmt: skip
    # Rows that can't be read come first: references are looked up a batch at a time.
    assert sorted(car.refusals(summary)) == [
        "warranties.csv, line 4, kind: “forever” is none of maker, legal, extended, part.",
        "warranties.csv, line 5, purchase_id: there is no purchase “P-8” on file. Import the purchases first.",
        "warranties.csv, line 6, until: the term ends before it begins. Correct one of the dates.",
    ]
    assert car.sums(car.read("warranties", *rows)) == (0, 0, 2, 3)


def test_repairs(car: Any) -> None:
    car.read("points", {"id": "S-1", "name": "永达浦东", "city": "上海", "country": "CN"})
    rows = [
        {"id": "R-1", "purchase_id": "P-1", "point_id": "S-1", "received_on": "2024-08-19", "done_on": "2024-08-20", "km": "48000",
         "fault": "stalls", "job_no": "J1", "cost": "420", "under_warranty": "no"},
        {"id": "R-2", "purchase_id": "P-1", "point_id": "Old Garage", "received_on": "2021-01-05", "cost": "$12.50", "under_warranty": "recall"},
        {"id": "R-3", "purchase_id": "P-1", "point_id": "S-1", "job_no": "J1"},
        {"id": "R-4", "purchase_id": "P-1", "received_on": "2024-08-19", "done_on": "2024-08-18"},
    ]  # fmt: skip
    summary = car.read("repairs", *rows)
    assert car.sums(summary) == (2, 0, 0, 2)
    one, two = car.rows(Repair)
    assert (one.cost, one.currency, one.cover, one.complaint) == (42000, "CNY", "paid", "stalls")
    assert (one.point_id, two.point_id, two.point_name) == (car.rows(ServicePoint)[0].id, None, "Old Garage")
    assert (two.cost, two.currency, two.cover) == (1250, "USD", "recall")
    assert (car.rows(Item)[0].km, car.rows(Item)[0].km_on) == (48000, date(2024, 8, 19))
    assert any(
        "the job J1 of this point is on file already, as R-1." in line for line in car.refusals(summary)
    )
    assert car.sums(car.read("repairs", *rows)) == (0, 0, 2, 2)


def test_recalls_name_the_units_that_are_there_and_those_that_come(car: Any) -> None:
    rows = [
        {
            "id": "K-1",
            "brand": "BUICK",
            "products": "Excelle; Regal",
            "years": "2019-2021",
            "component": "fuel pump",
        },
        {"id": "K-2", "brand": "Buick", "serials": "LSG*|XYZ1..XYZ9", "url": "https://example.com/recall"},
        {"id": "K-3", "brand": "Buick", "years": "old"},
        {"id": "K-4", "brand": "Buick", "url": "ftp://example.com"},
    ]
    summary = car.read("recalls", *rows)
    assert car.sums(summary) == (2, 0, 0, 2)
    assert [row.years for row in car.rows(Recall)] == [[2019, 2020, 2021], []]
    assert len(car.rows(RecallItem)) == 2
    car.read(
        "purchases",
        {"id": "P-5", "customer_id": "C-1", "brand": "Buick", "product": "Regal", "model_year": "2021"},
    )
    assert len(car.rows(RecallItem)) == 3
    assert car.sums(car.read("recalls", *rows)) == (0, 0, 2, 2)
    assert car.sums(car.read("recalls", rows[0] | {"years": "2019"})) == (0, 1, 0, 0)
    assert len(car.rows(RecallItem)) == 1


# --- points ---


def test_a_point_with_everything(office: Any) -> None:
    row = {
        "id": "S-1", "name": "永达浦东", "brands": "Buick;Chevrolet", "authorised_brands": "Buick", "skills": "engine|brakes", "ways": "到店, roadside",
        "area_km": "30", "city": "上海", "country": "CN", "lat": "31.2283", "lon": "121.4751", "datum": "GCJ-02", "phone": "021-58881234",
        "emergency_phone": "13900001111", "webhook": "https://example.com/offers", "opening_hours": "周一至周五 9:00-18:00", "daily_capacity": "12",
        "languages": "中文;English",
    }  # fmt: skip
    assert office.sums(office.read("points", row)) == (1, 0, 0, 0)
    (point,) = office.rows(ServicePoint)
    assert (point.phone, point.opening_hours, point.timezone) == (
        "+86 21 5888 1234",
        "Mo-Fr 09:00-18:00",
        "Asia/Shanghai",
    )
    assert (point.opening_hours_said, point.place_quality, point.daily_capacity) == (
        "周一至周五 9:00-18:00",
        "exact",
        12,
    )
    assert 0.001 < abs(point.lat - 31.2283) < 0.01
    assert {(row.kind.value, row.value) for row in office.rows(PointAbility)} == {
        ("brand", "buick"), ("brand", "chevrolet"), ("authorised", "buick"), ("skill", "engine"), ("skill", "brakes"),
        ("way", "bring_in"), ("way", "roadside"), ("language", "zh_cn"), ("language", "en"),
    }  # fmt: skip
    assert office.sums(office.read("points", row)) == (0, 0, 1, 0)
    assert office.sums(office.read("points", row | {"brands": "Buick"})) == (0, 1, 0, 0)
    assert ("brand", "chevrolet") not in {(row.kind.value, row.value) for row in office.rows(PointAbility)}


@pytest.mark.parametrize(
    ("lat", "lon", "quality", "warning"),
    [
        ("0", "0", "city", "the coordinates are 0, 0, in the Gulf of Guinea."),
        ("121.47", "31.23", "exact", "latitude and longitude are swapped."),
        ("39.9", "116.4", "city", "km from Shanghai. The centre of Shanghai is used."),
        ("131.2", "221.4", "city", "is no place on the map."),
        ("31.23", "", "city", "one coordinate of two is missing."),
        ("", "", "city", "no coordinates. The centre of Shanghai is used."),
        ("north", "121", "city", "“north” is no coordinate."),
    ],
)
def test_a_place_that_cannot_be_true(office: Any, lat: str, lon: str, quality: str, warning: str) -> None:
    summary = office.read(
        "points", {"id": "S", "name": "S", "city": "上海", "country": "CN", "lat": lat, "lon": lon}
    )
    assert (office.sums(summary), summary.warned) == ((1, 0, 0, 0), 1)
    (point,) = office.rows(ServicePoint)
    assert point.place_quality == quality
    assert (round(point.lat), round(point.lon)) == (31, 121)
    assert any(warning in line for line in office.warnings(summary))


def test_a_point_of_unknown_place_and_odd_hours(office: Any) -> None:
    summary = office.read(
        "points", {"id": "S", "name": "S", "opening_hours": "when the sun shines", "phone": "ask"}
    )
    assert office.sums(summary) == (1, 0, 0, 0)
    (point,) = office.rows(ServicePoint)
    assert (point.place_quality, point.lat, point.timezone) == ("none", None, "Asia/Shanghai")
    assert (point.opening_hours, point.opening_hours_said, point.phone) == (
        None,
        "when the sun shines",
        "ask",
    )
    assert len(summary.warnings) == 3


@pytest.mark.parametrize(
    ("heading", "cell", "sentence"),
    [
        (
            "webhook",
            "ftp://example.com",
            "“ftp://example.com” is no web address. Write it in full, like https://example.com/offers.",
        ),
        ("ways", "fly", "“fly” is none of bring_in, on_site, pick_up, mail_in, roadside."),
        ("datum", "mars", "mars is no datum we know: write wgs84, gcj02 or bd09"),
        ("timezone", "Mars/Base", "“Mars/Base” is no time zone we know. Write one like Asia/Shanghai."),
        ("daily_capacity", "-3", "“-3” is no whole number from 0 to 100000. Correct it."),
    ],
)
def test_what_refuses_a_point(office: Any, heading: str, cell: str, sentence: str) -> None:
    summary = office.read("points", {"id": "S", "name": "S", "city": "上海", heading: cell})
    assert office.refusals(summary) == [f"points.csv, line 2, {heading}: {sentence}"]


def test_what_is_taken_in_with_a_warning(office: Any) -> None:
    """A recall of a whole brand, a term without end, a place in no town of the country."""
    office.read("customers", WANG)
    office.read("purchases", BUICK)
    wide = office.read("recalls", {"id": "R-1", "brand": "Buick", "component": "fuel"})
    endless = office.read("warranties", {"id": "T-1", "purchase_id": BUICK["id"], "from": "2024-01-01"})
    point = {"id": "S", "name": "S", "country": "CN", "lat": "48.85", "lon": "2.35"}
    abroad = office.read("points", point)
    for summary, words in (
        (wide, "the recall names every unit of Buick."),
        (endless, "the term has no end. It counts as running."),
        (abroad, "the coordinates lie outside CN. They are left out."),
    ):
        assert office.sums(summary) == (1, 0, 0, 0), office.refusals(summary)
        assert words in " ".join(office.warnings(summary))
