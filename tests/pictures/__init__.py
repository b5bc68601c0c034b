"""Pictures of what a person sees: a command in a terminal of a given width, as SVG or PNG."""
