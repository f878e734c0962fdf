"""The words of what a customer is told, and of appointments."""

from enum import StrEnum

from callcenter.i18n import N_, phrases


class Occasion(StrEnum):
    """What a customer is told of."""

    ROUTED = "routed"
    APPOINTMENT = "appointment"
    READY = "ready"
    CLOSED = "closed"


class AppointmentState(StrEnum):
    """How an appointment stands."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    KEPT = "kept"
    MISSED = "missed"


LIVE = (AppointmentState.BOOKED, AppointmentState.MOVED)
"""The states in which somebody is expected."""

phrases(
    {
        "occasion.routed": N_("who takes care of it"),
        "occasion.appointment": N_("appointment"),
        "occasion.ready": N_("work done"),
        "occasion.closed": N_("closed"),
        "appointment_state.booked": N_("booked"),
        "appointment_state.moved": N_("moved"),
        "appointment_state.cancelled": N_("cancelled"),
        "appointment_state.kept": N_("was kept"),
        "appointment_state.missed": N_("was missed"),
        "customer.told": N_("customer told by {channel!w}: {occasion!w}"),
        "customer.not_reached": N_("the customer was not reached by {channel!w}: {occasion!w}"),
        "customer.too_late": N_("too late to tell the customer by {channel!w}: ring them ({occasion!w})"),
        "appointment.booked": N_("appointment at {point}: {from_at!f}"),
        "appointment.moved": N_("appointment at {point} moved to {from_at!f}"),
        "appointment.cancelled": N_("appointment at {point} cancelled: {from_at!f}"),
        # How a customer is told; the codes of why not are said to agents.
        "told_by.email": N_("by e-mail"),
        "told_by.sms": N_("by SMS"),
        "told_by.nobody": N_("not told: no customer on file"),
        "told_by.refused": N_("not told: doesn't want it"),
        "told_by.no_address": N_("not told: no address for it on file"),
        "told_by.off": N_("not told: the house sends nothing"),
    }
)
