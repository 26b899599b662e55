"""An audit as one data dict first; then as JSON, terminal text and pandas frames, all made from that dict."""
