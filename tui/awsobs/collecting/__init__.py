"""The thread that the sources run on."""
