"""Officers' accounts: who may sign in, who is signed in, and what they may change about it."""
