// OTLPEncoding
