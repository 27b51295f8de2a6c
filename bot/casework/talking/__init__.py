"""Being put through to an officer in the chat: what is asked first, and what permission it needs."""
