"""Transcripts as services return them in JSON: one file a service, each with a `FORMAT`."""
