'use strict';
// Our own pointer and click marks: rrweb's goes stale after a seek and takes moves in frames for a finger.
convdesk.pointer = (() => {
  const SHOWN_MS = 700, MOVES = [1, 6, 12], DOWN = [1, 7], CLICK = 2, SVG = 'http://www.w3.org/2000/svg';
  const fit = convdesk.stage.fit;
  let moves = [], presses = [], marks = [], arrow = null;

  function drawn() {
    const made = document.createElementNS(SVG, 'svg');
    made.id = 'pointer';
    made.setAttribute('viewBox', '0 0 22 22');
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', 'M2 1 L2 17 L6.5 13.2 L9.4 20 L12.6 18.6 L9.7 12 L15.5 12 Z');
    path.setAttribute('fill', '#111');
    path.setAttribute('stroke', '#fff');
    path.setAttribute('stroke-width', '1.4');
    made.append(path);
    return made;
  }

  // Where and when the pointer was, from the events of a piece; [time, x, y, node], times from the piece's beginning.
  function follow(events) {
    const first = events.length ? events[0].timestamp : 0, nodes = [];
    let isFinger = false;
    moves = []; presses = [];
    for (const event of events) {
      if (event.type !== 3) continue;
      const at = event.timestamp - first, data = event.data || {};
      if (MOVES.includes(data.source)) {
        for (const p of Array.isArray(data.positions) ? data.positions : []) {
          if (p && Number.isFinite(p.x) && Number.isFinite(p.y)) moves.push([at + (p.timeOffset || 0), p.x, p.y, p.id]);
        }
      } else if (data.source === 2 && (data.type === CLICK || DOWN.includes(data.type))) {
        if (data.pointerType === 2) isFinger = true;
        if (typeof data.x !== 'number') continue;
        moves.push([at, data.x, data.y, data.id]);
        if (data.type === CLICK) presses.push([at, data.x, data.y, data.id]);
      }
    }
    moves.sort((a, b) => a[0] - b[0]);
    clear();
    arrow = drawn();
    arrow.classList.toggle('finger', isFinger);
    fit.append(arrow);
  }

  function clear() {
    for (const node of [arrow, ...marks]) if (node) node.remove();
    marks = []; arrow = null;
  }

  function last(rows, at) {
    let low = 0, high = rows.length;
    while (low < high) { const middle = (low + high) >> 1; if (rows[middle][0] <= at) low = middle + 1; else high = middle; }
    return low - 1;
  }

  // A place inside a nested frame, seen from the page's own window.
  function placed(row, node) {
    let [, x, y] = row, view = node && node.ownerDocument && node.ownerDocument.defaultView;
    for (let depth = 0; view && view.frameElement && depth < 8; depth++) {
      const frame = view.frameElement, above = frame.ownerDocument.defaultView;
      if (above === window) break;
      const box = frame.getBoundingClientRect();
      x += box.left + frame.clientLeft; y += box.top + frame.clientTop; view = above;
    }
    return [x, y];
  }

  // Show the pointer of a moment, and the clicks just before it.
  function show(at, nodeOf) {
    if (!arrow) return;
    const now = last(moves, at);
    arrow.style.display = now < 0 ? 'none' : 'block';
    if (now >= 0) {
      const [x, y] = placed(moves[now], nodeOf(moves[now][3]));
      arrow.style.transform = `translate(${x}px, ${y}px) scale(var(--unscaled))`;
    }
    for (const mark of marks) mark.remove();
    marks = [];
    for (let n = last(presses, at); n >= 0 && presses[n][0] > at - SHOWN_MS; n--) {
      const [x, y] = placed(presses[n], nodeOf(presses[n][3])), mark = document.createElement('div');
      mark.className = 'press';
      mark.append(document.createElement('i'));
      const growth = 1 + (at - presses[n][0]) / SHOWN_MS / 2;
      mark.style.transform = `translate(${x}px, ${y}px) scale(calc(var(--unscaled) * ${growth}))`;
      fit.append(mark);
      marks.push(mark);
    }
  }

  return {follow, show, clear};
})();
