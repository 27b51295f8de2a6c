"""`make bench`: Evenhand against a stock Rasa assistant, in one run on one machine."""
