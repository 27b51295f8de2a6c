"""Text messages: Twilio's signed webhooks (docs/sms.md)."""
