"""awsobs: an incident console for AWS that runs in a terminal."""

__version__ = "0.1.0"
