"""Work on one case. Each use case asks first whether the case is this officer's, and notes what was done."""
