"""A self-referral: its questions, what counts as an answer, the course of asking, and what was agreed. Pure throughout."""
