"""Safeguarding alerts: take in, take, decide, escalate, erase, try."""
