"""What an officer writes: letters, what helps while writing, and who is at the other end."""
