"""Pure text: what fits a text message, numbers and labels as people write them."""
