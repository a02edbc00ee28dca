"""Send a stream through the running platform while one part after the other is killed.

Each blow falls while messages are on their way. Engines come up again before the next one;
workers are started at once and may still be coming up when it falls. A worker that ends by
itself, because an engine was away just when it started, is started again, as systemd or
Kubernetes would do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from truyxuat.services.faults.plan import ENGINES, Part, Point
from truyxuat.services.faults.processes import Processes
from truyxuat.services.faults.servers import Servers
from truyxuat.services.faults.stream import Message, Stream
from truyxuat.services.kafka.connecting import producing
from truyxuat.services.kafka.sending import Outgoing, Sending
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

INTAKES = ("intake-1", "intake-2")
WORKERS: dict[str, str] = {
    **dict.fromkeys(INTAKES, "intake"),
    "relay": "relay",
    "link": "link",
}
"""The processes, and the command that each runs."""

WORKING_SECONDS_MIN = 2.5
"""A worker is not killed again before it had this long to come up and do something."""

TRIES_MAX = 20
"""How often an unacknowledged stretch of the stream is sent again."""

Report = Callable[[int], None]
"""Told how many points are done."""


@dataclass(slots=True)
class Play:
    """The platform under its blows."""

    servers: Servers
    processes: Processes
    settings: Settings
    _blows: int = 0

    def begin(self) -> None:
        """Start every worker."""
        for name, command in WORKERS.items():
            self.processes.start(name, command)

    def send(self, stream: Stream, points: tuple[Point, ...], report: Report) -> None:
        """Send all messages; each blow falls while the stretch behind its point is sent."""
        starts = [0, *(point.sent for point in points)]
        ends = [*starts[1:], len(stream.messages)]
        with ThreadPoolExecutor(1) as beside:
            for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
                blow = beside.submit(self._strike, points[number - 1]) if number else None
                self._deliver(stream.messages[start:end])
                if blow is not None:
                    blow.result()
                self.processes.revive()
                report(number)

    def _strike(self, point: Point) -> None:
        time.sleep(point.pause_seconds)
        if point.part in ENGINES:
            self.servers.kill(point.part.value)
            time.sleep(point.pause_seconds)
            self.servers.start(point.part.value)
            return
        name = self._victim(point.part)
        self.processes.await_age(name, WORKING_SECONDS_MIN)
        self.processes.kill(name)
        self.processes.start(name, WORKERS[name])

    def _victim(self, part: Part) -> str:
        if part is not Part.INTAKE:
            return part.value
        self._blows += 1
        return INTAKES[self._blows % len(INTAKES)]

    def _deliver(self, messages: tuple[Message, ...]) -> None:
        """Have the brokers acknowledge these; what is in doubt is sent again."""
        for _ in range(TRIES_MAX):
            try:
                with producing(self.settings) as producer:
                    sending = Sending(producer, self.settings.kafka_partner_topic)
                    for place, message in enumerate(messages):
                        body = Outgoing(
                            message.key.encode(), [], message.value, f"message {place}"
                        )
                        sending.send(body)
                    sending.finish()
            except Unavailable:
                continue
            return
        raise Unavailable(
            f"Kafka took none of {len(messages)} messages in {TRIES_MAX} tries."
        )
