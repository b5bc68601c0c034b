"""A trace as rows on one axis of time: pure, from the store's outline on."""
