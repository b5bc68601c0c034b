"""A trace as rows on one time axis: pure, made from the store's outline."""
