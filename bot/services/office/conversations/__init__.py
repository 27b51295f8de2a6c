"""Live conversations as officers have them: see them wait, take one, write, give it on or back, end it, keep it."""
