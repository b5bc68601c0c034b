"""The pages of the view, one file each; `table.py` lists them."""
