"""What stands in for an account where files are read: one feed, and nothing to sign in to."""

from random import Random

from awsobs.collecting.feeds import Feed
from awsobs.collecting.no_account import NoAccount
from awsobs.domain.batch import Batch
from awsobs.domain.clock import Clock
from awsobs.domain.logs import LogEvent
from awsobs.settings import Settings
from awsobs.sources.file_parts import parts_of
from awsobs.sources.file_tail import tail_of
from awsobs.sources.files import FileSource
from awsobs.store.memory import Memory, Visit

INTERVAL = 0.1
"""Seconds between two looks at the ends of the files."""


class FileAccount(NoAccount):
    """The feed of the files that the settings name.

    Raises:
        OSError: one of them cannot be read any more.
    """

    def __init__(self, settings: Settings, memory: Memory, visit: Visit, clock: Clock) -> None:
        tails = [
            part
            for file in settings.log_files
            for part in parts_of(tail_of(file, follow=True, stdin=settings.stdin), clock.now())
        ]
        self._source = FileSource(tails, clock, epoch=visit.epoch)

        def pour(batch: Batch[LogEvent]) -> None:
            memory.write(batch.epoch, lambda: memory.logs.extend(batch.records), len(batch.records))

        feed = Feed(self._source, pour, visit.board, clock, interval=INTERVAL, random=Random())
        self.feeds = {feed.name: feed}

    async def close(self) -> None:
        """Close all files."""
        self._source.close()
