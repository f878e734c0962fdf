"""What things cost in the demo, in the currency of each country."""

_RATES = {
    "CNY": 100,
    "EUR": 13,
    "USD": 14,
    "GBP": 11,
    "CAD": 19,
    "AUD": 21,
    "JPY": 2100,
    "SGD": 19,
    "INR": 1180,
    "KRW": 19300,
}
"""Hundredths of a currency for a yuan, roughly."""
_CURRENCIES = {
    "CN": "CNY",
    "US": "USD",
    "CA": "CAD",
    "GB": "GBP",
    "AU": "AUD",
    "JP": "JPY",
    "SG": "SGD",
    "IN": "INR",
    "KR": "KRW",
}
_LABOUR = 2.0
"""Work costs more where wages are higher."""


def currency_of(country: str) -> str:
    """The currency of a country."""
    return _CURRENCIES.get(country, "EUR")


def price_in(yuan: float, country: str) -> int:
    """A price in hundredths of the country's currency, in whole units of it."""
    return round(yuan * _RATES[currency_of(country)] / 100) * 100


def cost_in(yuan: float, country: str) -> int:
    """The cost of a repair in hundredths of the country's currency, in tens of units."""
    wages = 1.0 if country in ("CN", "IN") else _LABOUR
    return round(yuan * wages * _RATES[currency_of(country)] / 1000) * 1000
