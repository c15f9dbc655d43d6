"""The five panes of the cockpit."""
