"""Everything that speaks to AWS, one file a service."""
