"""Gradio's theme in the colours of page.css: light and dark live there alone."""

from web.lean import gr

COLOURS = {  # variable of page.css → the theme values that take it
    "paper": "body_background_fill background_fill_secondary",
    "card": "background_fill_primary block_background_fill input_background_fill button_secondary_background_fill",
    "ink": "body_text_color button_secondary_text_color",
    "quiet": "body_text_color_subdued block_label_text_color block_title_text_color input_placeholder_color",
    "line": "border_color_primary block_border_color border_color_accent_subdued",
    "edge": "input_border_color button_secondary_border_color",
    "tint": "color_accent_soft",
    "accent": "border_color_accent link_text_color link_text_color_hover link_text_color_visited "
    "link_text_color_active input_border_color_focus button_primary_background_fill "
    "button_primary_background_fill_hover",
    "on-accent": "button_primary_text_color button_primary_text_color_hover",
}


def theme() -> gr.themes.Base:
    """A theme without fonts from elsewhere, its colours taken from the CSS variables of the page."""
    base = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"], text_size="md")
    both = {name: f"var(--{colour})" for colour, names in COLOURS.items() for name in names.split()}
    dark = {f"{name}_dark": value for name, value in both.items() if hasattr(base, f"{name}_dark")}
    return base.set(color_accent="var(--accent)", **both, **dark)
