"""What a parent may ask about what we hold: take a permission back, see it, change it, delete it, or know if it is there."""
