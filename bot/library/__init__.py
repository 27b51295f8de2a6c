"""What the service may say: its details, its leaflets and its messages, read from content/ and checked."""
