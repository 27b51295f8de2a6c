"""Pages of a council that shows the chat, served and visited as real ones are."""
