"""Pages and schemas, each made by one module from the code."""
