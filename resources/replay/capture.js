'use strict';
// Page pictures: the rebuilt page is made as tall as its content without changing its layout, then shown tile by tile.
// All boxes are [left, top, width, height] in CSS pixels of the whole page.
convdesk.capture = (() => {
  const BAR = 8, CELL = 8, BITS = 16, SETTLE_MS = 1500, TALLEST = 100000;
  const HEIGHTS = /(-?\d*\.?\d+)(?:[sld])?v(h|b|min|max)\b/g;
  const OF_SCREEN = /height|orientation|aspect|print|screen/;
  const player = convdesk.player;
  let bars = null;

  // Everything with a style sheet or nodes of its own: the page and its shadow roots.
  function roots(root, found = [root]) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) { found.push(element.shadowRoot); roots(element.shadowRoot, found); }
    }
    return found;
  }

  function inPixels(value, width, height) {
    return value.replace(HEIGHTS, (_, number, unit) => {
      const side = unit === 'min' ? Math.min(width, height) : unit === 'max' ? Math.max(width, height) : height;
      return `${number * side / 100}px`;
    });
  }

  function freezeStyle(style, width, height) {
    for (const name of [...style]) {
      const value = style.getPropertyValue(name), fixed = inPixels(value, width, height);
      if (fixed !== value) style.setProperty(name, fixed, style.getPropertyPriority(name));
    }
  }

  function freezeRules(rules, width, height, view) {
    for (const rule of rules) {
      if (rule.style) freezeStyle(rule.style, width, height);
      if (rule.media && OF_SCREEN.test(rule.media.mediaText)) {
        rule.media.mediaText = view.matchMedia(rule.media.mediaText).matches ? 'all' : 'not all';
      }
      if (rule.cssRules) freezeRules(rule.cssRules, width, height, view);
    }
  }

  function freezeSheets(root, width, height, view) {
    for (const sheet of [...root.styleSheets, ...(root.adoptedStyleSheets || [])]) {
      const media = sheet.media && sheet.media.mediaText;
      if (media && media !== 'all') sheet.media.mediaText = view.matchMedia(media).matches ? 'all' : 'not all';
      let rules = null;
      try { rules = sheet.cssRules; } catch (error) { continue; }
      freezeRules(rules, width, height, view);
    }
  }

  // What is fixed to the window stays where it was seen, at the top of the page.
  function unfix(root, view) {
    const fixed = [];
    for (const element of root.querySelectorAll('*')) {
      const style = view.getComputedStyle(element);
      if (style.position === 'fixed' && style.display !== 'none') fixed.push([element, element.getBoundingClientRect()]);
    }
    for (const [element, box] of fixed) {
      const kept = {position: 'absolute', top: `${box.top}px`, left: `${box.left}px`, right: 'auto', bottom: 'auto',
        width: `${box.width}px`, height: `${box.height}px`, margin: '0', transform: 'none'};
      for (const [name, value] of Object.entries(kept)) element.style.setProperty(name, value, 'important');
    }
  }

  async function settle(page) {
    const fonts = page.fonts && page.fonts.status === 'loading' ? [page.fonts.ready] : [];
    const images = [...page.images].filter(image => !image.complete).map(image => image.decode().catch(() => 0));
    await Promise.race([Promise.all([...fonts, ...images]), new Promise(done => setTimeout(done, SETTLE_MS))]);
  }

  const high = element => element ? element.scrollHeight : 0;
  const tall = page => Math.max(high(page.documentElement), high(page.body));

  // Grow the frame to the page's height; what hangs on the window's height is frozen first.
  async function expand() {
    const page = player.document, view = player.window, frame = player.replayer.iframe;
    const width = frame.clientWidth, height = frame.clientHeight;
    convdesk.pointer.clear();
    view.scrollTo(0, 0);
    await settle(page);
    for (const root of roots(page)) {
      freezeSheets(root, width, height, view);
      for (const element of root.querySelectorAll('[style]')) if (element.style) freezeStyle(element.style, width, height);
      unfix(root, view);
    }
    const full = Math.min(Math.max(tall(page), height), TALLEST);
    frame.setAttribute('height', String(full));
    await settle(page);
    return {width, height: full};
  }

  // A strip of black and white cells above and below says which tile, at which size, a grabbed frame shows.
  function mark(number) {
    if (!bars) {
      bars = ['top', 'bottom'].map(side => {
        const bar = document.createElement('div');
        bar.style.cssText = `position:fixed;left:0;${side}:0;height:${BAR}px;width:100%;background:#fff;z-index:9`;
        for (let bit = 0; bit < BITS; bit++) {
          const cell = document.createElement('div');
          cell.style.cssText = `position:absolute;top:0;left:${bit * CELL}px;width:${CELL}px;height:${BAR}px`;
          bar.append(cell);
        }
        document.body.append(bar);
        return bar;
      });
      document.getElementById('stage').style.inset = `${BAR}px 0`;
    }
    for (const bar of bars) {
      for (let bit = 0; bit < BITS; bit++) bar.children[bit].style.background = (number >> bit) & 1 ? '#000' : '#fff';
    }
  }

  function tile(number, top) {
    convdesk.stage.fit.style.transform = `translateY(${-top}px)`;
    mark(number);
    return {width: innerWidth, height: innerHeight};
  }

  // Where a node's own window lies on the page; frames within frames add up.
  function origin(node) {
    let x = 0, y = 0, view = node.ownerDocument.defaultView;
    while (view && view !== player.window && view.frameElement) {
      const frame = view.frameElement, box = frame.getBoundingClientRect();
      x += box.left + frame.clientLeft; y += box.top + frame.clientTop;
      view = frame.ownerDocument.defaultView;
    }
    return [x + player.window.scrollX, y + player.window.scrollY];
  }

  // The element a selector names, through shadow roots (` >>> `) and frames (` ||| `).
  function find(selector) {
    let root = player.document, element = null;
    for (const part of selector.split(/( >>> | \|\|\| )/)) {
      if (part === ' >>> ') root = element && element.shadowRoot;
      else if (part === ' ||| ') root = element && element.contentDocument;
      else {
        try { element = root && root.querySelector(part); } catch (error) { element = null; }
      }
      if (!root) return null;
    }
    return element;
  }

  // An element's box; of a frame where the page inside it begins, so that places on that page can be added to it.
  function boxOf(element) {
    const box = element.getBoundingClientRect(), [x, y] = origin(element);
    if (!box.width || !box.height) return null;
    if (element.tagName !== 'IFRAME') return [box.left + x, box.top + y, box.width, box.height];
    const inner = element.contentWindow, [left, top] = inner ? [inner.scrollX, inner.scrollY] : [0, 0];
    return [box.left + x + element.clientLeft - left, box.top + y + element.clientTop - top,
      element.clientWidth, element.clientHeight];
  }

  const scrolls = (element, style) => element.scrollLeft || element.scrollTop ||
    (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) ||
    (style.overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1);

  // What scrolls by itself around an element (or is it), on the same page, innermost first.
  function scrollersOf(element) {
    const page = element.ownerDocument, view = page.defaultView, found = [];
    let position = 'static';
    for (let at = element; at && at !== page.scrollingElement && at !== page.documentElement && position !== 'fixed';
      at = at.parentElement || (at.getRootNode().host || null)) {
      const style = view.getComputedStyle(at), holds = style.position !== 'static' || style.transform !== 'none';
      const isAround = at === element || position !== 'absolute' || holds;
      if (isAround && scrolls(at, style)) found.push(at);
      if (isAround) position = style.position;
    }
    return found;
  }

  // How far the scrollers around an element are scrolled, and through which part of the page it can be seen.
  function innerOf(element) {
    const around = scrollersOf(element), [x, y] = origin(element);
    if (!around.length) return null;
    let shiftX = 0, shiftY = 0, [left, top, right, bottom] = [-Infinity, -Infinity, Infinity, Infinity];
    for (const one of around) {
      const box = one.getBoundingClientRect(), [l, t] = [box.left + one.clientLeft + x, box.top + one.clientTop + y];
      shiftX += one.scrollLeft; shiftY += one.scrollTop;
      left = Math.max(left, l); right = Math.min(right, l + one.clientWidth);
      top = Math.max(top, t); bottom = Math.min(bottom, t + one.clientHeight);
    }
    return [shiftX, shiftY, left, top, Math.max(right - left, 0), Math.max(bottom - top, 0)];
  }

  const rounded = values => values.map(value => Math.round(value * 100) / 100);

  function boxes(selectors) {
    const found = {}, inner = {};
    for (const selector of selectors) {
      const element = find(selector), box = element && boxOf(element);
      if (!box) continue;
      found[selector] = rounded(box);
      const within = innerOf(element);
      if (within) inner[selector] = rounded(within);
    }
    return {width: player.replayer.iframe.clientWidth, height: tall(player.document), boxes: found, inner};
  }

  // The same page laid out for windows of another size.
  function boxesAt(sizes, selectors) {
    const frame = player.replayer.iframe, own = [frame.getAttribute('width'), frame.getAttribute('height')];
    const found = [];
    for (const [width, height] of sizes) {
      frame.setAttribute('width', String(width));
      frame.setAttribute('height', String(height));
      player.window.scrollTo(0, 0);
      found.push({...boxes(selectors), width});
    }
    frame.setAttribute('width', own[0]);
    frame.setAttribute('height', own[1]);
    return found;
  }

  Object.assign(convdesk.verbs, {expand, tile, boxes, boxes_at: boxesAt});
  return {find, boxOf};
})();
