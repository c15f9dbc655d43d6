"""What an account can do and files cannot: nobody signs in, and nothing is asked."""

from awsobs.languages.lookup_attribute import Attribute


class NoAccount:
    """Takes every wish and does nothing."""

    aws = None

    def choose_groups(self, groups: tuple[str, ...]) -> None:
        """Files are in no group."""

    def narrow_logs(self, pattern: str) -> None:
        """Files are read here."""

    def seek_trail(self, attribute: Attribute | None) -> None:
        """All of the files is read anyway."""

    def stop_trail(self, *, stopped: bool) -> None:
        """Files are soon read."""

    def switch_live_tail(self, *, on: bool) -> None:
        """Files are followed anyway."""

    async def renew(self) -> None:
        """There are no credentials."""

    def read_meter(self) -> None:
        """There are no calls."""
