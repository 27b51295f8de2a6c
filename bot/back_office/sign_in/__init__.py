"""How officers sign in and out, and their own account."""
