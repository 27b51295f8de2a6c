"""That a conversation has one owner, and that nothing in it is lost or said twice (handoff.md)."""
