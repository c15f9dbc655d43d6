"""From a graph to character cells."""
