"""What the office keeps: tables, queries, encryption and audit. Never imported on the public side."""
