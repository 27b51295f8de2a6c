"""The rules of impartiality and plain words (C-160 to C-165), held against everything the service says."""
