"""A question set is put to a system: asked, kept as it goes, described, recorded."""
