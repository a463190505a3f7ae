"""Questions → hits, cited answers or typed refusals. Imports index and corpus."""
