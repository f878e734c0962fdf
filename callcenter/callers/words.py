"""The codes of callers and of what they own, and their words."""

from enum import StrEnum

from callcenter.i18n import N_, phrases


class CustomerKind(StrEnum):
    """Who buys."""

    PERSON = "person"
    FIRM = "firm"


class PhoneKind(StrEnum):
    """What a number is for."""

    MOBILE = "mobile"
    HOME = "home"
    WORK = "work"
    FAX = "fax"
    OTHER = "other"


class ContactRole(StrEnum):
    """What a contact is to the customer."""

    DRIVER = "driver"
    SPOUSE = "spouse"
    RELATIVE = "relative"
    TENANT = "tenant"
    FLEET_MANAGER = "fleet_manager"
    OFFICE = "office"
    OTHER = "other"


class TermKind(StrEnum):
    """Who stands for a warranty term."""

    MAKER = "maker"
    LEGAL = "legal"
    EXTENDED = "extended"
    PART = "part"


class RepairCover(StrEnum):
    """Who paid for a repair."""

    WARRANTY = "warranty"
    RECALL = "recall"
    EXTENDED = "extended"
    GOODWILL = "goodwill"
    PAID = "paid"


phrases(
    {
        "customer_kind.person": N_("person"),
        "customer_kind.firm": N_("firm"),
        "phone_kind.mobile": N_("mobile"),
        "phone_kind.home": N_("home"),
        "phone_kind.work": N_("work"),
        "phone_kind.fax": N_("fax"),
        "phone_kind.other": N_("number"),
        "contact_role.driver": N_("driver"),
        "contact_role.spouse": N_("spouse"),
        "contact_role.relative": N_("relative"),
        "contact_role.tenant": N_("tenant"),
        "contact_role.fleet_manager": N_("fleet manager"),
        "contact_role.office": N_("office"),
        "contact_role.other": N_("contact"),
        "term_kind.maker": N_("maker's"),
        "term_kind.legal": N_("legal"),
        "term_kind.extended": N_("extended"),
        "term_kind.part": N_("part"),
        "repair_cover.warranty": N_("warranty"),
        "repair_cover.recall": N_("recall"),
        "repair_cover.extended": N_("extended warranty"),
        "repair_cover.goodwill": N_("goodwill"),
        "repair_cover.paid": N_("paid"),
        "tier.standard": N_("standard"),
        "tier.silver": N_("silver"),
        "tier.gold": N_("gold"),
    }
)
