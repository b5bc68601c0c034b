"""The command line: reads arguments, prints text or JSON; decisions are made in other packages."""
