"""How a place is written: 上海市浦东新区, but Lyon, Rhône. Pure."""


def place_text(city: str | None, region: str | None) -> str:
    """City and region in the order and with the signs of their script; either may be missing.

    Args:
        city: or district.
        region: province or state.
    """
    near, far = (city or "").strip(), (region or "").strip()
    if not near or not far or near == far:
        return near or far
    if _is_east_asian(near):
        return near if near.startswith(far) else f"{far}{near}"
    return f"{near}, {far}"


def _is_east_asian(text: str) -> bool:
    return any("\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" for char in text)
