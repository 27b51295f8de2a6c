"""A conversation that waits for an officer or is with one: what the front desk does for it. The engine sees none of it."""
