"""What a parent can do. Touches intake and the library; never a record."""
