"""The proof of non-disclosure: two worlds, one of which holds a record of somebody, must look the same to everybody."""
