"""A recording that tries everything: each way a page can call out or run a script has a name and its own address."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

STARTED_MS = 1_700_000_000_000
LASTS_MS = 3_000
NAMES = {"http_equiv": "http-equiv", "xlink__href": "xlink:href"}
Node = dict[str, Any]


class Hostile:
    """Makes the events; `home` is the address everything tries to reach, `secret` a file nobody may read."""

    def __init__(self, home: str, secret: str) -> None:
        self.home, self.secret = home, secret
        self._ids = count(10)

    def events(self) -> list[Node]:
        """The recording: a page full of traps, then changes that bring more of them."""
        head, body = self._head(), self._body()
        page = {"type": 1, "name": "html", "publicId": "", "systemId": "", "id": 2}
        tree = self._node("html", [head, body], lang="en", manifest=self._to("appcache"))
        document = {"type": 0, "childNodes": [page, tree], "id": 1}
        return [
            _event(0, 4, {"href": self._to("meta-href"), "width": 900, "height": 700}),
            _event(10, 2, {"node": document, "initialOffset": {"left": 0, "top": 0}}),
            *self._changes(head, body),
            _event(LASTS_MS, 5, {"tag": "end", "payload": {}}),
        ]

    def _to(self, name: str) -> str:
        return f"{self.home}{name}"

    def _run(self, name: str) -> str:
        """A script that leaves traces: in the page, on the network, in the clipboard, in a new window."""
        return (
            f"try{{top.document.documentElement.dataset.ran=(top.document.documentElement.dataset.ran||'')+' {name}'}}"
            f"catch(e){{}};new Image().src='{self._to('script-' + name)}';"
            "try{navigator.clipboard.writeText('stolen')}catch(e){};try{window.open('about:blank')}catch(e){};"
            "try{qt.webChannelTransport.send('{}')}catch(e){}"
        )

    def _node(self, tag: str, children: list[Node] | None = None, **attributes: str) -> Node:
        named = {NAMES.get(name, name): value for name, value in attributes.items()}
        return {"type": 2, "tagName": tag, "attributes": named, "childNodes": children or [], "id": next(self._ids)}

    def _svg(self, tag: str, children: list[Node] | None = None, **attributes: str) -> Node:
        return {**self._node(tag, children, **attributes), "isSVG": True}

    def _text(self, text: str, *, is_style: bool = False) -> Node:
        made = {"type": 3, "textContent": text, "id": next(self._ids)}
        return {**made, "isStyle": True} if is_style else made

    def _head(self) -> Node:
        rules = json.dumps({"prefetch": [{"source": "list", "urls": [self._to("speculation")]}]})
        return self._node("head", [
            self._node("meta", http_equiv="refresh", content=f"1;url={self._to('meta-refresh')}"),
            self._node("base", href=self._to("base/")),
            *[self._node("link", rel=rel, href=self._to(f"link-{rel.replace(' ', '-')}")) for rel in (
                "stylesheet", "icon", "prefetch", "preconnect", "modulepreload", "manifest", "prerender",
                "alternate stylesheet", "apple-touch-icon", "search", "import")],
            *[{**made, "attributes": {**made["attributes"], "as": kind}} for kind in ("image", "script", "fetch", "font")
              for made in [self._node("link", rel="preload", href=self._to(f"preload-{kind}"))]],
            self._node("link", rel="preload", imagesrcset=f"{self._to('preload-srcset')} 1x"),
            self._node("link", rel="dns-prefetch", href="http://track.example.invalid/"),
            self._style(), self._node("style", [self._text(self._sheet(), is_style=True)]),
            self._node("script", [self._text(self._run("inline"))]),
            self._node("script", src=self._to("external.js")),
            self._node("script", [self._text(rules)], type="speculationrules"),
        ])  # fmt: skip

    def _style(self) -> Node:
        return self._node("style", _cssText=(
            f"@import url({self._to('css-import')});body{{background-image:url({self._to('css-background')})}}"
            f"@font-face{{font-family:x;src:url({self._to('css-font')})}}.f{{font-family:x}}"
            f".c{{cursor:url({self._to('css-cursor')}),auto}}"
        ))  # fmt: skip

    def _sheet(self) -> str:
        return (
            f"h2{{list-style-image:url({self._to('css-list')});background:image-set(url({self._to('css-set')}) 1x)}}"
            f"h2::before{{content:url({self._to('css-content')})}}h3{{mask-image:url({self._to('css-mask')});"
            f"border-image:url({self._to('css-border')}) 3;shape-outside:url({self._to('css-shape')});float:left;"
            f"filter:url({self._to('css-filter')}#f)}}h4{{background:url(file://{self.secret})}}"
        )

    def _body(self) -> Node:
        return self._node("body", [
            self._node("h1", [self._text("Hostile recording")], **{"class": "f c"}),
            *[self._node(tag, [self._text("text")]) for tag in ("h2", "h3", "h4")],
            *self._pictures(), *self._frames(), *self._media(), self._drawing(), *self._to_click(), *self._handlers(),
        ], onload=self._run("body-onload"), background=self._to("body-background"))  # fmt: skip

    def _pictures(self) -> list[Node]:
        return [
            self._node("img", src=self._to("img"), onerror=self._run("img-onerror")),
            self._node("img", src="x:bad", onerror=self._run("bad-img-onerror")),
            self._node("img", srcset=f"{self._to('srcset')} 1x"),
            self._node("img", src="relative-to-base"),
            self._node("img", src=self._to("protocol")[5:]),
            self._node("img", src="data:,", rr_dataURL=self._to("data-url")),
            self._node("picture", [self._node("source", srcset=self._to("picture")), self._node("img", src="data:,")]),
            self._node("input", type="image", src=self._to("input-image")),
            self._node("img", id="file", src=f"file://{self.secret}"),
            self._node("table", background=self._to("table-background")),
            self._node("canvas", width="10", height="10", rr_dataURL=self._to("canvas-data-url")),
        ]

    def _frames(self) -> list[Node]:
        inner = f"<script>{self._run('SOURCE')}</script><img src={self._to('inner-SOURCE')}>"
        return [
            self._node("iframe", src=self._to("iframe.html")),
            self._node("iframe", srcdoc=inner.replace("SOURCE", "srcdoc")),
            self._node("iframe", src=f"javascript:{self._run('frame-address')}"),
            self._node("iframe", src=f"data:text/html,{inner.replace('SOURCE', 'data-frame')}"),
            self._node("iframe", id="file-frame", src=f"file://{self.secret}"),
            self._node("object", data=self._to("object.html")),
            self._node("embed", src=self._to("embed.html")),
            self._node("frameset", [self._node("frame", src=self._to("frame.html"))]),
        ]

    def _media(self) -> list[Node]:
        track = self._node("track", src=self._to("track"), default="")
        return [
            self._node("video", [self._node("source", src=self._to("video-source")), track], src=self._to("video"),
                       poster=self._to("poster"), autoplay="", preload="auto", rr_mediaState="played"),
            self._node("audio", src=self._to("audio"), preload="auto", autoplay=""),
        ]  # fmt: skip

    def _drawing(self) -> Node:
        href = {"xlink__href": self._to("svg-xlink"), "width": "9", "height": "9"}
        return self._svg("svg", [
            self._svg("image", href=self._to("svg-image"), width="9", height="9"), self._svg("image", **href),
            self._svg("use", href=f"{self._to('svg-use')}#a"),
            self._svg("filter", [self._svg("feImage", href=self._to("svg-filter"))], id="q"),
            self._svg("rect", width="9", height="9", filter="url(#q)"),
            self._svg("script", [self._text(self._run("svg-script"))]),
            self._svg("animate", onbegin=self._run("svg-begin"), attributeName="x", dur="1s"),
        ], width="20", height="20", onload=self._run("svg-onload"))  # fmt: skip

    def _to_click(self) -> list[Node]:
        tall = "display:block;height:24px"
        return [
            self._node("a", [self._text("script")], id="to-script", href=f"javascript:{self._run('link')}", style=tall),
            self._node("a", [self._text("window")], id="to-window", href=self._to("window"), target="_blank", style=tall),
            self._node("a", [self._text("file")], id="to-file", href=self._to("download"), download="x", style=tall),
            self._node("a", [self._text("mail")], id="to-mail", href="mailto:a@b.example", style=tall),
            self._node("form", [self._node("button", [self._text("Send")], id="to-form", type="submit")],
                       action=self._to("form"), target="_top", method="post"),
            self._node("a", [self._text("top")], id="to-top", href=self._to("top"), target="_top",
                       ping=self._to("ping"), style=tall),
        ]  # fmt: skip

    def _handlers(self) -> list[Node]:
        return [
            self._node("div", style=f"width:20px;height:20px;background:url({self._to('inline-style')})"),
            self._node("details", [self._node("summary")], open="", ontoggle=self._run("ontoggle")),
            self._node("input", autofocus="", onfocus=self._run("onfocus")),
            self._node("marquee", [self._text("m")], onstart=self._run("onstart")),
            self._node("div", [self._text("a")], style="animation:a 1s", onanimationstart=self._run("onanimation")),
            {**self._node("x-evil"), "isCustom": True},
        ]

    def _changes(self, head: Node, body: Node) -> list[Node]:
        title, canvas = body["childNodes"][0]["id"], _first(body, "canvas")["id"]
        style, rule = _first(head, "style")["id"], f"url({self._to('RULE')})"
        adds = [
            self._node("img", src=self._to("added-img"), onerror=self._run("added-onerror")),
            self._node("script", src=self._to("added-script.js")),
            self._node("iframe", srcdoc=f"<script>{self._run('added-srcdoc')}</script>"),
            self._node("link", rel="preconnect", href=self.home),
        ]
        changed = {"style": f"background:url({self._to('changed-style')})", "onclick": self._run("changed-onclick")}
        adopted = {"styleId": 1, "rules": [{"rule": f"h2{{background:{rule.replace('RULE', 'adopted')}}}"}]}
        drawn = {
            "property": "drawImage",
            "args": [{"rr_type": "HTMLImageElement", "src": self._to("canvas-draw")}, 0, 0],
        }
        return [
            _change(500, 0, texts=[], removes=[], attributes=[{"id": title, "attributes": changed}],
                    adds=[{"parentId": body["id"], "nextId": None, "node": node} for node in adds]),
            _change(600, 8, id=style, adds=[{"rule": f"h1{{border-image:{rule.replace('RULE', 'inserted')} 3}}", "index": 0}]),
            _change(700, 10, family="evil", fontSource=rule.replace("RULE", "font-face"), buffer=False, descriptors={}),
            _change(750, 15, id=1, styleIds=[1], styles=[adopted]),
            _change(800, 13, id=style, index=[0],
                    set={"property": "background-image", "value": rule.replace("RULE", "declared")}),
            _change(900, 2, type=2, id=title, x=30, y=30),
            _change(950, 9, id=canvas, type=0, commands=[drawn]),
        ]  # fmt: skip


def _event(at_ms: int, kind: int, data: Node) -> Node:
    return {"type": kind, "data": data, "timestamp": STARTED_MS + at_ms}


def _change(at_ms: int, source: int, **data: Any) -> Node:
    return _event(at_ms, 3, {"source": source, **data})


def _first(parent: Node, tag: str) -> Node:
    return next(node for node in parent["childNodes"] if node.get("tagName") == tag)
