"""One account's clouds, one a region, as AWS keeps them apart."""

from collections.abc import Sequence

from awsobs.domain.regions import REGIONS
from awsobs.local.cloud import Cloud


class Regions:
    """The cloud that everything is played into, and empty ones for other public regions.

    Those are made when somebody calls them. What names no public region is answered at home.
    """

    def __init__(self, home: Cloud) -> None:
        self._home = home
        self._clouds = {home.region: home}

    @property
    def clouds(self) -> Sequence[Cloud]:
        """All that have been called so far, home first."""
        return tuple(self._clouds.values())

    def cloud_in(self, region: str) -> Cloud:
        """The cloud that a region's requests go to."""
        if region not in self._clouds and region in REGIONS:
            self._clouds[region] = self._home.sibling(region)
        return self._clouds.get(region, self._home)
