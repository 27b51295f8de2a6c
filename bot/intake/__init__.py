"""What the public side holds: conversations in memory, for a while."""
