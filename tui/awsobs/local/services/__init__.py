"""One file a service, one function an operation."""
