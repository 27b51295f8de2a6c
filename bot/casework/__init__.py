"""The rules of the service, pure: no clock, no I/O, no Rasa."""
