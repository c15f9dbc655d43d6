"""The headless twins of the panes: one file a command."""
