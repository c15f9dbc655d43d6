"""The public regions of AWS, and where they are."""

from types import MappingProxyType

REGIONS = MappingProxyType(
    {
        "us-east-1": "N. Virginia",
        "us-east-2": "Ohio",
        "us-west-1": "N. California",
        "us-west-2": "Oregon",
        "eu-west-1": "Ireland",
        "eu-west-2": "London",
        "eu-west-3": "Paris",
        "eu-central-1": "Frankfurt",
        "eu-central-2": "Zurich",
        "eu-north-1": "Stockholm",
        "eu-south-1": "Milan",
        "eu-south-2": "Spain",
        "ap-northeast-1": "Tokyo",
        "ap-northeast-2": "Seoul",
        "ap-northeast-3": "Osaka",
        "ap-southeast-1": "Singapore",
        "ap-southeast-2": "Sydney",
        "ap-southeast-3": "Jakarta",
        "ap-southeast-4": "Melbourne",
        "ap-southeast-5": "Malaysia",
        "ap-southeast-6": "New Zealand",
        "ap-southeast-7": "Thailand",
        "ap-south-1": "Mumbai",
        "ap-south-2": "Hyderabad",
        "ap-east-1": "Hong Kong",
        "ap-east-2": "Taipei",
        "ca-central-1": "Montreal",
        "ca-west-1": "Calgary",
        "sa-east-1": "Sao Paulo",
        "mx-central-1": "Queretaro",
        "me-south-1": "Bahrain",
        "me-central-1": "UAE",
        "il-central-1": "Tel Aviv",
        "af-south-1": "Cape Town",
        "us-gov-west-1": "GovCloud, west",
        "us-gov-east-1": "GovCloud, east",
        "cn-north-1": "Beijing",
        "cn-northwest-1": "Ningxia",
    }
)
"""Names and places, the most used continents first."""
