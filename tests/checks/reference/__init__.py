"""Reference pages for people, each made by one module from the tables of the code."""
