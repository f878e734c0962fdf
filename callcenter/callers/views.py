"""What the callers' room shows: frozen read models, standard library only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhoneCandidate:
    """One telephone number found in a text.

    Attributes:
        raw: the part of the text it was read from, as typed.
        e164: ``+`` and at most 15 digits (ITU-T E.164), without the extension.
        extension: digits to dial after the answer, or None.
        region: ISO 3166 two-letter code, ``001`` for numbers of no country, None where unknown.
        valid: whether the numbering plan of its region knows such a number.
    """

    raw: str
    e164: str
    extension: str | None
    region: str | None
    valid: bool
