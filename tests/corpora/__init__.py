"""Generated texts, the same ones every time: secrets as they are written down, and benign text."""
