"""Invented messages, and how the screen's weights are made from them. Nothing here is loaded while the service runs."""
