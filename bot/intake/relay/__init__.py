"""The relay: the conversations that a parent and an officer have, from the moment the parent agreed to it.

Both zones reach this database and nothing else of each other. A conversation's texts are sealed under a key that the front
desk derives from the parent's token and the office opens with its private key: whoever has the database alone reads nothing.
"""
