"""Health, metrics and the webhook."""
