"""Rules of the office's work on a case: permissions over time, what may be told to whom, what waits first."""
