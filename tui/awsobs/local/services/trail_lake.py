"""CloudTrail Lake's event data stores.

A store has the whole history of the account at once, as after an import of what came before it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.trail import Entry, TrailState
from awsobs.local.services.trail_selectors import check_advanced

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudtrail")

_MOST_STORES = 10
_NAME = re.compile(r"[a-zA-Z0-9._-]{3,128}")
_SHORTEST_DAYS, _DAYS, _LONGEST_DAYS = 7, 366, 3_653
_MANAGEMENT: Mapping[str, Any] = {
    "Name": "Default management events",
    "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDataStore:
    """One store: where it is, how it was made, and when."""

    id: str
    arn: str
    name: str
    region: str
    made_with: Row
    made: datetime

    @property
    def categories(self) -> frozenset[str]:
        """Of which categories it has events."""
        return frozenset(
            str(row["Equals"][0]).lower()
            for selector in self._selectors()
            for row in selector["FieldSelectors"]
        )

    @property
    def is_protected(self) -> bool:
        """Whether it cannot be deleted."""
        return bool(self.made_with.get("TerminationProtectionEnabled", True))

    def description(self) -> dict[str, Any]:
        """The store as GetEventDataStore gives it."""
        given = self.made_with
        return {
            "EventDataStoreArn": self.arn,
            "Name": self.name,
            "Status": "ENABLED",
            "AdvancedEventSelectors": self._selectors(),
            "MultiRegionEnabled": given.get("MultiRegionEnabled", True),
            "OrganizationEnabled": False,
            "RetentionPeriod": given.get("RetentionPeriod", _DAYS),
            "TerminationProtectionEnabled": self.is_protected,
            "CreatedTimestamp": self.made,
            "UpdatedTimestamp": self.made,
            "BillingMode": given.get("BillingMode", "EXTENDABLE_RETENTION_PRICING"),
        }

    def _selectors(self) -> list[Row]:
        return list(self.made_with.get("AdvancedEventSelectors") or [_MANAGEMENT])


class LakeState:
    """An account's stores, over the histories of all its regions."""

    def __init__(self) -> None:
        self.histories: dict[str, TrailState] = {}
        self.stores: dict[str, EventDataStore] = {}

    def store(self, arn_or_id: str, region: str) -> EventDataStore:
        """A region's store.

        Raises:
            Fault: there is none.
        """
        store = self.stores.get(arn_or_id.rpartition("/")[2])
        if store is None or store.region != region:
            raise Fault("EventDataStoreNotFoundException", f"Unknown store: {arn_or_id:.200}")
        return store

    def entries(self, store: EventDataStore) -> Iterator[Entry]:
        """What a store has, the newest of each region first."""
        categories = store.categories
        everywhere = store.made_with.get("MultiRegionEnabled", True)
        for region, history in self.histories.items():
            if everywhere or region == store.region:
                for entry in history.everything():
                    if entry.category in categories:
                        yield entry


@operations.answer("CreateEventDataStore")
def create_event_data_store(cloud: "Cloud", call: Call) -> Reply:
    """Make a store; it can be asked at once."""
    given = call.parameters
    _check(given)
    name, stores = str(given["Name"]), cloud.lake.stores
    here = [store for store in stores.values() if store.region == cloud.region]
    if any(store.name == name for store in here):
        raise Fault("EventDataStoreAlreadyExistsException", f"There is a store {name} already.")
    if len(here) >= _MOST_STORES:
        raise Fault("EventDataStoreMaxLimitExceededException", f"At most {_MOST_STORES} stores.")
    number = str(uuid4())
    store = EventDataStore(
        id=number,
        arn=f"arn:aws:cloudtrail:{cloud.region}:{cloud.account}:eventdatastore/{number}",
        name=name,
        region=cloud.region,
        made_with=given,
        made=cloud.clock.now(),
    )
    stores[number] = store
    return store.description()


@operations.answer("GetEventDataStore")
def get_event_data_store(cloud: "Cloud", call: Call) -> Reply:
    """One store, whole."""
    return cloud.lake.store(str(call.parameters["EventDataStore"]), cloud.region).description()


@operations.answer("ListEventDataStores")
def list_event_data_stores(cloud: "Cloud", call: Call) -> Reply:
    """ARN and name of each store; the service tells no more of them here any longer."""
    here = [store for store in cloud.lake.stores.values() if store.region == cloud.region]
    return {"EventDataStores": [{"EventDataStoreArn": s.arn, "Name": s.name} for s in here]}


@operations.answer("DeleteEventDataStore")
def delete_event_data_store(cloud: "Cloud", call: Call) -> Reply:
    """Take a store away, at once and for ever."""
    store = cloud.lake.store(str(call.parameters["EventDataStore"]), cloud.region)
    if store.is_protected:
        raise Fault(
            "EventDataStoreTerminationProtectedException", f"{store.name} must not be deleted."
        )
    del cloud.lake.stores[store.id]
    return {}


def _check(given: Row) -> None:
    if not _NAME.fullmatch(str(given["Name"])):
        raise Fault("InvalidParameterException", f"{given['Name']!s:.200} cannot be a name")
    if not _SHORTEST_DAYS <= int(given.get("RetentionPeriod", _DAYS)) <= _LONGEST_DAYS:
        limits = f"{_SHORTEST_DAYS} and {_LONGEST_DAYS}"
        raise Fault("InvalidParameterException", f"RetentionPeriod must be between {limits} days.")
    if given.get("OrganizationEnabled"):
        raise Fault("OrganizationsNotInUseException", "The account is in no organization.")
    selectors = given.get("AdvancedEventSelectors") or ()
    check_advanced(selectors)
    fields = {row["Field"] for selector in selectors for row in selector["FieldSelectors"]}
    if fields - {"eventCategory"}:
        raise Fault("UnsupportedOperationException", "Stores here select by eventCategory alone.")
