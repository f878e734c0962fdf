"""What the door counts, for Prometheus: sources and outcomes, never a number or a key."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from callcenter.floor.views import Stuck

KIND = "text/plain; version=0.0.4; charset=utf-8"
_LAGS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)


class Figures:
    """One door's figures."""

    def __init__(self) -> None:
        self._all = CollectorRegistry()
        self.requests = Counter(
            "callcenter_requests", "Requests of telephone systems.", ("source", "status"), registry=self._all
        )
        self.events = Counter(
            "callcenter_call_events", "Events of calls, written or dropped.", ("source", "outcome"),
            registry=self._all,
        )  # fmt: skip
        self.waiting = Gauge(
            "callcenter_call_events_waiting", "Events that aren't written yet.", registry=self._all
        )
        self.lag = Histogram(
            "callcenter_call_event_seconds", "From the request until its event is written.",
            buckets=_LAGS_S, registry=self._all,
        )  # fmt: skip
        self.oldest = Gauge(
            "callcenter_oldest_undelivered_seconds", "How long the oldest message waits that did not arrive.",
            registry=self._all,
        )  # fmt: skip
        self.undelivered = Gauge(
            "callcenter_undelivered", "Messages that failed or are being tried again.", registry=self._all
        )
        self.by_phone = Gauge(
            "callcenter_to_tell_by_phone", "Service points that somebody must ring.", registry=self._all
        )

    def waits(self, stuck: Stuck) -> None:
        """What did not get out of the house, as it is now."""
        self.oldest.set(stuck.oldest_s)
        self.undelivered.set(stuck.undelivered)
        self.by_phone.set(stuck.to_tell)

    def text(self) -> bytes:
        """All of them as Prometheus reads them."""
        return generate_latest(self._all)
