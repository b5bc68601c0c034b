"""The documentation as a site: from docs/ to pages, and what must hold of them."""
