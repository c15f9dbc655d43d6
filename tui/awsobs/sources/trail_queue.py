"""The trail as it happens: events that an EventBridge rule puts into an SQS queue.

LookupEvents lags by minutes; a rule on `AWS API Call via CloudTrail` with a queue as its target
brings an event within seconds (EventBridge user guide, "Events delivered via CloudTrail"). What
was read stays in the queue, and comes again, unless the user allows to take it out.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from awsobs.analysis.trail_forms import records_in
from awsobs.analysis.trail_records import event_of
from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.trail import TrailEvent
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.access import USER_AGENT
from awsobs.sources.allowed import QUEUE, TAKE
from awsobs.sources.pace import Priority
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp

NAME = "queue"
_MOST = 10
_MOST_RECEIVES = 50
_OWN_AGENT = USER_AGENT.split("/")[0] + "/"
_MOST_SEEN = 20_000


class TrailQueueSource:
    """Receives what is in the queue, pass by pass.

    Args:
        aws: Where to ask.
        url: The queue's.
        takes: Whether messages that were read are deleted, which is a write.
    """

    name = NAME

    def __init__(self, aws: Aws, url: str, *, takes: bool = False) -> None:
        self._aws = aws
        self._url = url
        self._takes = takes
        self._stamp = Stamp[TrailEvent](NAME, aws)
        self._seen: dict[str, None] = {}
        self._behind = False
        for operation in QUEUE | TAKE if takes else QUEUE:
            aws.permit(operation, granted=True)

    @property
    def behind(self) -> bool:
        """Whether the last answer was full, so that there is more."""
        return self._behind

    @property
    def shortfall(self) -> str:
        """Nothing is left out."""
        return ""

    async def poll(self, window: Window) -> AsyncIterator[Batch[TrailEvent]]:
        """Receive until there is no more, whatever the window."""
        del window
        for _ in range(_MOST_RECEIVES):
            reply = await self._aws.call(
                "sqs:ReceiveMessage",
                priority=Priority.NORMAL,
                resource=self._url,
                QueueUrl=self._url,
                MaxNumberOfMessages=_MOST,
            )
            messages = fields.rows(reply, "Messages")
            events, counts = self._read(messages)
            if messages:
                yield self._stamp.batch(events, counts)
                await self._take(messages)
            # What stays in the queue would come again and again.
            self._behind = bool(counts.kept) and len(messages) == _MOST
            if not self._behind:
                return

    def _read(self, messages: list[Mapping[str, Any]]) -> tuple[list[TrailEvent], Counts]:
        events: list[TrailEvent] = []
        received = malformed = duplicate = filtered = 0
        for message in messages:
            for record in records_in(message.get("Body")):
                received += 1
                try:
                    if record is None:
                        raise ValueError("no record")
                    event = event_of(record)
                except ValueError:
                    malformed += 1
                    continue
                if event.id in self._seen:
                    duplicate += 1
                elif _OWN_AGENT in event.user_agent:
                    filtered += 1
                else:
                    events.append(event)
                self._seen[event.id] = None
        while len(self._seen) > _MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        counts = Counts(
            received=received,
            kept=len(events),
            filtered=filtered,
            duplicate=duplicate,
            malformed=malformed,
        )
        return events, counts

    async def _take(self, messages: list[Mapping[str, Any]]) -> None:
        """Delete what is in memory by now."""
        if not self._takes:
            return
        entries = [
            {"Id": str(number), "ReceiptHandle": fields.text(message, "ReceiptHandle")}
            for number, message in enumerate(messages)
        ]
        await self._aws.call(
            "sqs:DeleteMessageBatch", resource=self._url, QueueUrl=self._url, Entries=entries
        )
