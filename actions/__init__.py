"""Rasa actions, one a file: thin and pure, run inside the engine."""
