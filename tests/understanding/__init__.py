"""Held-out messages, written by other hands than the training data, and the bounds they are held to."""
