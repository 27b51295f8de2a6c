"""Officers' texts: put into the outbox, sent one at a time, followed until nothing more comes of them (docs/sms.md)."""
