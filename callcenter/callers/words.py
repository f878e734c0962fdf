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
        "flag.prefers_evenings": N_("prefers evenings"),
        "flag.erased": N_("personal data erased"),
    }
)
phrases(
    {
        "why.exact_number": N_("{kind!w}, exact number"),
        "why.exact_extension": N_("{kind!w}, exact number and extension"),
        "why.number_until": N_("had this number until {until!d}"),
        "why.last_digits": N_("{kind!w}, ends with {digits}"),
        "why.serial": N_("serial number of {item}"),
        "why.serial_begins": N_("serial number of {item} begins so"),
        "why.vin": N_("VIN of {item}"),
        "why.vin_begins": N_("VIN of {item} begins so"),
        "why.plate": N_("number plate of {item}"),
        "why.plate_begins": N_("number plate of {item} begins so"),
        "why.name": N_("name"),
        "why.name_part": N_("part of the name"),
        "why.contact": N_("contact's name"),
        "why.pinyin": N_("pinyin"),
        "why.initials": N_("initials"),
        "why.sound": N_("sounds the same"),
        "why.typo": N_("name, with one slip"),
        "why.case": N_("case number"),
        "why.case_caller": N_("logged with this number"),
        "why.new": N_("new customer with this number"),
    }
)
phrases(
    {
        "ask.street": N_("street"),
        "ask.email": N_("e-mail"),
        "ask.serial": N_("serial number"),
        "ask.plate": N_("number plate"),
        "ask.month_bought": N_("month bought"),
        "ask.other_phone": N_("last digits of another number"),
        "customer.added": N_("put on file"),
        "customer.edited": N_("details corrected: {fields!w}"),
        "customer.verified": N_("verified by {matched!w}"),
        "customer.number_retired": N_("a number is no longer theirs"),
        "customer.number_restored": N_("a number is theirs after all"),
        "item.new_owner": N_("has a new owner"),
        "detail.name": N_("name"),
        "detail.kind": N_("kind"),
        "detail.phones": N_("numbers"),
        "detail.email": N_("e-mail"),
        "detail.address": N_("address"),
        "detail.city": N_("city"),
        "detail.postcode": N_("postcode"),
        "detail.country": N_("country"),
        "detail.language": N_("language"),
        "detail.note": N_("note"),
    }
)
phrases(
    {
        "customer.merged": N_("merged: what another entry held is here now"),
        "customer.merged_into": N_("merged into another entry"),
        "customer.unmerged": N_("a merge was taken back"),
        "customer.apart": N_("not the same as another customer"),
        "customer.apart_undone": N_("may be the same as another customer after all"),
        "detail.tier": N_("tier"),
        "detail.since": N_("since"),
        "detail.do_not_call": N_("do not call"),
        "detail.flags": N_("marks"),
        "detail.preferred_point": N_("usual service point"),
        "sure.surely": N_("almost surely"),
        "sure.likely": N_("likely"),
        "sure.perhaps": N_("perhaps"),
        "same.number": N_("same number"),
        "same.numbers": N_("{count} same numbers"),
        "same.name": N_("same name"),
        "same.name_written": N_("same name, written otherwise"),
        "same.name_sound": N_("name sounds the same"),
        "same.name_slip": N_("name but for a slip"),
        "same.name_part": N_("name in part"),
        "same.address": N_("same address"),
        "same.email": N_("same e-mail"),
        "merge.contact": N_("contacts"),
        "merge.phone": N_("numbers"),
        "merge.consent": N_("consents"),
        "merge.verification": N_("verifications"),
        "merge.purchase": N_("purchases"),
        "merge.case": N_("cases"),
        "merge.promise": N_("promises"),
        "merge.call": N_("calls"),
        "merge.call_back": N_("call-backs"),
        "merge.draft": N_("drafts"),
        "merge.do_not_call": N_("One of them wants no calls: that stands."),
        "merge.consent_refused": N_("{purpose}: one agreed and one refused. The refusal stands."),
        "merge.two_kinds": N_("One is a person and one a firm. Look twice."),
        "merge.two_ids": N_("Both ids of your files, {survivor} and {merged}, will lead here."),
        "merge.nothing_alike": N_("Nothing on file says that they are the same. Look twice."),
        "merge.said_apart": N_("Somebody said that they are not the same."),
        "consent.given": N_("{purpose}: agreed {day!d}"),
        "consent.refused": N_("{purpose}: refused {day!d}"),
    }
)
