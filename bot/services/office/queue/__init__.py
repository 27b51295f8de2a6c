"""The queue: see it, take something out of it, give it back or to somebody else."""
