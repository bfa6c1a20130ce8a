"""What each section of the page says, one module a section: a case in, text and tables out."""
