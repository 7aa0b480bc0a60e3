"""报送登记: what went out, to whom, by which way; 签发 and 已报送 are two states."""
