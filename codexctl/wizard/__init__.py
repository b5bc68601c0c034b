"""The wizard of `codexctl setup`: its answers build the same intents as flags."""
