"""What officers do, one verb a file: each opens the records, asks the rules, writes and leaves."""
