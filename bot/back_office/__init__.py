"""The officers' web application, on a port of its own."""
