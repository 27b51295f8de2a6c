"""The first look at a message: does it need the emergency words?"""
