"""Every picture of the demo shop, drawn as SVG."""
