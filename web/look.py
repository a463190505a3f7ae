"""Gradio's theme in the colours of page.css: light and dark live there alone."""

import gradio as gr

FONTS = ["system-ui", "-apple-system", "PingFang SC", "PingFang TC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
COLOURS = {
    "body_background_fill": "paper", "background_fill_primary": "card", "background_fill_secondary": "paper", "block_background_fill": "card",
    "body_text_color": "ink", "body_text_color_subdued": "quiet", "block_label_text_color": "quiet", "block_title_text_color": "quiet",
    "border_color_primary": "line", "block_border_color": "line", "border_color_accent": "accent", "color_accent": "accent",
    "color_accent_soft": "tint", "border_color_accent_subdued": "line", "link_text_color": "accent", "link_text_color_hover": "accent",
    "link_text_color_visited": "accent", "link_text_color_active": "accent", "input_background_fill": "card", "input_border_color": "edge",
    "input_border_color_focus": "accent", "input_placeholder_color": "quiet", "button_primary_background_fill": "accent",
    "button_primary_background_fill_hover": "accent", "button_primary_text_color": "on-accent", "button_primary_text_color_hover": "on-accent",
    "button_secondary_background_fill": "card", "button_secondary_text_color": "ink", "button_secondary_border_color": "edge",
}  # fmt: skip


def theme() -> gr.themes.Base:
    """A theme without fonts from elsewhere, its colours taken from the CSS variables of the page."""
    base = gr.themes.Base(font=FONTS, font_mono=["ui-monospace", "monospace"], radius_size="md", text_size="md")
    both = {name: f"var(--{colour})" for name, colour in COLOURS.items()}
    dark = {f"{name}_dark": value for name, value in both.items() if f"{name}_dark" in dir(base) or hasattr(base, f"{name}_dark")}
    return base.set(**both, **dark)
