"""The log groups that a query of a dashboard names in front: `SOURCE 'a' | SOURCE 'b' | fields …`.

That is how CloudWatch writes the groups of a log widget into its query (user guide, "Dashboard
body structure and syntax"); StartQuery takes them apart from it.
"""

import re

_SOURCE = re.compile(r"\s*SOURCE\s+(['\"])(?P<group>[^'\"|]{1,512})\1\s*\|", re.IGNORECASE)
_MOST = 50


def sources_of(query: str) -> tuple[tuple[str, ...], str]:
    """The groups in front of a query, and the query without them."""
    groups: list[str] = []
    at = 0
    while len(groups) < _MOST and (found := _SOURCE.match(query, at)):
        groups.append(found["group"])
        at = found.end()
    return tuple(dict.fromkeys(groups)), query[at:].strip()
