"""The chat: JSON for programs, a page for people."""
