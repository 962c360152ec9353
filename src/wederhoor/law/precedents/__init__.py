"""Dutch rulings, few and citable, told in our own words: searched, and laid beside a case that is like them."""
