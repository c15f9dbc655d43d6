"""Every little language: parsed once, evaluated by closures."""
