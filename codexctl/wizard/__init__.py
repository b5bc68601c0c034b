"""Questions whose answers build the same intents as the flags."""
