"""What both web applications share: the design, the headers, how a page is rendered."""
