"""Service graphs from other sources than whole traces, and how two graphs differ."""
