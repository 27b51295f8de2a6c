"""The tests; their folders mirror bot/."""
