"""Evenhand: the assistant of a SEND Information, Advice and Support Service."""
