"""Sentences as vectors, the same for the engine and the front desk. Runs on both Pythons."""
