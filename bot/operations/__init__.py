"""Running the service: set-up, training, the three processes, checks."""
