"""What each table of an export is, in words."""

from callcenter.i18n import N_, phrases

phrases(
    {
        "held.customer": N_("The customer as on file"),
        "held.contact": N_("People who speak for the customer"),
        "held.phone": N_("Telephone numbers, as they were written and as they are dialled"),
        "held.consent": N_("What was agreed to or refused"),
        "held.verification": N_("When we asked who is calling, and which details matched; never the answers"),
        "held.name_token": N_("Words by which the name is found"),
        "held.customer_merge": N_("Entries on file that turned out to be one customer"),
        "held.customer_apart": N_("Entries on file that look alike and are not the same customer"),
        "held.item": N_("What is or was owned"),
        "held.purchase": N_("Purchases"),
        "held.warranty_term": N_("Warranty"),
        "held.recall_item": N_("Recalls"),
        "held.repair": N_("Repairs while it was owned"),
        "held.case": N_("Cases"),
        "held.case_wait": N_("When a case waited, and for whom"),
        "held.promise": N_("What was promised"),
        "held.chaser": N_("When somebody asked how it stands, and what we said"),
        "held.contact_try": N_("When we tried to reach the customer"),
        "held.case_link": N_("Cases that belong together"),
        "held.alarm": N_("Safety alarms"),
        "held.appointment": N_("Appointments at service points"),
        "held.notice": N_("What the customer was told by itself, and by what"),
        "held.dispatch": N_("Offers to service points"),
        "held.message": N_("What was sent to the customer and to service points about the cases"),
        "held.attempt": N_("Attempts to send it"),
        "held.call": N_("Telephone calls"),
        "held.wrap_up": N_("Notes after a call"),
        "held.dial": N_("Numbers that an agent had the telephone ring"),
        "held.call_back": N_("Calls to be returned"),
        "held.draft": N_("What agents typed and have not saved"),
        "held.event": N_("What happened, in order"),
        "held.event_words": N_("What was said or typed then"),
        "held.erasure": N_("Erasures"),
        "held.explained": N_(
            "All that is held on this customer. Names ending in _at are times with their zone, in _on "
            "days, in _id keys of rows in this file or of our own people and places; cost, price and "
            "cost_told are in hundredths of the currency; codes stand as we store them. What belongs to "
            "others is left out: the names of those we spoke with, and details of things that somebody else "
            "owns now."
        ),
    }
)
