"""Audits first sales interviews, sentence by sentence, on the user's own machine."""

__version__ = "0.1.0"
