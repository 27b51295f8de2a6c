"""The public web application: chat, leaflets, and the way to the engine."""
