"""What runs with Rasa on Python 3.10: the host and Rasa's components of ours."""
