"""From the sanitiser's output to the HTML that is stored: every tag, address and character written by us."""
