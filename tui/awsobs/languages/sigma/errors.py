"""What is wrong with a Sigma rule."""


class SigmaError(ValueError):
    """A rule that cannot be read or is not understood; the message says why."""
