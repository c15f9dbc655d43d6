"""What stands in for an account where files of a trail are read."""

from random import Random

from awsobs.collecting.feeds import Feed
from awsobs.collecting.no_account import NoAccount
from awsobs.collecting.pours import pours
from awsobs.domain.clock import Clock
from awsobs.domain.trail import Coverage
from awsobs.settings import Settings
from awsobs.sources.trail_files import TrailFileSource
from awsobs.store.memory import Memory, Visit

MOST_EVENTS = 50_000
"""Events that are kept, the newest; about 200 MB."""

_INTERVAL = 3_600.0
"""Files are read once; nothing comes later."""


class TrailFileAccount(NoAccount):
    """The feed of the files that the settings name."""

    def __init__(self, settings: Settings, memory: Memory, visit: Visit, clock: Clock) -> None:
        memory.trail.limit = MOST_EVENTS

        def cover(coverage: Coverage) -> None:
            memory.write(visit.epoch, lambda: memory.trail.set_coverage(coverage))

        def tell(words: str) -> None:
            visit.board.set_progress("trail", words)

        source = TrailFileSource(settings.trail_files, clock, cover, tell, epoch=visit.epoch)
        pour, board = pours(memory)[source.name], visit.board
        feed = Feed(source, pour, board, clock, interval=_INTERVAL, random=Random())
        self.feeds = {feed.name: feed}

    async def close(self) -> None:
        """Nothing is open between two batches."""
