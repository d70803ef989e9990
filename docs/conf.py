"""How the pages are built: Markdown and docstrings, with every warning an error."""

project = "buyerprotect"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = "buyerprotect"
exclude_patterns = ["_build"]
autodoc_member_order = "bysource"
autodoc_typehints = "description"
add_module_names = False
